/**
 * Finite-size scaling collapse of the order parameter: the (p_c, 1/nu, beta/nu) that minimise S of
 *
 *     x = (p - p_c) L^(1/nu),    y = m L^(beta/nu),
 *
 * with sizes in units of their geometric mean (a unit of L changes x and y by constant factors,
 * which S does not see). With `corrected`, y is divided by 1 + c / L: the leading correction to
 * scaling with exponent 1, after Beach, Wang and Sandvik (arXiv cond-mat/0505194).
 * The susceptibility then has y = chi L^(-gamma/nu) at the same p_c and nu, and gamma/nu alone free.
 *
 * p_c may come out at or below zero, where no transition is left at any size: the interval tells.
 * Starts: a grid over p_c (quantiles of the window, zero, and on either side of it), 1/nu and
 * beta/nu, the best few of which go to the simplex search.
 */
import { exp, log } from "../math.js";
import { type Minimum, minimise } from "../statistics/nelder-mead.js";
import { median, quantile, sorted } from "../statistics/quantile.js";
import type { Points } from "./points.js";
import { CollapseQuality, noCollapse } from "./quality.js";

export interface CollapseFit {
  readonly criticalPoint: number;
  /** 1/nu. */
  readonly sharpening: number;
  /** beta/nu. */
  readonly decay: number;
  /** c of the correction 1 + c / L, in units of the mean size; 0 without correction. */
  readonly correction: number;
  /** S at the minimum. */
  readonly quality: number;
}

/** Beyond these an exponent is no exponent; the search is held inside. */
const bounds = { sharpening: [-2, 12], decay: [-3, 6], correction: [-0.9, 20] } as const;

/** Points of all sizes, ready to be scaled and judged. */
export class Collapse {
  readonly offsets: Uint32Array;
  readonly control: Float64Array;
  private readonly quality: CollapseQuality;
  private readonly logSize: Float64Array;
  private readonly x: Float64Array;
  private readonly y: Float64Array;
  private readonly error: Float64Array;

  constructor(private readonly points: readonly Points[]) {
    this.offsets = Uint32Array.from([0, ...points.map(({ control }) => control.length)]);
    for (let i = 1; i < this.offsets.length; i++) this.offsets[i]! += this.offsets[i - 1]!;
    this.control = joined(points.map(({ control }) => control));
    this.quality = new CollapseQuality(this.offsets);
    this.logSize = relativeLogSizes(points.map(({ size }) => size));
    const n = this.offsets.at(-1)!;
    [this.x, this.y, this.error] = [0, 1, 2].map(() => new Float64Array(n)) as [
      Float64Array,
      Float64Array,
      Float64Array,
    ];
  }

  /** S of the order parameter. */
  order(criticalPoint: number, sharpening: number, decay: number, correction = 0): number {
    return this.judge(criticalPoint, sharpening, decay, correction, "mean", "meanError");
  }

  /** S of the susceptibility, which grows as L^growth. */
  susceptibility(criticalPoint: number, sharpening: number, growth: number): number {
    const columns = ["susceptibility", "susceptibilityError"] as const;
    return this.judge(criticalPoint, sharpening, -growth, 0, ...columns);
  }

  private judge(
    criticalPoint: number,
    sharpening: number,
    decay: number,
    correction: number,
    column: "mean" | "susceptibility",
    errors: "meanError" | "susceptibilityError",
  ): number {
    const { x, y, error, offsets } = this;
    for (let i = 0; i < this.points.length; i++) {
      const size = this.points[i]!;
      const logL = this.logSize[i]!;
      const stretch = exp(sharpening * logL);
      const factor = exp(decay * logL) / (1 + correction * exp(-logL));
      const square = factor * factor;
      const control = size.control;
      const values = size[column];
      const squares = size[errors];
      const from = offsets[i]!;
      for (let j = 0; j < values.length; j++) {
        x[from + j] = (control[j]! - criticalPoint) * stretch;
        y[from + j] = values[j]! * factor;
        error[from + j] = squares[j]! * square;
      }
    }
    return this.quality.of(x, y, error);
  }
}

