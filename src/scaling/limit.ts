/**
 * What p_c(L) tends to for large L. Two laws are fitted to the critical points of all sizes, each
 * weighted by its bootstrap variance in logarithm:
 *
 *     power     p_c(L) = c L^-g                    p_c is 0 in the limit
 *     offset    p_c(L) = p_inf + c L^-g, p_inf >= 0, g in [0.05, 5]
 *
 * The offset law contains the power law: p_inf = 0 is a possible answer, and an interval that
 * reaches down to 0 says that no transition at a finite density is seen. For each g on a grid, p_inf
 * and c follow by linear least squares; the best g is refined by golden section. Every bootstrap
 * sample repeats the fits. The error of either law is that of predicting each size from the others,
 * root mean square of ln(predicted / found), where enough sizes are left.
 */
import { exp, log } from "../math.js";
import { bootstrapInterval } from "../statistics/bootstrap-interval.js";
import { type Interval, noInterval } from "../statistics/interval.js";
import { leastSquares } from "../statistics/least-squares.js";
import { variance } from "../statistics/moments.js";

/** The critical point of one size, with its value on every bootstrap sample (NaN: not found). */
export interface SizedEstimate {
  readonly size: number;
  readonly value: number;
  readonly replicates: Float64Array;
  readonly seeds: number;
}

export interface LimitParameter extends Interval {
  readonly name: "c" | "g" | "p_inf" | "error";
  readonly value: number;
}

export interface Limit {
  readonly law: "power" | "offset";
  readonly parameters: readonly LimitParameter[];
  readonly verdict: string;
}

interface Law {
  readonly limit: number;
  readonly c: number;
  readonly g: number;
}

type Fit = (x: readonly number[], p: readonly number[], w: readonly number[]) => Law;

export function limits(estimates: readonly SizedEstimate[], confidence: number): Limit[] {
  const known = estimates.filter((e) => e.value > 0).sort((a, b) => a.size - b.size);
  if (known.length < 2) {
    const verdict = `a critical point at ${known.length} size${known.length === 1 ? "" : "s"} only: no law`;
    return [{ law: "power", parameters: [], verdict }];
  }
  const sizes = known.map(({ size }) => size);
  const values = known.map(({ value }) => value);
  const weights = relativeWeights(known);
  const seeds = Math.min(...known.map((e) => e.seeds));
  const freedom = known.reduce((sum, e) => sum + e.seeds - 1, 0);
  const repetitions = Math.min(...known.map(({ replicates }) => replicates.length));
  const draws = Array.from({ length: repetitions }, (_, r) =>
    known.map(({ replicates }) => replicates[r]!),
  ).filter((draw) => draw.every((p) => p > 0));
  const enough = draws.length >= repetitions * (1 - (1 - confidence) / 2) && draws.length > 0;
  const assess = (fit: Fit, names: readonly ("c" | "g" | "p_inf")[]) => {
    const own = fit(sizes, values, weights);
    const again = draws.map((draw) => fit(sizes, draw, weights));
    const parameters = names.map((name) => {
      const pick = (found: Law) => (name === "p_inf" ? found.limit : found[name]);
      const interval = enough
        ? bootstrapInterval(pick(own), again.map(pick), seeds, confidence, freedom)
        : noInterval;
      const least = name === "p_inf" ? Math.max(0, interval.lower) : interval.lower;
      return { name, value: pick(own), lower: least, upper: interval.upper };
    });
    const error = leaveOneOut(fit, sizes, values, weights, names.length);
    return [...parameters, { name: "error" as const, value: error, ...noInterval }];
  };
  const power = assess(powerLaw, ["c", "g"]);
  const result: Limit[] = [{ law: "power", parameters: power, verdict: powerVerdict(power[1]!) }];
  if (known.length < 4) return result;
  const offset = assess(offsetLaw, ["p_inf", "c", "g"]);
  return [...result, { law: "offset", parameters: offset, verdict: offsetVerdict(offset[0]!) }];
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
  if (upper === 0) return "the limit is zero in every bootstrap sample";
  return `the limit may be zero; at most ${upper.toPrecision(2)}`;
}

/** 1 / variance of ln p_c; equal where some variance is unknown. */
function relativeWeights(known: readonly SizedEstimate[]): number[] {
  const weights = known.map(
    ({ replicates }) => 1 / variance(replicates.filter((p) => p > 0).map(log)),
  );
  return weights.every((w) => Number.isFinite(w) && w > 0) ? weights : weights.map(() => 1);
}

const powerLaw: Fit = (sizes, p, weights) => {
  const [intercept, slope] = leastSquares(
    p.map(log),
    [sizes.map(() => 1), sizes.map((size) => log(size))],
    weights,
  );
  return { limit: 0, c: exp(intercept!), g: -slope! };
};

const offsetLaw: Fit = (sizes, p, weights) => {
  // Relative errors: the weight of p itself is that of ln p divided by p^2.
  const absolute = weights.map((w, i) => w / (p[i]! * p[i]!));
  const at = (logG: number) => {
    const g = exp(logG);
    const powers = sizes.map((size) => exp(-g * log(size / sizes[0]!)));
    let [limit, c] = leastSquares(p, [powers.map(() => 1), powers], absolute) as unknown as [
      number,
      number,
    ];
    if (limit < 0) [limit, c] = [0, leastSquares(p, [powers], absolute)[0]!];
    const rss = p.reduce(
      (sum, value, i) => sum + absolute[i]! * (value - limit - c * powers[i]!) ** 2,
      0,
    );
    return { limit, c: c * exp(g * log(sizes[0]!)), g, rss };
  };
  const [low, high] = [log(0.05), log(5)];
  const steps = 40;
  const grid = Array.from({ length: steps + 1 }, (_, i) => low + ((high - low) * i) / steps);
  const best = grid.reduce((a, b) => (at(b).rss < at(a).rss ? b : a));
  const step = (high - low) / steps;
  return at(golden((g) => at(g).rss, Math.max(low, best - step), Math.min(high, best + step)));
};

/** Minimum of a function with one valley between two ends. */
function golden(f: (x: number) => number, low: number, high: number): number {
  const ratio = (Math.sqrt(5) - 1) / 2;
  let [a, b] = [low, high];
  for (let step = 0; step < 25; step++) {
    const [left, right] = [b - ratio * (b - a), a + ratio * (b - a)];
    if (f(left) <= f(right)) b = right;
    else a = left;
  }
  return (a + b) / 2;
}

function leaveOneOut(
  fit: Fit,
  sizes: readonly number[],
  p: readonly number[],
  weights: readonly number[],
  parameters: number,
): number {
  if (sizes.length <= parameters) return Number.NaN;
  const squares = sizes.map((size, i) => {
    const rest = <T>(all: readonly T[]) => all.filter((_, j) => j !== i);
    const { limit, c, g } = fit(rest(sizes), rest(p), rest(weights));
    const error = log((limit + c * exp(-g * log(size))) / p[i]!);
    return error * error;
  });
  return Math.sqrt(squares.reduce((a, b) => a + b, 0) / squares.length);
}
