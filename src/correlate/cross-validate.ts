/**
 * Predictions of rows that the fit has not seen: groups of rows (cells, or all cells of a width) are
 * left out together, the penalty of the ridge regression is chosen without them, by leaving out groups
 * of what remains, and so are the columns' means and scales.
 *
 * At most 10 folds outside and 5 inside; where there are more groups, group g goes to fold g mod 10 (or
 * 5), in the order given. O(folds^2 penalties n p min(n, p)).
 */
import { exp, log } from "../math.js";
import { type Design, predictRidge, ridge } from "../statistics/ridge.js";

const outerFolds = 10;
const innerFolds = 5;

/** Penalties that are tried, from next to nothing to next to a constant. */
export const penalties: readonly number[] = Array.from({ length: 9 }, (_, i) =>
  exp((i - 6) * log(10) * 0.75),
);

/** @param group names of what is left out together, one a row; at least three different ones. */
export function crossValidate(
  design: Design,
  y: Float64Array,
  group: readonly string[],
): Float64Array {
  const predicted = new Float64Array(y.length).fill(Number.NaN);
  const all = Uint32Array.from(y.keys());
  for (const { kept, left } of folds(all, group, outerFolds)) {
    const fit = ridge(design, y, kept)(bestPenalty(design, y, kept, group));
    for (const row of left) predicted[row] = predictRidge(fit, design, row);
  }
  return predicted;
}

/** Smallest error over inner folds; the larger penalty of equally good ones. */
function bestPenalty(
  design: Design,
  y: Float64Array,
  rows: Uint32Array,
  group: readonly string[],
): number {
  const error = penalties.map(() => 0);
  for (const { kept, left } of folds(rows, group, innerFolds)) {
    const fitWith = ridge(design, y, kept);
    penalties.forEach((penalty, i) => {
      const fit = fitWith(penalty);
      for (const row of left) error[i]! += (y[row]! - predictRidge(fit, design, row)) ** 2;
    });
  }
  return penalties[error.lastIndexOf(Math.min(...error))]!;
}

interface Fold {
  readonly kept: Uint32Array;
  readonly left: Uint32Array;
}

function folds(rows: Uint32Array, group: readonly string[], most: number): Fold[] {
  const names = [...new Set(Array.from(rows, (row) => group[row]!))].sort((a, b) =>
    a < b ? -1 : 1,
  );
  const count = Math.min(most, names.length);
  const foldOf = new Map(names.map((name, i) => [name, i % count]));
  return Array.from({ length: count }, (_, fold) => ({
    kept: rows.filter((row) => foldOf.get(group[row]!) !== fold),
    left: rows.filter((row) => foldOf.get(group[row]!) === fold),
  }));
}
