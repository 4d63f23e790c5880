/** What is known of a data set before it is read: the form of its images. */

import { generated, isGenerated } from "../data/generated.js";
import { isRemote } from "../data/remote.js";
import { sourceAt } from "../data/source-files.js";
import { cifarImage } from "../formats/cifar.js";
import type { Image } from "../geometry.js";
import type { Experiment } from "./experiment.js";

/** Undefined of one's own data of which the experiment says nothing. */
export function knownImage({
  name,
  path,
  image,
  columns,
}: Experiment["dataset"]): Image | undefined {
  if (image?.length === 3) {
    const [channels, height, width] = image as [number, number, number];
    return { channels, height, width };
  }
  if (columns) return { channels: 1, height: 1, width: columns.length };
  if (path !== undefined) return undefined;
  if (isGenerated(name)) return generated[name].image;
  return isRemote(name) ? { channels: 1, height: 28, width: 28 } : undefined;
}

/** The same of data that lie somewhere. */
export function imageAt(path: string): Image | undefined {
  return sourceAt(path)?.kind === "cifar" ? cifarImage : undefined;
}

/** How many classes there are, where that is known. */
export function knownClasses({ name, path }: Experiment["dataset"]): number | undefined {
  return path === undefined && (isGenerated(name) || isRemote(name)) ? 10 : undefined;
}
