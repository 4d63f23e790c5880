/**
 * A law fitted to the mean curves of all sizes with a scaling function of no particular form.
 *
 * Given the law's parameters, the points of all sizes lie on one axis t, and F is the cubic spline that
 * passes nearest to them by generalised least squares: linear, so solved outright (variable projection,
 * Golub and Pereyra, SIAM J. Numer. Anal. 10:413, 1973). What is left, chi-square with each size's own
 * covariance (error-model.ts), is a function of the few parameters of the law, and goes to a simplex
 * search. Laws in p read t = symlog(x), sign(x) ln(1 + 2|x|), because a power of x stretches far.
 *
 * Where m saturates (saturation.ts) the same is done with h, linearised at the measured m; how far the
 * result is off is then read in m itself (`misfit`), because far from the points the line is no guide.
 * The covariance is diagonal but for one move a size, so one evaluation is O(points x splines^2).
 */
import { log1p } from "../math.js";
import type { MeanCurve } from "./error-model.js";
import { floor } from "./error-model.js";
import type { Frame, Law, Rough } from "./law.js";
import { roughly } from "./rough.js";
import { highest, type Saturation, saturations } from "./saturation.js";
import { basisAt, knotsAt, order } from "./spline.js";

/** Splines that make up F. */
export const splines = 10;
/** Curvature of F costs this share of the mean weight of a spline: enough to keep F from ringing. */
const stiffness = 1e-4;
/** chi-square of parameters that are not allowed. */
export const forbidden = 1e12;

const none = saturations[0]!;

function symlog(x: number): number {
  return x < 0 ? -log1p(-2 * x) : log1p(2 * x);
}

export class FlexibleFit {
  readonly rough: Rough;
  /** Points in all windows. */
  readonly points: number;
  private readonly t: Float64Array;
  private readonly basis = new Float64Array(order);
  private readonly normal = new Float64Array(splines * splines);
  private readonly right = new Float64Array(splines);
  private readonly along = new Float64Array(splines);
  private readonly frame: Frame = { place: 0, stretch: 1, amplitude: 1 };
  private readonly sorted: Float64Array;
  private readonly knots = new Float64Array(splines + order);
  private readonly freed = new Map<Saturation, Freed>();
  private square = 0;

  constructor(
    readonly curves: readonly MeanCurve[],
    rough?: Rough,
  ) {
    this.rough = rough ?? roughly(curves);
    this.points = curves.reduce((sum, { window }) => sum + window.to - window.from, 0);
    this.t = new Float64Array(this.points);
    this.sorted = new Float64Array(this.points);
  }

  /** chi-square of the best F for these parameters. */
  chiSquare(law: Law, theta: ArrayLike<number>, saturation = none): number {
    if (!law.allowed(theta, this.rough)) return forbidden;
    const knots = this.place(law, theta);
    if (!knots) return forbidden;
    this.normal.fill(0);
    this.right.fill(0);
    this.square = 0;
    const freed = this.free(saturation);
    let at = 0;
    for (let i = 0; i < this.curves.length; i++) {
      law.frame(theta, this.rough.logSizes[i]!, this.rough, this.frame);
      at = this.addSize(this.curves[i]!, knots, at, freed);
    }
    return this.solve();
  }

  /** m of every level of every window by the law with its best F. */
  predict(law: Law, theta: ArrayLike<number>, saturation = none): Float64Array[] {
    this.chiSquare(law, theta, saturation);
    const coefficients = this.right.slice();
    const knots = this.place(law, theta)!;
    let at = 0;
    return this.curves.map(({ window }, i) => {
      law.frame(theta, this.rough.logSizes[i]!, this.rough, this.frame);
      return Float64Array.from({ length: window.to - window.from }, () => {
        const height = this.height(knots, this.t[at++]!, coefficients);
        return saturation.bound(this.frame.amplitude * height);
      });
    });
  }

  /** chi-square in m of the law with the F that chiSquare finds. */
  misfit(law: Law, theta: ArrayLike<number>, saturation = none): number {
    const predicted = this.predict(law, theta, saturation);
    return this.curves.reduce((sum, curve, i) => sum + misfitOf(curve, predicted[i]!), 0);
  }

  /** m of a further size that took no part in the fit; t beyond the fitted points reads their end. */
  extrapolate(
    law: Law,
    theta: ArrayLike<number>,
    saturation: Saturation,
    curve: MeanCurve,
    logSize: number,
  ): Float64Array {
    this.chiSquare(law, theta, saturation);
    const coefficients = this.right.slice();
    const knots = this.place(law, theta)!;
    const [low, high] = [knots[0]!, knots.at(-1)!];
    law.frame(theta, logSize, this.rough, this.frame);
    const { from, to } = curve.window;
    return Float64Array.from({ length: to - from }, (_, j) => {
      const t = Math.min(high, Math.max(low, this.abscissa(law, curve, from + j)));
      return saturation.bound(this.frame.amplitude * this.height(knots, t, coefficients));
    });
  }

  private height(knots: Float64Array, t: number, coefficients: Float64Array): number {
    const first = basisAt(knots, t, this.basis);
    let sum = 0;
    for (let b = 0; b < order; b++) sum += this.basis[b]! * coefficients[first + b]!;
    return sum;
  }

