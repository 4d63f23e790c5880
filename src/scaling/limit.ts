/**
 * What p_c(L) tends to for large L, asked in two steps: which law of size-laws.ts describes the points,
 * and only of that one what its limit is.
 *
 * Points are weighted by the variance of ln p_c over bootstrap samples of the seeds (times n / (n - 1),
 * by which resamples of n seeds scatter too little). chi-square over its degrees of freedom is compared
 * with Fisher's distribution, because those variances come from few seeds themselves; a law with p at
 * most 0.05 does not describe the points. Intervals are those of the bootstrap, widened by the root of
 * chi-square over its degrees of freedom where that is above 1 (Birge, Phys. Rev. 40:207, 1932). The
 * error is that of predicting each size from the others, root mean square of ln(predicted / found).
 */
import { log } from "../math.js";
import { bootstrapInterval } from "../statistics/bootstrap-interval.js";
import { fisherTail } from "../statistics/fisher.js";
import { type Interval, noInterval } from "../statistics/interval.js";
import { variance } from "../statistics/moments.js";
import {
  type SizeLaw,
  type SizeLawFit,
  type SizeLawName,
  sizeLawNames,
  sizeLawParameters,
  sizeLaws,
} from "./size-laws.js";

/** The critical point of one size, with its value on every bootstrap sample (NaN: not found). */
export interface SizedEstimate {
  readonly size: number;
  readonly value: number;
  readonly replicates: Float64Array;
  readonly seeds: number;
}

export interface LimitParameter extends Interval {
  readonly name: string;
  readonly value: number;
}

export interface Limit {
  readonly law: SizeLawName;
  /** With chi-square, its p and the error of prediction at the end. */
  readonly parameters: readonly LimitParameter[];
  /** Whether the points are described by it; undefined where nothing is left to judge by. */
  readonly describes: boolean | undefined;
  readonly verdict: string;
}

/** A law with a p at most this does not describe the points. */
export const rejection = 0.05;

export function limits(estimates: readonly SizedEstimate[], confidence: number): Limit[] {
  const known = estimates.filter((e) => e.value > 0).sort((a, b) => a.size - b.size);
  if (known.length < 2) {
    const verdict = `a critical point at ${known.length} size${known.length === 1 ? "" : "s"} only: no law`;
    return [{ law: "power", parameters: [], describes: undefined, verdict }];
  }
  const wanted = sizeLawNames.filter((law) => law === "power" || known.length >= 4);
  const found = wanted.map((law) => assess(law, known, confidence));
  return found.map((limit) => ({ ...limit, verdict: verdictOf(limit, known) }));
}

function assess(
  law: SizeLawName,
  known: readonly SizedEstimate[],
  confidence: number,
): Omit<Limit, "verdict"> {
  const fit = sizeLaws[law];
  const names = sizeLawParameters[law];
  const [sizes, values] = [known.map(({ size }) => size), known.map(({ value }) => value)];
  const weights = inverseVariances(known);
  const own = fit(sizes, values, weights ?? sizes.map(() => 1));
  const { chiSquare, p, freedom } = misfit(own, known, weights, names.length);
  const widen = freedom > 0 ? Math.sqrt(Math.max(1, chiSquare / freedom)) : 1;
  const again = refits(fit, known, weights ?? sizes.map(() => 1), confidence);
  const parameters = names.map((name) => {
    const value = own.values[name]!;
    const replicates = again.map(({ values: found }) => found[name]!);
    const interval = wider(value, intervalOf(value, replicates, known, confidence), widen);
    const lower = name === "p_inf" ? Math.max(0, interval.lower) : interval.lower;
    return { name, value, lower, upper: interval.upper };
  });
  const error = leaveOneOut(fit, known, weights ?? sizes.map(() => 1), names.length);
  const bare = (name: string, value: number) => ({ name, value, ...noInterval });
  return {
    law,
    parameters: [...parameters, bare("chi-square", chiSquare), bare("p", p), bare("error", error)],
    describes: Number.isNaN(p) ? undefined : p > rejection,
  };
}

/** Undefined where some variance is unknown. */
function inverseVariances(known: readonly SizedEstimate[]): number[] | undefined {
  const weights = known.map(
    ({ replicates, seeds }) =>
      (seeds - 1) / seeds / variance(replicates.filter((p) => p > 0).map(log)),
  );
  return weights.every((w) => Number.isFinite(w) && w > 0) ? weights : undefined;
}

