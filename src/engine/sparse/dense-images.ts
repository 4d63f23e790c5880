import type { Images } from "../../data/dataset.js";
import { inputReader, type Normalise } from "../../data/normalise.js";
import type { Arena } from "./arena.js";
import type { PackedImages } from "./lit-images.js";

/** Values worked through at a time. */
const STAGE = 1 << 19;

/**
 * Images as all the values that a network reads of them: where a dark pixel is no zero, or values are no
 * bytes, there is nothing to leave out. Where no value counts, each image is an empty list: to the kernels no
 * values mean lists.
 * @param used the places that count, ascending.
 */
export function packInputs(
  arena: Arena,
  images: Images,
  normalise: Normalise | undefined,
  used: Uint32Array,
): PackedImages {
  const { count, width } = images;
  const labels = arena.allocate(count);
  arena.bytes(labels, count).set(images.labels.subarray(0, count));
  const first = arena.allocate(used.length === 0 ? 4 * (count + 1) : 0);
  const entries = arena.allocate(4 * count * used.length);
  const read = inputReader(images, normalise);
  const portion = Math.max(1, Math.min(count, Math.floor(STAGE / width)));
  const stage = new Float32Array(portion * width);
  for (let i = 0; i < count; i += portion) {
    const n = Math.min(portion, count - i);
    read(i, n, stage);
    const values = arena.floats(entries + 4 * i * used.length, n * used.length);
    for (let image = 0, at = 0; image < n; image++)
      for (const place of used) values[at++] = stage[image * width + place]!;
  }
  return { values: used.length, entries, first, labels, lit: 0, most: 0 };
}
