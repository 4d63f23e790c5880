/**
 * The largest |weight| of each layer, the same fraction in every layer.
 *
 * The fraction seldom gives whole numbers. Rounding by largest remainders would take a weight back
 * from one layer when fewer are kept in all (the Alabama paradox), and masks would not be nested.
 * So the counts are Webster's (Sainte-Lague's): the r-th weight of a layer of n, counted from zero,
 * has priority (r + 1/2) / n, and the `keep` smallest priorities stay, the lower layer among
 * equals. Counts sum to `keep` exactly and lie within (layers + 1) / 2 of the exact fraction: with
 * k = sum round(x n) the scaled sizes x n add up to k within half a unit a layer.
 */
import { layerOffsets, type Network } from "../network.js";
import { keepLargest } from "./keep-largest.js";
import { magnitudeKeys } from "./magnitude.js";

/** How many of each layer's weights stay: `sizes` are the layers' present numbers of weights. */
export function layerQuotas(sizes: readonly number[], keep: number): number[] {
  const total = sizes.reduce((sum, n) => sum + n, 0);
  const quotas = sizes.map((n) =>
    n === 0 ? 0 : Math.max(0, Math.floor((n * keep) / total) - sizes.length),
  );
  let left = keep - quotas.reduce((sum, n) => sum + n, 0);
  for (; left > 0; left--) quotas[nextLayer(sizes, quotas)]!++;
  return quotas;
}

/** The layer whose next weight has the smallest (r + 1/2) / n, compared without division. */
function nextLayer(sizes: readonly number[], quotas: readonly number[]): number {
  let best = -1;
  for (let l = 0; l < sizes.length; l++) {
    if (quotas[l]! >= sizes[l]!) continue;
    const earlier =
      best < 0 || (2 * quotas[l]! + 1) * sizes[best]! < (2 * quotas[best]! + 1) * sizes[l]!;
    if (earlier) best = l;
  }
  return best;
}

/** Marks the largest |weight| of each layer, `keep` in all; among equals the earlier row. */
export function byLayerMagnitude(network: Network, keep: number): Uint8Array {
  const offsets = layerOffsets(network);
  const sizes = Array.from(offsets.subarray(1), (end, l) => end - offsets[l]!);
  const quotas = layerQuotas(sizes, keep);
  const keys = magnitudeKeys(network.weight);
  const marks = new Uint8Array(keys.length);
  quotas.forEach((quota, l) => {
    keepLargest(keys, offsets[l]!, offsets[l + 1]!, quota, marks);
  });
  return marks;
}
