/**
 * The largest |weight| of each layer, the same density in every layer.
 *
 * Equal densities seldom give whole numbers. Rounding by largest remainders would take a weight
 * back from one layer when more are kept in all (the Alabama paradox), and masks would not be
 * nested. So the counts are Webster's (Sainte-Lague's): the r-th weight of a layer of n, counted
 * from zero, has priority (r + 1/2) / n, and the `keep` smallest priorities stay, the lower layer
 * among equals. Counts sum to `keep` exactly. With none used up, they lie within (layers + 1) / 2
 * of the exact share: as k = sum round(x n), the scaled sizes x n add up to k within half a unit a
 * layer. A layer that has fewer weights left than its share keeps them all.
 */
import { layerWeights } from "../geometry.js";
import { layersOf } from "../layers.js";
import { layerOffsets, type Network } from "../network.js";
import { keepLargest } from "./keep-largest.js";
import { magnitudeKeys } from "./magnitude.js";

/**
 * How many weights of each layer stay.
 * @param dense the layers' prunable weights. @param present those that are left.
 */
export function layerQuotas(
  dense: readonly number[],
  present: readonly number[],
  keep: number,
): number[] {
  const total = dense.reduce((sum, n) => sum + n, 0);
  const quotas = dense.map((n, l) => {
    const certain = Math.max(0, Math.floor((n * keep) / total) - dense.length);
    return n === 0 ? 0 : Math.min(certain, present[l]!);
  });
  let left = keep - quotas.reduce((sum, n) => sum + n, 0);
  for (; left > 0; left--) quotas[nextLayer(dense, present, quotas)]!++;
  return quotas;
}

/** The layer whose next weight has the smallest (r + 1/2) / n, compared without division. */
function nextLayer(
  dense: readonly number[],
  present: readonly number[],
  quotas: readonly number[],
): number {
  let best = -1;
  for (let l = 0; l < dense.length; l++) {
    if (quotas[l]! >= present[l]!) continue;
    const earlier =
      best < 0 || (2 * quotas[l]! + 1) * dense[best]! < (2 * quotas[best]! + 1) * dense[l]!;
    if (earlier) best = l;
  }
  return best;
}

/** Marks the largest |weight| of each layer, `keep` in all; among equals the earlier row. */
export function byLayerMagnitude(network: Network, keep: number): Uint8Array {
  const offsets = layerOffsets(network);
  const present = Array.from(offsets.subarray(1), (end, l) => end - offsets[l]!);
  const dense = layersOf(network).map(layerWeights);
  const quotas = layerQuotas(dense, present, keep);
  const keys = magnitudeKeys(network.weight);
  const marks = new Uint8Array(keys.length);
  quotas.forEach((quota, l) => {
    keepLargest(keys, offsets[l]!, offsets[l + 1]!, quota, marks);
  });
  return marks;
}
