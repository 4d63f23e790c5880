import type { Images } from "../../data/dataset.js";
import type { Arena } from "./arena.js";
import type { Kernels } from "./kernels.js";

/** Images in memory, as lists of lit pixels among the pixels that a network uses. */
export interface LitImages {
  /** Addresses: entries, each image's first entry, labels. */
  readonly entries: number;
  readonly first: number;
  readonly labels: number;
  /** Lit pixels of all images together, and the most in one image. */
  readonly lit: number;
  readonly most: number;
}

/** Bytes of pixels copied at a time. */
const STAGE = 1 << 19;

/** @param used the pixels that count, ascending: an entry refers to a place in this list. */
export function packImages(
  kernels: Kernels,
  arena: Arena,
  images: Images,
  used: Uint32Array,
): LitImages {
  const { count, width, pixels } = images;
  const labels = arena.allocate(count);
  arena.bytes(labels, count).set(images.labels.subarray(0, count));
  const first = arena.allocate(4 * (count + 1));
  const usedAt = arena.place(used);
  const portion = Math.max(1, Math.floor(STAGE / width));
  const stage = arena.allocate(Math.min(portion, count) * width);
  const entries = arena.allocate(0);
  let end = entries;
  for (let i = 0; i < count; i += portion) {
    const n = Math.min(portion, count - i);
    arena.allocate(4 * n * used.length + 64);
    arena.bytes(stage, n * width).set(pixels.subarray(i * width, (i + n) * width));
    end = kernels.pack(n, width, stage, used.length, usedAt, entries, end, first + 4 * i);
    arena.trim(end);
  }
  const starts = arena.integers(first, count + 1);
  starts[count] = (end - entries) / 4;
  arena.allocate(4); // the packer writes one entry ahead
  let most = 0;
  for (let i = 0; i < count; i++) {
    most = Math.max(most, arena.integers(first, count + 1)[i + 1]! - starts[i]!);
  }
  return { entries, first, labels, lit: (end - entries) / 4, most };
}
