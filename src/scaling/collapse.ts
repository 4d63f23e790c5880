/**
 * The finite-size scaling collapse: points of all sizes at
 *
 *     x = (p - p_c) L^(1/nu),    y = h(m) L^(beta/nu),
 *
 * sizes in units of their geometric mean (a unit of L changes x and y by constant factors, which S does
 * not see); h(m) is m where it does not saturate (models/saturation.ts). S judges how well they fall on
 * one curve. The susceptibility has y = chi L^(-gamma/nu) at the same p_c and nu; gamma/nu alone is
 * fitted, to the least S.
 */
import { exp, log } from "../math.js";
import { highest, type Saturation } from "../models/saturation.js";
import { minimise } from "../statistics/nelder-mead.js";
import { median } from "../statistics/quantile.js";
import type { Points } from "./points.js";
import { CollapseQuality } from "./quality.js";

/** Where a collapse is taken. */
export interface CollapsePoint {
  readonly criticalPoint: number;
  /** 1/nu. */
  readonly sharpening: number;
  /** beta/nu. */
  readonly decay: number;
}

/** S of the order parameter there. */
export function orderQuality(
  points: readonly Points[],
  { criticalPoint, sharpening, decay }: CollapsePoint,
  saturation: Saturation,
): number {
  const freed = points.map((size) => unbounded(size, saturation));
  return judge(freed, criticalPoint, sharpening, "mean", "meanError")(decay);
}

/** h and its errors in place of m. */
export function unbounded(points: Points, saturation: Saturation): Points {
  const at = points.mean.map((m) => Math.min(m, highest));
  return {
    ...points,
    mean: at.map((m, j) => saturation.free(m) + (points.mean[j]! - m) * saturation.slope(m)),
    meanError: points.meanError.map((error, j) => error * saturation.slope(at[j]!) ** 2),
  };
}

/** gamma/nu and S of the susceptibility's collapse at a known p_c and nu. */
export function fitSusceptibility(
  points: readonly Points[],
  { criticalPoint, sharpening }: CollapsePoint,
): { growth: number; quality: number } {
  const columns = ["susceptibility", "susceptibilityError"] as const;
  const judged = judge(points, criticalPoint, sharpening, ...columns);
  const quality = (growth: number) => judged(-growth);
  const starts = [slopeOfPeaks(points), 0.5, 1, 1.5].map((growth) => ({
    growth,
    value: quality(growth),
  }));
  const start = starts.reduce((best, next) => (next.value < best.value ? next : best));
  const { at, value } = minimise((g) => quality(g[0]!), [start.growth], {
    steps: [0.1],
    tolerance: 1e-6,
  });
  return { growth: at[0]!, quality: value };
}

/** S at a known p_c and nu, as a function of the exponent of y. */
function judge(
  points: readonly Points[],
  criticalPoint: number,
  sharpening: number,
  column: "mean" | "susceptibility",
  errors: "meanError" | "susceptibilityError",
): (decay: number) => number {
  const offsets = Uint32Array.from([0, ...points.map(({ control }) => control.length)]);
  for (let i = 1; i < offsets.length; i++) offsets[i]! += offsets[i - 1]!;
  const n = offsets.at(-1)!;
  const [x, y, error] = [new Float64Array(n), new Float64Array(n), new Float64Array(n)];
  const logs = relativeLogSizes(points.map(({ size }) => size));
  points.forEach(({ control }, i) => {
    const stretch = exp(sharpening * logs[i]!);
    for (let j = 0; j < control.length; j++)
      x[offsets[i]! + j] = (control[j]! - criticalPoint) * stretch;
  });
  const collapse = new CollapseQuality(offsets);
  return (decay) => {
    points.forEach((size, i) => {
      const factor = exp(decay * logs[i]!);
      for (let j = 0; j < size.control.length; j++) {
        const at = offsets[i]! + j;
        y[at] = size[column][j]! * factor;
        error[at] = size[errors][j]! * factor * factor;
      }
    });
    return collapse.of(x, y, error);
  };
}

/** ln (L / geometric mean of the sizes). */
export function relativeLogSizes(sizes: readonly number[]): Float64Array {
  const logs = Float64Array.from(sizes, log);
  const centre = logs.reduce((sum, value) => sum + value, 0) / sizes.length;
  return logs.map((value) => value - centre);
}

/** Median slope of ln (largest susceptibility) over ln L between all pairs of sizes. */
function slopeOfPeaks(points: readonly Points[]): number {
  const peaks = points.map(({ size, susceptibility }) => ({
    size: log(size),
    peak: log(Math.max(...susceptibility)),
  }));
  const slopes = peaks.flatMap((a, i) =>
    peaks.slice(i + 1).map((b) => (b.peak - a.peak) / (b.size - a.size)),
  );
  const slope = median(slopes.filter(Number.isFinite));
  return Number.isFinite(slope) ? slope : 1;
}
