/**
 * How far the mean curve of one size may be off: a seed moves its whole curve along the axis, and each
 * of its levels has noise besides. The covariance of the mean over n seeds is
 *
 *     C = diag(noise_l^2 / n + floor^2) + shift shift^T / n,   shift_l = tau dm/d ln p at level l
 *
 * tau^2 is the variance over seeds of the move along ln p that fits a seed's deviations best, less
 * what noise alone would give. Without it, levels of one size would count as independent, and any law
 * that lets sizes move freely would win by their common error. Noise is what the move leaves over,
 * averaged over a level and its neighbours and, by half, over the window: single variances of few
 * seeds scatter too much to weigh by. `floor` is how closely a law is asked to hold at all.
 * O(seeds x levels).
 */
import { log } from "../math.js";
import type { SizeSample } from "./sample.js";
import { type Stretch, windowAboveZero } from "./window.js";

/** No law of m is held to more than this. */
export const floor = 0.005;

export interface MeanCurve {
  readonly size: number;
  readonly seeds: number;
  /** Mean control parameter, ascending, with its logarithm (NaN where it is not above 0). */
  readonly control: Float64Array;
  readonly logControl: Float64Array;
  readonly mean: Float64Array;
  /** Levels compared, all above 0. */
  readonly window: Stretch;
  /** Of one seed: tau dm/d ln p, and standard deviation of the noise, level by level. */
  readonly shift: Float64Array;
  readonly noise: Float64Array;
}

/** @param given the levels to compare; chosen by the fall itself (window.ts) where left out. */
export function meanCurve(sample: SizeSample, given?: Stretch): MeanCurve {
  const { order, control } = ascending(sample);
  const values = sample.values.map((row) => inOrder(row, order));
  const n = values.length;
  const mean = new Float64Array(control.length);
  for (const row of values) for (let j = 0; j < mean.length; j++) mean[j]! += row[j]! / n;
  const logControl = control.map((p) => (p > 0 ? log(p) : Number.NaN));
  const window = given ?? windowAboveZero(control, mean);
  const slope = slopes(logControl, mean);
  const moves = values.map((row) => move(row, mean, slope, window));
  const rest = residualVariance(values, mean, slope, moves);
  const noise = smoothed(rest, window).map(Math.sqrt);
  const tau = spreadOf(moves, slope, rest, window);
  return {
    size: sample.size,
    seeds: n,
    control,
    logControl,
    mean,
    window,
    shift: slope.map((g) => tau * g),
    noise,
  };
}

function inOrder(row: Float64Array, order: readonly number[]): Float64Array {
  const ordered = new Float64Array(order.length);
  for (let j = 0; j < order.length; j++) ordered[j] = row[order[j]!]!;
  return ordered;
}

/** Levels by rising mean control parameter; levels with the same one keep their order. */
export function ascending({ control }: SizeSample): { order: number[]; control: Float64Array } {
  const first = control[0]!;
  const means = first.map(
    (p, l) => p + control.reduce((sum, row) => sum + (row[l]! - p), 0) / control.length,
  );
  const order = Array.from(means.keys()).sort((a, b) => means[a]! - means[b]! || a - b);
  return { order, control: Float64Array.from(order, (l) => means[l]!) };
}

/** Central differences in ln p, one-sided at the ends; 0 where there is no neighbour. */
function slopes(u: Float64Array, m: Float64Array): Float64Array {
  return m.map((_, j) => {
    const [a, b] = [Math.max(0, j - 1), Math.min(m.length - 1, j + 1)];
    const slope = (m[b]! - m[a]!) / (u[b]! - u[a]!);
    return Number.isFinite(slope) ? slope : 0;
  });
}

/** The move along ln p that explains a seed's deviations best. */
function move(row: Float64Array, mean: Float64Array, slope: Float64Array, window: Stretch): number {
  let along = 0;
  let square = 0;
  for (let j = window.from; j < window.to; j++) {
    along += (row[j]! - mean[j]!) * slope[j]!;
    square += slope[j]! * slope[j]!;
  }
  return square > 0 ? along / square : 0;
}

function residualVariance(
  values: readonly Float64Array[],
  mean: Float64Array,
  slope: Float64Array,
  moves: readonly number[],
): Float64Array {
  const sums = new Float64Array(mean.length);
  for (let s = 0; s < values.length; s++)
    for (let j = 0; j < sums.length; j++) {
      const rest = values[s]![j]! - mean[j]! - moves[s]! * slope[j]!;
      sums[j]! += rest * rest;
    }
  return sums.map((sum) => sum / (values.length - 1));
}

function smoothed(variance: Float64Array, { from, to }: Stretch): Float64Array {
  const inside = variance.subarray(from, to).reduce((a, b) => a + b, 0) / Math.max(1, to - from);
  // The move takes one of the window's degrees of freedom.
  const pooled = (inside * (to - from)) / Math.max(1, to - from - 1);
  return variance.map((_, j) => {
    const near = variance.subarray(Math.max(0, j - 1), j + 2);
    const local = near.reduce((a, b) => a + b, 0) / near.length;
    return j >= from && j < to ? (local + pooled) / 2 : local;
  });
}

/** Standard deviation of the moves, less what noise alone would give them. */
function spreadOf(
  moves: readonly number[],
  slope: Float64Array,
  rest: Float64Array,
  { from, to }: Stretch,
): number {
  let square = 0;
  let noise = 0;
  for (let j = from; j < to; j++) {
    square += slope[j]! * slope[j]!;
    noise += rest[j]! / Math.max(1, to - from - 1);
  }
  const own = moves.reduce((sum, move) => sum + move * move, 0) / Math.max(1, moves.length - 1);
  return square > 0 ? Math.sqrt(Math.max(0, own - noise / square)) : 0;
}
