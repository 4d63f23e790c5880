/** Masks that keep counts alone: uniform over all choices of so many rows. */
import type { Network } from "../network.js";
import type { Random } from "../random.js";

/**
 * `count` different numbers from `begin` to `end` - 1, ascending; every such set is equally likely.
 * Partial Fisher-Yates: O(end - begin).
 */
export function sampleRange(
  begin: number,
  end: number,
  count: number,
  random: Random,
): Uint32Array {
  const pool = new Uint32Array(end - begin).map((_, i) => begin + i);
  for (let i = 0; i < count; i++) {
    const j = i + random.integer(pool.length - i);
    const kept = pool[i]!;
    pool[i] = pool[j]!;
    pool[j] = kept;
  }
  return pool.slice(0, count).sort();
}

/** Rows of a mask with as many edges as `rows` has, anywhere in the dense network. */
export function globalRandom(dense: Network, rows: Uint32Array, random: Random): Uint32Array {
  return sampleRange(0, dense.layer.length, rows.length, random);
}

/** Rows of a mask with as many edges in each layer as `rows` has. */
export function layerRandom(dense: Network, rows: Uint32Array, random: Random): Uint32Array {
  const counts = new Map<number, number>();
  for (const row of rows) {
    const layer = dense.layer[row]!;
    counts.set(layer, (counts.get(layer) ?? 0) + 1);
  }
  const all = new Uint32Array(rows.length);
  let next = 0;
  for (const [layer, count] of [...counts].sort(([a], [b]) => a - b)) {
    const begin = dense.layer.indexOf(layer);
    const end = dense.layer.lastIndexOf(layer) + 1;
    all.set(sampleRange(begin, end, count, random), next);
    next += count;
  }
  return all;
}