/** ln (L / geometric mean of the sizes). */
export function relativeLogSizes(sizes: readonly number[]): Float64Array {
  const logs = Float64Array.from(sizes, log);
  const centre = logs.reduce((sum, value) => sum + value, 0) / sizes.length;
  return logs.map((value) => value - centre);
}

function joined(parts: readonly Float64Array[]): Float64Array {
  const result = new Float64Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    result.set(part, at);
    at += part.length;
  }
  return result;
}

/** The best collapse from a grid of starts. */
export function fitCollapse(points: readonly Points[]): CollapseFit {
  const collapse = new Collapse(points);
  const starts = startGrid(collapse)
    .map((start) => ({ start, value: collapse.order(start[0], start[1], start[2]) }))
    .sort((a, b) => a.value - b.value)
    .slice(0, 6);
  const found = starts.map(({ start }) => search(collapse, start));
  return asFit(found.reduce((best, next) => (next.value < best.value ? next : best)));
}

/**
 * The collapse nearest to a known one: for bootstrap samples, after a fit of the original. Where
 * that leads nowhere, the whole grid of starts is tried.
 */
export function refitCollapse(points: readonly Points[], near: CollapseFit): CollapseFit {
  const start = [near.criticalPoint, near.sharpening, near.decay];
  const found = search(new Collapse(points), start, 1);
  return found.value < noCollapse ? asFit(found) : fitCollapse(points);
}

/** With the correction 1 + c / L besides, starting from the fit without. */
export function fitCorrected(points: readonly Points[], near: CollapseFit): CollapseFit {
  const start = [near.criticalPoint, near.sharpening, near.decay, near.correction];
  return asFit(search(new Collapse(points), start));
}

function startGrid({ control }: Collapse): [number, number, number][] {
  const ascending = sorted(control);
  const places = [0.1, 0.25, 0.4, 0.5, 0.6, 0.75, 0.9].map((q) => quantile(ascending, q));
  const range = ascending.at(-1)! - ascending[0]!;
  const centres = [...places, 0, ascending[0]! - 0.3 * range, ascending.at(-1)! + 0.3 * range];
  return centres.flatMap((p) =>
    [0.2, 0.5, 1, 2].flatMap((a) => [0, 0.15, 0.5].map((b): [number, number, number] => [p, a, b])),
  );
}

function search(collapse: Collapse, start: readonly number[], restarts = 3): Minimum {
  const ascending = sorted(collapse.control);
  const spread = quantile(ascending, 0.9) - quantile(ascending, 0.1);
  const steps = [0.1 * spread, 0.15, 0.05, 0.1].slice(0, start.length);
  const inside = (value: number, bound: readonly [number, number]) =>
    value >= bound[0] && value <= bound[1];
  return minimise(
    (at) =>
      inside(at[1]!, bounds.sharpening) &&
      inside(at[2]!, bounds.decay) &&
      inside(at[3] ?? 0, bounds.correction)
        ? collapse.order(at[0]!, at[1]!, at[2]!, at[3])
        : 100 * noCollapse,
    start,
    { steps, restarts, tolerance: 1e-7 },
  );
}

function asFit({ at, value }: Minimum): CollapseFit {
  const [criticalPoint, sharpening, decay, correction = 0] = at;
  return {
    criticalPoint: criticalPoint!,
    sharpening: sharpening!,
    decay: decay!,
    correction,
    quality: value,
  };
}

/** gamma/nu and S of the susceptibility's collapse at a known p_c and nu. */
export function fitSusceptibility(
  points: readonly Points[],
  { criticalPoint, sharpening }: CollapseFit,
): { growth: number; quality: number } {
  const collapse = new Collapse(points);
  const judge = (growth: number) => collapse.susceptibility(criticalPoint, sharpening, growth);
  const starts = [slopeOfPeaks(points), 0.5, 1, 1.5].map((growth) => ({
    growth,
    value: judge(growth),
  }));
  const start = starts.reduce((best, next) => (next.value < best.value ? next : best));
  const { at, value } = minimise((g) => judge(g[0]!), [start.growth], { steps: [0.1] });
  return { growth: at[0]!, quality: value };
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
