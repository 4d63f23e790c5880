/** Labels of generated images: each block of as many as there are classes holds every class once, in random order. */
import { Random } from "../random.js";

/** Of images `from` … `from + count - 1`. @param split of which set, for example glyphs/train: names the streams. */
export function glyphLabels(
  seed: number,
  split: string,
  classes: number,
  count: number,
  from = 0,
): Uint8Array {
  const labels = new Uint8Array(count);
  for (let k = 0; k < count; ) {
    const within = (from + k) % classes;
    const block = (from + k - within) / classes;
    const order = new Random(seed, `${split}/block/${block}`).permutation(classes);
    for (const label of order.subarray(within)) if (k < count) labels[k++] = label;
  }
  return labels;
}
