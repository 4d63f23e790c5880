/**
 * Mean curves with their errors, one set of points a size, for any selection of seeds.
 *
 * The squared error of a mean is s^2 / n. With few seeds s^2 scatters, and 1 / s^2 is too large on
 * average: by k / (k - 2) for k degrees of freedom, which would make a reduced chi-square of good
 * data 2 with five seeds. So s^2 is pooled over a level and its two neighbours and multiplied by
 * k / (k - 2), with k = 3 (n - 1) (2 (n - 1) at an end); a chi-square is then 1 on average. Where all
 * three levels have no variance at all, the smallest positive one of the size stands in.
 * The error of the susceptibility is the jackknife's, pooled in the same way.
 * O(seeds x levels) a size.
 */
import type { SizeSample } from "../models/sample.js";
import type { Stretch } from "../models/window.js";

export interface Points {
  readonly size: number;
  /** Ascending. */
  readonly control: Float64Array;
  readonly mean: Float64Array;
  /** Squared standard error of the mean. */
  readonly meanError: Float64Array;
  readonly susceptibility: Float64Array;
  /** Squared standard error of the susceptibility. */
  readonly susceptibilityError: Float64Array;
}

/** The levels of a stretch. */
export function within(points: Points, { from, to }: Stretch): Points {
  const cut = (values: Float64Array) => values.subarray(from, to);
  return {
    size: points.size,
    control: cut(points.control),
    mean: cut(points.mean),
    meanError: cut(points.meanError),
    susceptibility: cut(points.susceptibility),
    susceptibilityError: cut(points.susceptibilityError),
  };
}

/** @param members rows of the sample, repeated ones allowed. */
export function pointsOf(sample: SizeSample, members: Uint32Array): Points {
  const control = averages(sample.control, members);
  const order = ascending(control);
  const mean = averages(sample.values, members);
  const spread = moments(sample, members, mean);
  const n = members.length;
  const pick = (values: Float64Array) => Float64Array.from(order, (level) => values[level]!);
  const freedom = n - 1;
  return {
    size: sample.size,
    control: pick(control),
    mean: pick(mean),
    meanError: pooled(pick(spread.variance), freedom).map((v) => v / n),
    susceptibility: pick(spread.variance).map((v) => v * sample.factor),
    susceptibilityError: pooled(pick(spread.ofVariance), freedom).map(
      (v) => v * sample.factor * sample.factor,
    ),
  };
}

/** Level numbers by rising control parameter; levels with the same one keep their order. */
function ascending(control: Float64Array): number[] {
  return Array.from(control.keys()).sort((a, b) => control[a]! - control[b]! || a - b);
}

function averages(rows: readonly Float64Array[], members: Uint32Array): Float64Array {
  const first = rows[members[0]!]!;
  const result = new Float64Array(first.length);
  for (const member of members) {
    const row = rows[member]!;
    for (let l = 0; l < result.length; l++) result[l]! += row[l]! - first[l]!;
  }
  for (let l = 0; l < result.length; l++) result[l] = first[l]! + result[l]! / members.length;
  return result;
}

/** Variance over members, and the squared error of that variance: (m4 - s^4) / (n - 1). */
function moments({ values }: SizeSample, members: Uint32Array, mean: Float64Array) {
  const variance = new Float64Array(mean.length);
  const fourth = new Float64Array(mean.length);
  const n = members.length;
  for (const member of members) {
    const row = values[member]!;
    for (let l = 0; l < mean.length; l++) {
      const square = (row[l]! - mean[l]!) * (row[l]! - mean[l]!);
      variance[l]! += square / (n - 1);
      fourth[l]! += (square * square) / n;
    }
  }
  const ofVariance = fourth.map((m4, l) => {
    const biased = (variance[l]! * (n - 1)) / n;
    return Math.max(0, m4 - biased * biased) / (n - 1);
  });
  return { variance, ofVariance };
}

function pooled(values: Float64Array, freedom: number): Float64Array {
  const n = values.length;
  const result = new Float64Array(n);
  let least = Number.POSITIVE_INFINITY;
  for (let l = 0; l < n; l++) {
    const [from, to] = [Math.max(0, l - 1), Math.min(n - 1, l + 1)];
    let sum = 0;
    for (let i = from; i <= to; i++) sum += values[i]!;
    const levels = to - from + 1;
    const k = levels * freedom;
    result[l] = ((sum / levels) * k) / Math.max(1, k - 2);
    if (result[l]! > 0) least = Math.min(least, result[l]!);
  }
  if (least === Number.POSITIVE_INFINITY) return result;
  return result.map((value) => (value > 0 ? value : least));
}
