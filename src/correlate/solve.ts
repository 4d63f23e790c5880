/** One problem: how well each set of columns predicts it. */
import { paired } from "../null-model/paired.js";
import { Random } from "../random.js";
import { pearson } from "../statistics/correlation.js";
import { mean } from "../statistics/moments.js";
import { baseline, constantBaseline } from "./baseline.js";
import type { Columns } from "./correlate.js";
import { arrangements, type Control, exchangeControl } from "./exchange.js";
import { judged } from "./judge.js";
import type { Group } from "./left-out.js";
import { Predictor } from "./predictor.js";
import { metricsOf, type PredictorSet } from "./predictors.js";
import { cellGroups, type Problem, stratumGroups } from "./problem.js";

export const schemes = ["cells", "strata"] as const;
export type Scheme = (typeof schemes)[number];

export interface SolveOptions {
  readonly confidence: number;
  readonly seed: number;
  /** Name of the stream of exchanges, the same for each set of columns. */
  readonly stream: string;
}

/** Exchanges at most; they stop once as many do as well as 1 - confidence of all. */
const exchanges = 199;

export interface Solved {
  /** Columns beside density and size that say something else. */
  readonly metrics: number;
  readonly cells: number;
  readonly observations: number;
  readonly r: number;
  readonly error: number;
  readonly skill: number;
  readonly gain: number;
  readonly lower: number;
  readonly upper: number;
  readonly exchanged: number;
  readonly p: number;
  readonly verdict: string;
}

/** Errors row by row of the mean and of density and size alone. */
interface Known {
  readonly groups: readonly Group[];
  readonly none: Float64Array;
  readonly base: Float64Array;
}

/** Answers for one set of columns after the other. */
export function solve(
  problem: Problem,
  scheme: Scheme,
  metrics: Columns,
  options: SolveOptions,
): (predictors: PredictorSet) => Solved {
  const groups = scheme === "cells" ? cellGroups(problem) : stratumGroups(problem);
  const { y, strata } = problem;
  const cells = strata.reduce((sum, own) => sum + own.cells.length, 0);
  const counts = { metrics: 0, cells, observations: y.length };
  const untested = (verdict: string) => () => ({ ...counts, ...nothing, verdict });
  const reason = obstacle(problem, groups, scheme);
  if (reason) return untested(reason);
  const alone = baseline(problem, scheme);
  const empty = { columns: 0, values: new Float64Array(0) };
  const none = new Predictor(constantBaseline(problem), empty, groups).errors(y);
  const base = new Predictor(alone, empty, groups).errors(y);
  if (!base.every(Number.isFinite))
    return untested("not tested: too few sizes to say what density and size alone do");
  const known = { groups, none, base };
  return (predictors) => {
    if (predictors === "none")
      return { ...counts, ...quality(y, none, known), r: Number.NaN, ...unjudged };
    if (predictors === "base") return { ...counts, ...quality(y, base, known), ...unjudged };
    const rest = metricsOf(predictors, alone, metrics, problem);
    const predictor = new Predictor(alone, rest, groups);
    return { ...counts, metrics: rest.columns, ...measure(problem, predictor, known, options) };
  };
}

const unjudged = {
  ...{ gain: Number.NaN, lower: Number.NaN, upper: Number.NaN },
  ...{ exchanged: Number.NaN, p: Number.NaN },
  verdict: "baseline",
};

const nothing = { r: Number.NaN, error: Number.NaN, skill: Number.NaN, ...unjudged };

/** Why nothing can be predicted, or no difference could be shown. */
function obstacle({ strata, y }: Problem, groups: readonly Group[], scheme: Scheme): string {
  if (strata.length === 0) return "not tested: no width with two cells that differ by their seed";
  if (scheme === "cells" && groups.length < 3)
    return "not tested: fewer than three cells to leave out";
  if (scheme === "strata" && groups.length < 4)
    return "not tested: fewer than four widths to leave out";
  if (y.length < 6) return "not tested: fewer than six observations";
  if (arrangements(strata.map(({ cells }) => cells.length)) < 20)
    return "not tested: too few cells to exchange their metrics";
  return y.every((value) => value === y[0]) ? "not tested: nothing to predict" : "";
}

function quality(y: Float64Array, errors: Float64Array, { groups, none }: Known) {
  const predicted = y.map((truth, i) => truth - errors[i]!);
  return {
    r: pearson(predicted, y),
    error: mean(groupErrors(errors, groups)),
    skill: 1 - squares(errors) / squares(none),
  };
}

/** What the metrics do, and what they do when exchanged. */
function measure(
  { y, strata }: Problem,
  predictor: Predictor,
  known: Known,
  { confidence, seed, stream }: SolveOptions,
) {
  const errors = predictor.errors(y);
  const draws = {
    exceedances: Math.max(1, Math.round((1 - confidence) * (exchanges + 1))),
    most: exchanges,
  };
  const errorOf = (other: Float64Array) => mean(groupErrors(predictor.errors(other), known.groups));
  const control = exchangeControl(strata, y, errorOf, draws, new Random(seed, stream));
  return { ...quality(y, errors, known), ...compare(errors, known, control, confidence) };
}

function compare(
  errors: Float64Array,
  known: Known,
  { error: exchanged, p }: Control,
  confidence: number,
) {
  const own = groupErrors(errors, known.groups);
  const base = groupErrors(known.base, known.groups);
  const { difference, lower, upper } = paired(
    own.map((error, i) => base[i]! - error),
    0,
    confidence,
  );
  const evidence = { base: mean(base), error: mean(own), exchanged, lower, upper, p };
  return {
    ...{ gain: difference, lower, upper, exchanged, p },
    verdict: judged(evidence, confidence),
  };
}

/** Mean absolute error of each group. */
function groupErrors(errors: Float64Array, groups: readonly Group[]): number[] {
  return groups.map(({ from, to }) => {
    let sum = 0;
    for (let i = from; i < to; i++) sum += Math.abs(errors[i]!);
    return sum / (to - from);
  });
}

function squares(errors: Float64Array): number {
  return errors.reduce((sum, error) => sum + error * error, 0);
}
