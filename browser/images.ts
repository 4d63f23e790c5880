/** The page's images: those that pcrit draws are drawn, others come as bytes or floats. */
import type { Images } from "../src/data/dataset.js";
import { generated } from "../src/data/generated.js";
import type { LiveImages } from "../src/report/live/payload.js";
import { floatsFrom, fromBase85 } from "./base85.js";

export function testImages({ drawn, count, width, classes, image, ...packed }: LiveImages): Images {
  if (drawn) return generated[drawn.name].draw(drawn.seed, "test", count);
  const pixels =
    packed.bytes === undefined
      ? floatsFrom(packed.floats!)
      : zerosFilled(fromBase85(packed.bytes), count * width);
  const labels = fromBase85(packed.labels!);
  return { count, width, classes, pixels, labels, ...(image && { image }) };
}

/** The first so many. */
export function firstOf(images: Images, count: number): Images {
  const { width, pixels, labels } = images;
  return {
    ...images,
    count,
    pixels: pixels.subarray(0, count * width),
    labels: labels.subarray(0, count),
  };
}

/** All of them; undefined where the page does not have them. */
export function trainingImages({ drawn }: LiveImages): Images | undefined {
  return drawn && generated[drawn.name].draw(drawn.seed, "train", drawn.train);
}

/** A zero is followed by how many there are. */
function zerosFilled(packed: Uint8Array, length: number): Uint8Array {
  const bytes = new Uint8Array(length);
  for (let from = 0, to = 0; from < packed.length; from++) {
    if (packed[from] === 0) to += packed[++from]!;
    else bytes[to++] = packed[from]!;
  }
  return bytes;
}
