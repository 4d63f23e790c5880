/**
 * Scores: what of a value is correlated once the level is held fixed. Cells of a stratum share the
 * density at a level, so taking the level's mean out takes out density and width, whatever the
 * shape of the dependence on them.
 *
 * - within-level: ranks among the cells of the level, centred, scaled to variance 1. The pooled
 *   correlation of such scores is the mean of the levels' Spearman correlations, each weighted by
 *   cells - 1, the inverse of its variance under the null. Fisher's transformation of each would
 *   not do: five cells often give exactly 1.
 * - partial: ranks over all strata and levels, less the mean of the level. Levels count by how far
 *   the cells lie apart.
 *
 * O(cells x levels), for ranked blocks (see ranked.ts).
 */
import type { Block } from "./block.js";

export const methods = ["within-level", "partial"] as const;
export type Method = (typeof methods)[number];

/** Scores of every variable of a ranked block, cell by cell; `without` leaves one cell out. */
export function scores(block: Block, method: Method, without = -1): Float64Array[] {
  const { cells, levels } = block;
  const kept = without < 0 ? cells : cells - 1;
  const level = new Float64Array(kept);
  return block.variables.map((ranks) => {
    const result = new Float64Array(kept * levels);
    for (let l = 0; l < levels; l++) {
      for (let cell = 0, i = 0; cell < cells; cell++)
        if (cell !== without) level[i++] = ranks[cell * levels + l]!;
      if (method === "within-level") {
        if (without >= 0) closeGap(level, ranks[without * levels + l]!);
        centre(level);
        standardise(level);
      } else centre(level);
      for (let i = 0; i < kept; i++) result[i * levels + l] = level[i]!;
    }
    return result;
  });
}

/** Ranks as they are after a member of rank `gone` has left; ties keep the mean of their ranks. */
function closeGap(ranks: Float64Array, gone: number): void {
  for (let i = 0; i < ranks.length; i++) {
    if (ranks[i]! > gone) ranks[i]! -= 1;
    else if (ranks[i] === gone) ranks[i]! -= 0.5;
  }
}

function centre(values: Float64Array): void {
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += values[i]!;
  const mean = sum / values.length;
  for (let i = 0; i < values.length; i++) values[i]! -= mean;
}

/** Scales centred values to variance 1; zeros stay. */
function standardise(values: Float64Array): void {
  let square = 0;
  for (let i = 0; i < values.length; i++) square += values[i]! * values[i]!;
  if (square === 0) return;
  const scale = Math.sqrt((values.length - 1) / square);
  for (let i = 0; i < values.length; i++) values[i]! *= scale;
}
