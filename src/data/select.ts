import { UserError } from "../error.js";
import type { Dataset, Images } from "./dataset.js";

/**
 * The first `train` and `test` images of the splits, as views of the same bytes.
 * @param source what the data set is called in messages: its file, folder or name.
 * @throws UserError where a split has fewer.
 */
export function takeFirst(data: Dataset, train: number, test: number, source: string): Dataset {
  return {
    train: first(data.train, train, "train", source),
    test: first(data.test, test, "test", source),
  };
}

function first(images: Images, count: number, split: string, source: string): Images {
  if (count > images.count) {
    throw new UserError(
      `${source}: expected at least ${count} images in the ${split} split, found ` +
        `${images.count}; ask for at most ${images.count} in the experiment's dataset.${split}`,
    );
  }
  return {
    ...images,
    count,
    pixels: images.pixels.subarray(0, count * images.width),
    labels: images.labels.subarray(0, count),
  };
}
