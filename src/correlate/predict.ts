/**
 * How well the order parameter m, and the critical density p_c of a cell from its dense network alone,
 * can be predicted for cells that the fit has not seen (predictor.ts), from several sets of columns
 * (predictors.ts), beside density and size alone (baseline.ts) and beside metrics of other cells (exchange.ts).
 *
 *   m     at the levels of the transition zone, where its mean over the cells of a stratum lies within
 *         `zone`: elsewhere density alone says all
 *   p_c   ln of the density at which the cell's own m falls for the last time through 1/2; columns are
 *         those of level 0
 *
 * Cells are left out singly, or with all cells of their stratum (a width that was never seen).
 * r: Pearson's correlation of prediction and truth. error: mean absolute error, the mean over what is
 * left out together. skill: 1 - squared error / squared error of the mean of the cells that were seen.
 * gain: error of `base` minus own error, mean over what is left out together, with Student's interval
 * (cells of a width that was never seen err alike, so that they count once). exchanged: error with the
 * metrics exchanged between cells, and p of the rank of the own error among such. The verdict: judge.ts.
 */
import type { Columns } from "./correlate.js";
import { type PredictorSet, predictorSets } from "./predictors.js";
import { criticalProblem, orderProblem, type Sizes } from "./problem.js";
import type { Sample } from "./sample.js";
import { type Scheme, type Solved, schemes, solve } from "./solve.js";
import type { Observations } from "./strata.js";

export const targets = ["order_parameter", "critical_density"] as const;

export interface PredictOptions {
  readonly confidence: number;
  readonly zone: readonly [number, number];
  /** Of the exchanges. */
  readonly seed: number;
}

export interface Prediction extends Solved {
  readonly target: (typeof targets)[number];
  readonly criterion: string;
  /** What is left out together. */
  readonly scheme: Scheme;
  readonly predictors: PredictorSet;
  /** Of the cells that there are, where these are too many to use all. */
  readonly sample: Sample | undefined;
}

/** Rows by target, criterion, scheme and set. */
export function predict(
  data: Observations,
  sizes: Sizes,
  metrics: Columns,
  { confidence, zone, seed }: PredictOptions,
): Prediction[] {
  const criteria = [...new Set(data.criterion)].sort((a, b) => (a < b ? -1 : 1));
  return targets.flatMap((target) =>
    criteria.flatMap((criterion) => {
      const problem =
        target === "order_parameter"
          ? orderProblem(data, sizes, criterion, zone, seed)
          : criticalProblem(data, sizes, criterion, seed);
      return schemes.flatMap((scheme) => {
        const stream = `predict/${target}/${criterion}/${scheme}`;
        const solved = solve(problem, scheme, metrics, { confidence, seed, stream });
        return predictorSets.map((predictors) => ({
          ...{ target, criterion, scheme, predictors },
          ...solved(predictors),
          sample: problem.sample,
        }));
      });
    }),
  );
}
