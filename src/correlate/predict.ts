/**
 * How well the order parameter m, and the critical density p_c of a cell from its dense network alone,
 * can be predicted for cells that the fit has not seen (cross-validate.ts), from several sets of columns
 * (predictors.ts).
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
 * (cells of a width that was never seen err alike, so that they count once).
 */
import { paired } from "../null-model/paired.js";
import { pearson } from "../statistics/correlation.js";
import { mean } from "../statistics/moments.js";
import type { Columns } from "./correlate.js";
import { crossValidate } from "./cross-validate.js";
import { designOf, type PredictorSet, predictorSets } from "./predictors.js";
import { criticalProblem, orderProblem, type Problem, type Sizes } from "./problem.js";
import type { Observations } from "./strata.js";

export const targets = ["order_parameter", "critical_density"] as const;
export const schemes = ["cells", "strata"] as const;

export interface PredictOptions {
  readonly confidence: number;
  readonly zone: readonly [number, number];
}

export interface Prediction {
  readonly target: (typeof targets)[number];
  readonly criterion: string;
  /** What is left out together. */
  readonly scheme: (typeof schemes)[number];
  readonly predictors: PredictorSet;
  /** Columns beside density and size. */
  readonly metrics: number;
  readonly cells: number;
  readonly observations: number;
  readonly r: number;
  readonly error: number;
  readonly skill: number;
  readonly gain: number;
  readonly lower: number;
  readonly upper: number;
  readonly p: number;
  readonly verdict: string;
}

/** Rows by target, criterion, scheme and set. */
export function predict(
  data: Observations,
  sizes: Sizes,
  metrics: Columns,
  options: PredictOptions,
): Prediction[] {
  const criteria = [...new Set(data.criterion)].sort((a, b) => (a < b ? -1 : 1));
  return targets.flatMap((target) =>
    criteria.flatMap((criterion) => {
      const problem =
        target === "order_parameter"
          ? orderProblem(data, sizes, criterion, options.zone)
          : criticalProblem(data, sizes, criterion);
      return schemes.flatMap((scheme) =>
        solve(problem, scheme, metrics, options).map((row) => ({
          target,
          criterion,
          scheme,
          ...row,
        })),
      );
    }),
  );
}

type Solved = Omit<Prediction, "target" | "criterion" | "scheme">;

function solve(
  problem: Problem,
  scheme: "cells" | "strata",
  metrics: Columns,
  options: PredictOptions,
): Solved[] {
  const group = scheme === "cells" ? problem.cell : problem.stratum;
  const counts = { cells: new Set(problem.cell).size, observations: problem.rows.length };
  const reason = obstacle(problem, group);
  if (reason)
    return predictorSets.map((predictors) => ({
      predictors,
      metrics: 0,
      ...counts,
      ...nothing,
      verdict: reason,
    }));
  const solved = predictorSets.map((predictors) => {
    const design = designOf(predictors, problem.base, metrics, problem.rows);
    return {
      predictors,
      metrics: design.metrics,
      predicted: crossValidate(design, problem.y, group),
    };
  });
  const [none, base] = solved.map((s) => s.predicted);
  return solved.map(({ predictors, metrics: used, predicted }) => ({
    predictors,
    metrics: used,
    ...counts,
    ...judge(problem.y, group, { own: predicted, none: none!, base: base! }, predictors, options),
  }));
}

const nothing = {
  r: Number.NaN,
  error: Number.NaN,
  skill: Number.NaN,
  gain: Number.NaN,
  lower: Number.NaN,
  upper: Number.NaN,
  p: Number.NaN,
};

function obstacle({ rows, y }: Problem, group: readonly string[]): string {
  if (new Set(group).size < 3) return "not tested: fewer than three to leave out";
  if (rows.length < 6) return "not tested: fewer than six observations";
  return y.every((value) => value === y[0]) ? "not tested: nothing to predict" : "";
}

interface Predicted {
  readonly own: Float64Array;
  readonly none: Float64Array;
  readonly base: Float64Array;
}

function judge(
  y: Float64Array,
  group: readonly string[],
  predicted: Predicted,
  predictors: PredictorSet,
  { confidence }: PredictOptions,
) {
  const own = groupErrors(y, predicted.own, group);
  const other = groupErrors(y, predicted.base, group);
  const isBaseline = predictors === "none" || predictors === "base";
  const gains = own.map((error, i) => other[i]! - error);
  const { difference, lower, upper, p } = paired(gains, 0, confidence);
  const gain = isBaseline
    ? { gain: Number.NaN, lower: Number.NaN, upper: Number.NaN, p: Number.NaN }
    : { gain: difference, lower, upper, p };
  const isBetter = difference > 0 ? "better than density and size alone" : "worse than these alone";
  const verdict = p <= 1 - confidence ? isBetter : "no better than density and size alone";
  return {
    r: predictors === "none" ? Number.NaN : pearson(predicted.own, y),
    error: mean(own),
    skill: 1 - squares(y, predicted.own) / squares(y, predicted.none),
    ...gain,
    verdict: isBaseline ? "baseline" : verdict,
  };
}

/** Mean absolute error of each group, by name. */
function groupErrors(y: Float64Array, predicted: Float64Array, group: readonly string[]): number[] {
  const errors = new Map<string, number[]>();
  y.forEach((truth, i) => {
    const own = errors.get(group[i]!);
    const error = Math.abs(truth - predicted[i]!);
    if (own) own.push(error);
    else errors.set(group[i]!, [error]);
  });
  return [...errors].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, own]) => mean(own));
}

function squares(y: Float64Array, predicted: Float64Array): number {
  return y.reduce((sum, truth, i) => sum + (truth - predicted[i]!) ** 2, 0);
}
