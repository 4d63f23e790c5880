import type { Images } from "../../data/dataset.js";
import type { Arena } from "./arena.js";
import type { Kernels } from "./kernels.js";

/** Images in memory: of the pixels that a network uses, lists of those that are lit, or all values. */
export interface PackedImages {
  /** Values of an image; 0 of lists of lit pixels. */
  readonly values: number;
  /** Addresses: entries or values, each image's first entry, labels. */
  readonly entries: number;
  readonly first: number;
  readonly labels: number;
  /** Lit pixels of all images together, and the most in one image. */
  readonly lit: number;
  readonly most: number;
}

/** Bytes of pixels copied at a time. */
const STAGE = 1 << 19;
/** Pixels looked at together. */
const BLOCK = 16;
/** Bytes that `pack` writes beyond the last entry. */
const BEYOND = 32;

/** @param used the pixels that count, ascending: an entry refers to a place in this list. */
export function packImages(
  kernels: Kernels,
  arena: Arena,
  images: Images,
  used: Uint32Array,
): PackedImages {
  const { count, width, pixels } = images;
  const labels = arena.allocate(count);
  arena.bytes(labels, count).set(images.labels.subarray(0, count));
  const first = arena.allocate(4 * (count + 1));
  const table = usedBlocks(used);
  const blocks = arena.place(table);
  const blocksEnd = blocks + table.byteLength;
  const portion = Math.max(1, Math.floor(STAGE / width));
  const stage = arena.allocate(Math.min(portion, count) * width + BLOCK);
  const entries = arena.reserve(0);
  let end = entries;
  for (let i = 0; i < count; i += portion) {
    const n = Math.min(portion, count - i);
    arena.reserve(4 * n * used.length + BEYOND);
    arena.bytes(stage, n * width).set(pixels.subarray(i * width, (i + n) * width));
    end = kernels.pack(n, width, stage, blocks, blocksEnd, entries, end, first + 4 * i);
    arena.trim(end + BEYOND);
  }
  const lit = (end - entries) / 4;
  const starts = arena.integers(first, count + 1);
  starts[count] = lit;
  let most = 0;
  for (let i = 0; i < count; i++) most = Math.max(most, starts[i + 1]! - starts[i]!);
  return { values: 0, entries, first, labels, lit, most };
}

/**
 * A row for every sixteen pixels of which any is used: their offset, a bit for each used one, how
 * many used ones come before; then, for each pixel, how many of the sixteen come before it (assembly/lit-pixels.ts).
 */
function usedBlocks(used: Uint32Array): Uint32Array {
  const rows: [offset: number, bits: number, before: number][] = [];
  used.forEach((pixel, unit) => {
    const offset = pixel - (pixel % BLOCK);
    if (rows.at(-1)?.[0] !== offset) rows.push([offset, 0, unit]);
    rows.at(-1)![1] |= 1 << (pixel % BLOCK);
  });
  const table = new Uint32Array(8 * rows.length);
  const bytes = new Uint8Array(table.buffer);
  for (const [r, row] of rows.entries()) {
    table.set(row, 8 * r);
    for (let pixel = 0, before = 0; pixel < BLOCK; pixel++) {
      bytes[32 * r + 16 + pixel] = before;
      before += (row[1] >> pixel) & 1;
    }
  }
  return table;
}
