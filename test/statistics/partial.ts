import { correlationOf } from "../../src/statistics/correlation.js";
import { mean } from "../../src/statistics/moments.js";
import { ranks } from "../../src/statistics/ranks.js";
import { residuals } from "../../src/statistics/residuals.js";

/**
 * Partial rank correlation: ranks of `x` and `y`, each with the ranks of the controls taken out by
 * least squares, then Pearson's correlation of the residuals. (With one control this is Kendall's
 * formula on Spearman's three correlations.)
 *
 * NaN where the controls explain one side to rounding (1e-9 of its spread), or fewer than two
 * values.
 */
export function partialSpearman(
  x: ArrayLike<number>,
  y: ArrayLike<number>,
  controls: readonly ArrayLike<number>[],
): number {
  const rankedControls = controls.map(ranks);
  const [a, b] = [ranks(x), ranks(y)];
  const [restA, restB] = [residuals(a, rankedControls), residuals(b, rankedControls)];
  const [aa, bb] = [squares(restA), squares(restB)];
  if (!(aa > 1e-18 * spread(a) && bb > 1e-18 * spread(b))) return Number.NaN;
  let ab = 0;
  for (let i = 0; i < restA.length; i++) ab += restA[i]! * restB[i]!;
  return correlationOf(ab, aa, bb);
}

function squares(values: Float64Array): number {
  let sum = 0;
  for (const value of values) sum += value * value;
  return sum;
}

function spread(values: Float64Array): number {
  const centre = mean(values);
  return squares(values.map((value) => value - centre));
}
