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

const [lowest, highest] = [log(0.05), log(5)];
const gridSteps = 40;
const grid = Array.from(
  { length: gridSteps + 1 },
  (_, i) => lowest + ((highest - lowest) * i) / gridSteps,
);

const offsetLaw: Fit = (sizes, p, weights) => {
  const logs = sizes.map((size) => log(size / sizes[0]!));
  // Relative errors: the weight of p itself is that of ln p divided by p^2.
  const absolute = weights.map((w, i) => w / (p[i]! * p[i]!));
  const at = (logG: number) => offsetAt(exp(logG), logs, p, absolute);
  const squares = grid.map((logG) => at(logG).rss);
  const best = grid[squares.indexOf(Math.min(...squares))]!;
  const step = (highest - lowest) / gridSteps;
  const [low, high] = [Math.max(lowest, best - step), Math.min(highest, best + step)];
  const { limit, c, g } = at(golden((logG) => at(logG).rss, low, high));
  return { limit, c: c * exp(g * log(sizes[0]!)), g };
};

/**
 * p_inf + c X with X = L^-g, the smallest size being 1: a weighted straight line, p_inf held at 0
 * where it would be negative. Also the weighted sum of squares that is left.
 */
function offsetAt(
  g: number,
  logs: readonly number[],
  p: readonly number[],
  weights: readonly number[],
): Law & { readonly rss: number } {
  let w = 0;
  let wx = 0;
  let wxx = 0;
  let wp = 0;
  let wxp = 0;
  const powers = logs.map((logL) => exp(-g * logL));
  for (let i = 0; i < p.length; i++) {
    const weight = weights[i]!;
    const x = powers[i]!;
    w += weight;
    wx += weight * x;
    wxx += weight * x * x;
    wp += weight * p[i]!;
    wxp += weight * x * p[i]!;
  }
  const determinant = w * wxx - wx * wx;
  // Where all powers are alike the constant explains nothing that they do not.
  let limit = determinant > 1e-10 * w * wxx ? (wxx * wp - wx * wxp) / determinant : 0;
  let c = (wxp - limit * wx) / wxx;
  if (limit < 0) [limit, c] = [0, wxp / wxx];
  let rss = 0;
  for (let i = 0; i < p.length; i++) {
    const deviation = p[i]! - limit - c * powers[i]!;
    rss += weights[i]! * deviation * deviation;
  }
  return { limit, c, g, rss };
}

/** Minimum of a function with one valley between two ends; 25 steps leave 6e-6 of the interval. */
function golden(f: (x: number) => number, low: number, high: number): number {
  const ratio = (Math.sqrt(5) - 1) / 2;
  let [a, b] = [low, high];
  let [left, right] = [b - ratio * (b - a), a + ratio * (b - a)];
  let [atLeft, atRight] = [f(left), f(right)];
  for (let step = 0; step < 25; step++) {
    if (atLeft <= atRight) {
      [b, right, atRight] = [right, left, atLeft];
      left = b - ratio * (b - a);
      atLeft = f(left);
    } else {
      [a, left, atLeft] = [left, right, atRight];
      right = a + ratio * (b - a);
      atRight = f(right);
    }
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
