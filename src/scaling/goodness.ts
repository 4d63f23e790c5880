/**
 * How often data that do collapse would give an S as large: the p-value of a collapse.
 *
 * S alone is judged against 1, but its scatter depends on how levels of one seed hang together. So
 * data are made for which the collapse is true: a smooth master curve (polynomial of degree 4 in
 * the scaled variable) scaled back to each size, plus the deviations of a resample of its seeds
 * from their mean, widened by sqrt(n / (n - 1)). S is minimised again for each;
 *
 *     p = (1 + number with S at least as large) / (1 + number made).
 */
import { exp } from "../math.js";
import { leastSquares } from "../statistics/least-squares.js";
import { type CollapseFit, refitCollapse, relativeLogSizes } from "./collapse.js";
import { type Points, pointsOf } from "./points.js";
import type { SizeSample } from "./sample.js";
import { slice, type Windowed } from "./window.js";

const degree = 4;

/** @param draws resamples of the seeds of every size. */
export function collapseP(
  samples: readonly SizeSample[],
  windowed: Windowed,
  fit: CollapseFit,
  draws: Iterable<readonly Uint32Array[]>,
): number {
  const centred = recentred(samples, windowed, fit);
  let far = 1;
  let all = 1;
  for (const members of draws) {
    const drawn = centred.map((sample, i) => pointsOf(sample, members[i]!));
    const { quality } = refitCollapse(inLevels(drawn, windowed), fit);
    if (!(quality < fit.quality)) far++;
    all++;
  }
  return far / all;
}

/** Samples whose mean within the window lies on the master curve. */
function recentred(
  samples: readonly SizeSample[],
  { points }: Windowed,
  fit: CollapseFit,
): SizeSample[] {
  const master = masterCurve(points, fit);
  return samples.map((sample, i) => {
    const all = pointsOf(sample, Uint32Array.from(sample.values.keys()));
    const n = sample.values.length;
    const widen = Math.sqrt(n / (n - 1));
    const values = sample.values.map((row) => row.slice());
    const control = sample.control.map((row) => row.slice());
    const inside = new Set(points[i]!.control);
    for (let l = 0; l < control[0]!.length; l++) {
      const p = average(sample.control, l);
      const mean = average(sample.values, l);
      // Outside of the window nothing is compared; there the mean may stay.
      const target = inside.has(nearest(all.control, p)) ? master(i, p) : mean;
      for (let s = 0; s < n; s++) values[s]![l] = target + widen * (sample.values[s]![l]! - mean);
      for (let s = 0; s < n; s++) control[s]![l] = p;
    }
    return { ...sample, control, values };
  });
}

function average(rows: readonly Float64Array[], l: number): number {
  const first = rows[0]![l]!;
  let sum = 0;
  for (const row of rows) sum += row[l]! - first;
  return first + sum / rows.length;
}

/** The same number as the curve has it: both were averaged, in different orders. */
function nearest(ascending: Float64Array, p: number): number {
  let best = ascending[0]!;
  for (const value of ascending) if (Math.abs(value - p) < Math.abs(best - p)) best = value;
  return best;
}

/** The points at the levels of the original's window. */
function inLevels(points: readonly Points[], { points: original }: Windowed): Points[] {
  return points.map((size, i) => {
    const wanted = original[i]!.control;
    const first = size.control.indexOf(nearest(size.control, wanted[0]!));
    return slice(size, first, first + wanted.length);
  });
}

/** m of size i at p on the fitted master curve. */
function masterCurve(
  points: readonly Points[],
  { criticalPoint, sharpening, decay }: CollapseFit,
): (i: number, p: number) => number {
  const logs = relativeLogSizes(points.map(({ size }) => size));
  const x: number[] = [];
  const y: number[] = [];
  const weights: number[] = [];
  points.forEach((size, i) => {
    const [stretch, factor] = [exp(sharpening * logs[i]!), exp(decay * logs[i]!)];
    size.control.forEach((p, j) => {
      x.push((p - criticalPoint) * stretch);
      y.push(size.mean[j]! * factor);
      weights.push(1 / (size.meanError[j]! * factor * factor));
    });
  });
  const [low, high] = [Math.min(...x), Math.max(...x)];
  const terms = (u: number) => chebyshev((2 * u - low - high) / (high - low || 1));
  const rows = x.map(terms);
  const columns = Array.from({ length: degree + 1 }, (_, k) => rows.map((row) => row[k]!));
  const coefficients = leastSquares(y, columns, weights);
  return (i, p) => {
    const row = terms((p - criticalPoint) * exp(sharpening * logs[i]!));
    const scaled = row.reduce((sum, term, k) => sum + coefficients[k]! * term, 0);
    return scaled * exp(-decay * logs[i]!);
  };
}

function chebyshev(t: number): number[] {
  const values = [1, t];
  for (let k = 2; k <= degree; k++) values.push(2 * t * values[k - 1]! - values[k - 2]!);
  return values;
}