function misfit(
  law: SizeLaw,
  known: readonly SizedEstimate[],
  weights: readonly number[] | undefined,
  parameters: number,
) {
  const freedom = known.length - parameters;
  if (!weights || freedom < 1) return { chiSquare: Number.NaN, p: Number.NaN, freedom: 0 };
  const chiSquare = known.reduce((sum, { size, value }, i) => {
    const deviation = log(value) - law.at(size);
    return sum + weights[i]! * deviation * deviation;
  }, 0);
  const seeds = known.reduce((sum, e) => sum + e.seeds - 1, 0);
  return { chiSquare, p: fisherTail(chiSquare / freedom, freedom, seeds), freedom };
}

/** The law on every bootstrap sample; none where too many samples lack a critical point. */
function refits(
  fit: SizeLawFit,
  known: readonly SizedEstimate[],
  weights: readonly number[],
  confidence: number,
): SizeLaw[] {
  const sizes = known.map(({ size }) => size);
  const repetitions = Math.min(...known.map(({ replicates }) => replicates.length));
  const draws = Array.from({ length: repetitions }, (_, r) =>
    known.map(({ replicates }) => replicates[r]!),
  ).filter((draw) => draw.every((p) => p > 0));
  const enough = draws.length >= repetitions * (1 - (1 - confidence) / 2);
  return enough ? draws.map((draw) => fit(sizes, draw, weights)) : [];
}

function intervalOf(
  value: number,
  replicates: readonly number[],
  known: readonly SizedEstimate[],
  confidence: number,
): Interval {
  const seeds = Math.min(...known.map((e) => e.seeds));
  const freedom = known.reduce((sum, e) => sum + e.seeds - 1, 0);
  return bootstrapInterval(value, replicates, seeds, confidence, freedom);
}

function wider(value: number, { lower, upper }: Interval, factor: number): Interval {
  return { lower: value - factor * (value - lower), upper: value + factor * (upper - value) };
}

function leaveOneOut(
  fit: SizeLawFit,
  known: readonly SizedEstimate[],
  weights: readonly number[],
  parameters: number,
): number {
  if (known.length <= parameters) return Number.NaN;
  const squares = known.map(({ size, value }, i) => {
    const rest = <T>(all: readonly T[]) => all.filter((_, j) => j !== i);
    const sizes = rest(known).map((e) => e.size);
    const values = rest(known).map((e) => e.value);
    const error = fit(sizes, values, rest(weights)).at(size) - log(value);
    return error * error;
  });
  return Math.sqrt(squares.reduce((a, b) => a + b, 0) / squares.length);
}

function verdictOf(
  { law, parameters, describes }: Omit<Limit, "verdict">,
  known: readonly SizedEstimate[],
) {
  const find = (name: string) => parameters.find((parameter) => parameter.name === name)!;
  if (describes === false)
    return law === "power"
      ? `no power of size describes p_c: from size to size its exponent is ${localExponents(known)}`
      : "does not describe p_c, so nothing is extrapolated by it";
  if (law === "power") return powerVerdict(find("g"));
  return law === "offset" ? offsetVerdict(find("p_inf")) : curvedVerdict(find("h"));
}

/** Between neighbouring sizes. */
function localExponents(known: readonly SizedEstimate[]): string {
  const slopes = known.slice(1).map((next, i) => {
    const last = known[i]!;
    return log(last.value / next.value) / log(next.size / last.size);
  });
  return slopes.map((g) => Number(g.toPrecision(2))).join(", ");
}

function powerVerdict({ lower, upper }: LimitParameter): string {
  if (Number.isNaN(lower)) return "no interval of the exponent";
  if (lower > 0) return "p_c falls with size";
  if (upper < 0) return "p_c rises with size";
  return "no drift of p_c with size is seen";
}

function offsetVerdict({ lower, upper }: LimitParameter): string {
  if (Number.isNaN(lower)) return "no interval of the limit";
  if (lower > 0) return "p_c tends to a value above zero";
  if (upper > 0) return `the limit may be zero; at most ${upper.toPrecision(2)}`;
  return "no limit above zero is seen";
}

function curvedVerdict({ lower, upper }: LimitParameter): string {
  if (Number.isNaN(lower)) return "no interval of the curvature";
  if (lower > 0) return "p_c falls ever faster with size, in logarithms";
  if (upper < 0) return "p_c levels off with size, in logarithms";
  return "no curvature is seen";
}