  /** Lays all points on the axis t; returns the knots there. */
  private place(law: Law, theta: ArrayLike<number>): Float64Array | undefined {
    const { t, sorted, knots, curves, rough, frame } = this;
    let at = 0;
    for (let i = 0; i < curves.length; i++) {
      const curve = curves[i]!;
      law.frame(theta, rough.logSizes[i]!, rough, frame);
      const { from, to } = curve.window;
      for (let j = from; j < to; j++) t[at++] = this.abscissa(law, curve, j);
    }
    sorted.set(t);
    sorted.sort();
    return knotsAt(sorted, knots) ? knots : undefined;
  }

  /** h and dh/dm of every point, worked out once a form. */
  private free(saturation: Saturation): Freed {
    let freed = this.freed.get(saturation);
    if (!freed) {
      freed = freeAll(this.curves, this.points, saturation);
      this.freed.set(saturation, freed);
    }
    return freed;
  }

  private abscissa(law: Law, { control, logControl }: MeanCurve, j: number): number {
    const { place, stretch } = this.frame;
    return law.logarithmic
      ? (logControl[j]! - place) * stretch
      : symlog((control[j]! - place) * stretch);
  }

  /** Adds one size to the normal equations, by the inverse of diag + shift shift^T. */
  private addSize(curve: MeanCurve, knots: Float64Array, at: number, freed: Freed): number {
    const { normal, right, along, basis } = this;
    const { shift, noise, seeds, window } = curve;
    along.fill(0);
    let alongY = 0;
    let moves = 1;
    let index = at;
    for (let j = window.from; j < window.to; j++) {
      const first = basisAt(knots, this.t[index]!, basis);
      const factor = this.frame.amplitude / freed.slope[index]!;
      const y = freed.y[index++]!;
      const weight = 1 / ((noise[j]! * noise[j]!) / seeds + floor * floor);
      const s = shift[j]! / Math.sqrt(seeds);
      this.square += weight * y * y;
      moves += weight * s * s;
      alongY += weight * s * y;
      for (let a = 0; a < order; a++) {
        const x = weight * factor * basis[a]!;
        right[first + a]! += x * y;
        along[first + a]! += x * s;
        for (let b = 0; b <= a; b++)
          normal[(first + a) * splines + first + b]! += x * factor * basis[b]!;
      }
    }
    this.square -= (alongY * alongY) / moves;
    for (let a = 0; a < splines; a++) {
      right[a]! -= (along[a]! * alongY) / moves;
      for (let b = 0; b <= a; b++) normal[a * splines + b]! -= (along[a]! * along[b]!) / moves;
    }
    return index;
  }

  /** Coefficients of F to `right`; returns what is left of the square. */
  private solve(): number {
    const { normal, right } = this;
    this.stiffen();
    factorise(normal);
    let explained = 0;
    for (let i = 0; i < splines; i++) {
      let sum = right[i]!;
      for (let k = 0; k < i; k++) sum -= normal[i * splines + k]! * right[k]!;
      right[i] = sum / normal[i * splines + i]!;
      explained += right[i]! * right[i]!;
    }
    for (let i = splines - 1; i >= 0; i--) {
      let sum = right[i]!;
      for (let k = i + 1; k < splines; k++) sum -= normal[k * splines + i]! * right[k]!;
      right[i] = sum / normal[i * splines + i]!;
    }
    return Math.max(0, this.square - explained);
  }

  private stiffen(): void {
    const { normal } = this;
    let trace = 0;
    for (let i = 0; i < splines; i++) trace += normal[i * splines + i]! / splines;
    const cost = stiffness * trace;
    for (let i = 0; i < splines; i++) normal[i * splines + i]! += 1e-9 * trace + 1e-300;
    for (let i = 0; i + 2 < splines; i++)
      for (let a = 0; a < 3; a++)
        for (let b = 0; b <= a; b++)
          normal[(i + a) * splines + i + b]! += cost * difference[a]! * difference[b]!;
  }
}

/** r^T C^-1 r of one size, by the inverse of diag + shift shift^T. */
function misfitOf({ mean, shift, noise, seeds, window: { from } }: MeanCurve, m: Float64Array) {
  let square = 0;
  let along = 0;
  let moves = 1;
  m.forEach((value, j) => {
    const rest = mean[from + j]! - value;
    const weight = 1 / (noise[from + j]! ** 2 / seeds + floor * floor);
    const s = shift[from + j]! / Math.sqrt(seeds);
    square += weight * rest * rest;
    along += weight * s * rest;
    moves += weight * s * s;
  });
  return square - (along * along) / moves;
}

/** h / (dh/dm), which is h in units of m, and dh/dm of every point. */
interface Freed {
  readonly y: Float64Array;
  readonly slope: Float64Array;
}

function freeAll(curves: readonly MeanCurve[], points: number, saturation: Saturation): Freed {
  const freed = { y: new Float64Array(points), slope: new Float64Array(points) };
  let at = 0;
  for (const { mean, window } of curves)
    for (let j = window.from; j < window.to; j++, at++) {
      const m = Math.min(mean[j]!, highest);
      freed.slope[at] = saturation.slope(m);
      freed.y[at] = saturation.free(m) / freed.slope[at]! + mean[j]! - m;
    }
  return freed;
}

/** Second difference. */
const difference = [1, -2, 1];

/** Cholesky's factor in place, lower half. */
function factorise(matrix: Float64Array): void {
  for (let j = 0; j < splines; j++)
    for (let i = j; i < splines; i++) {
      let sum = matrix[i * splines + j]!;
      for (let k = 0; k < j; k++) sum -= matrix[i * splines + k]! * matrix[j * splines + k]!;
      matrix[i * splines + j] =
        i === j ? Math.sqrt(Math.max(sum, 1e-300)) : sum / matrix[j * splines + j]!;
    }
}
