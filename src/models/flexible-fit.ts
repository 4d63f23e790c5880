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
import { Ascending } from "../statistics/ascending.js";
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

function abscissa(
  law: Law,
  { control, logControl }: MeanCurve,
  { place, stretch }: Frame,
  j: number,
): number {
  return law.logarithmic
    ? (logControl[j]! - place) * stretch
    : symlog((control[j]! - place) * stretch);
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
  /** Where each size's curve stands. */
  private readonly frames: readonly Frame[];
  private readonly sorted: Ascending;
  private readonly knots = new Float64Array(splines + order);
  /** Of each point: its weight, and the move of its size there. */
  private readonly weight: Float64Array;
  private readonly shift: Float64Array;
  /** 1 + shift^T weight shift of each size. */
  private readonly moves: readonly number[];
  private readonly freed = new Map<Saturation, Freed>();

  constructor(
    readonly curves: readonly MeanCurve[],
    rough?: Rough,
  ) {
    this.rough = rough ?? roughly(curves);
    this.points = curves.reduce((sum, { window }) => sum + window.to - window.from, 0);
    this.frames = curves.map(() => ({ place: 0, stretch: 1, amplitude: 1 }));
    this.t = new Float64Array(this.points);
    this.sorted = new Ascending(this.points);
    this.weight = ofPoints(curves, ({ noise, seeds }, j) => {
      return 1 / ((noise[j]! * noise[j]!) / seeds + floor * floor);
    });
    this.shift = ofPoints(curves, ({ shift, seeds }, j) => shift[j]! / Math.sqrt(seeds));
    let at = 0;
    this.moves = curves.map(({ window: { from, to } }) => {
      let moves = 1;
      for (let j = from; j < to; j++, at++)
        moves += this.weight[at]! * this.shift[at]! * this.shift[at]!;
      return moves;
    });
  }

  /** chi-square of the best F for these parameters. */
  chiSquare(law: Law, theta: ArrayLike<number>, saturation = none): number {
    if (!law.allowed(theta, this.rough)) return forbidden;
    const knots = this.place(law, theta);
    if (!knots) return forbidden;
    this.normal.fill(0);
    this.right.fill(0);
    const freed = this.free(saturation);
    let at = 0;
    for (let i = 0; i < this.curves.length; i++) at = this.addSize(i, knots, at, freed);
    return Math.max(0, freed.square - this.explained());
  }

  /** m of every level of every window by the law with its best F. */
  predict(law: Law, theta: ArrayLike<number>, saturation = none): Float64Array[] {
    const coefficients = this.coefficients(law, theta, saturation);
    const knots = this.place(law, theta)!;
    let at = 0;
    return this.curves.map(({ window }, i) =>
      Float64Array.from({ length: window.to - window.from }, () => {
        const height = this.height(knots, this.t[at++]!, coefficients);
        return saturation.bound(this.frames[i]!.amplitude * height);
      }),
    );
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
    const coefficients = this.coefficients(law, theta, saturation);
    const knots = this.place(law, theta)!;
    const [low, high] = [knots[0]!, knots.at(-1)!];
    const frame: Frame = { place: 0, stretch: 1, amplitude: 1 };
    law.frame(theta, logSize, this.rough, frame);
    const { from, to } = curve.window;
    return Float64Array.from({ length: to - from }, (_, j) => {
      const t = Math.min(high, Math.max(low, abscissa(law, curve, frame, from + j)));
      return saturation.bound(frame.amplitude * this.height(knots, t, coefficients));
    });
  }

  private height(knots: Float64Array, t: number, coefficients: Float64Array): number {
    const first = basisAt(knots, t, this.basis);
    let sum = 0;
    for (let b = 0; b < order; b++) sum += this.basis[b]! * coefficients[first + b]!;
    return sum;
  }

  /** Lays all points on the axis t by the frames of these parameters; returns the knots there. */
  private place(law: Law, theta: ArrayLike<number>): Float64Array | undefined {
    const { t, sorted, knots, curves, rough, frames } = this;
    let at = 0;
    for (let i = 0; i < curves.length; i++) {
      const { control, logControl, window } = curves[i]!;
      const frame = frames[i]!;
      law.frame(theta, rough.logSizes[i]!, rough, frame);
      const { place, stretch } = frame;
      if (law.logarithmic)
        for (let j = window.from; j < window.to; j++) t[at++] = (logControl[j]! - place) * stretch;
      else
        for (let j = window.from; j < window.to; j++)
          t[at++] = symlog((control[j]! - place) * stretch);
    }
    return knotsAt(sorted.of(t), knots) ? knots : undefined;
  }

  /** h and dh/dm of every point, worked out once a form. */
  private free(saturation: Saturation): Freed {
    let freed = this.freed.get(saturation);
    if (!freed) {
      const { weight, shift, moves } = this;
      freed = freeAll(this.curves, saturation, { weight, shift, moves });
      this.freed.set(saturation, freed);
    }
    return freed;
  }

  /** Adds one size to the normal equations, by the inverse of diag + shift shift^T. */
  private addSize(i: number, knots: Float64Array, at: number, freed: Freed) {
    const { normal, right, along } = this;
    const { from, to } = this.curves[i]!.window;
    along.fill(0);
    this.addPoints(knots, at, at + to - from, this.frames[i]!.amplitude, freed);
    const own = freed.along[i]!;
    const moves = this.moves[i]!;
    for (let a = 0; a < splines; a++) {
      const here = along[a]!;
      // splines that none of its points meet
      if (here === 0) continue;
      right[a]! -= (here * own) / moves;
      for (let b = 0, n = a * splines; b <= a; b++, n++) normal[n]! -= (here * along[b]!) / moves;
    }
    return at + to - from;
  }

  /**
   * Adds the points `at` up to `end`, of one size. Points that follow one another meet the same four splines mostly,
   * whose sums are kept at hand meanwhile.
   */
  private addPoints(
    knots: Float64Array,
    at: number,
    end: number,
    amplitude: number,
    { y, slope }: Pick<Freed, "y" | "slope">,
  ): void {
    const { normal, right, along, basis, t, weight, shift } = this;
    let index = at;
    let first = index < end ? basisAt(knots, t[index]!, basis) : 0;
    while (index < end) {
      const here = first;
      const row0 = here * splines + here;
      const row1 = row0 + splines;
      const row2 = row1 + splines;
      const row3 = row2 + splines;
      let n00 = normal[row0]!;
      let n10 = normal[row1]!;
      let n11 = normal[row1 + 1]!;
      let n20 = normal[row2]!;
      let n21 = normal[row2 + 1]!;
      let n22 = normal[row2 + 2]!;
      let n30 = normal[row3]!;
      let n31 = normal[row3 + 1]!;
      let n32 = normal[row3 + 2]!;
      let n33 = normal[row3 + 3]!;
      let r0 = right[here]!;
      let r1 = right[here + 1]!;
      let r2 = right[here + 2]!;
      let r3 = right[here + 3]!;
      let a0 = along[here]!;
      let a1 = along[here + 1]!;
      let a2 = along[here + 2]!;
      let a3 = along[here + 3]!;
      do {
        const factor = amplitude / slope[index]!;
        const weighted = weight[index]! * factor;
        const height = y[index]!;
        const s = shift[index]!;
        const b0 = basis[0]!;
        const b1 = basis[1]!;
        const b2 = basis[2]!;
        const b3 = basis[3]!;
        const x0 = weighted * b0;
        const x1 = weighted * b1;
        const x2 = weighted * b2;
        const x3 = weighted * b3;
        r0 += x0 * height;
        r1 += x1 * height;
        r2 += x2 * height;
        r3 += x3 * height;
        a0 += x0 * s;
        a1 += x1 * s;
        a2 += x2 * s;
        a3 += x3 * s;
        n00 += x0 * factor * b0;
        n10 += x1 * factor * b0;
        n11 += x1 * factor * b1;
        n20 += x2 * factor * b0;
        n21 += x2 * factor * b1;
        n22 += x2 * factor * b2;
        n30 += x3 * factor * b0;
        n31 += x3 * factor * b1;
        n32 += x3 * factor * b2;
        n33 += x3 * factor * b3;
        index++;
        if (index < end) first = basisAt(knots, t[index]!, basis, here);
      } while (index < end && first === here);
      normal[row0] = n00;
      normal[row1] = n10;
      normal[row1 + 1] = n11;
      normal[row2] = n20;
      normal[row2 + 1] = n21;
      normal[row2 + 2] = n22;
      normal[row3] = n30;
      normal[row3 + 1] = n31;
      normal[row3 + 2] = n32;
      normal[row3 + 3] = n33;
      right[here] = r0;
      right[here + 1] = r1;
      right[here + 2] = r2;
      right[here + 3] = r3;
      along[here] = a0;
      along[here + 1] = a1;
      along[here + 2] = a2;
      along[here + 3] = a3;
    }
  }

  /** Factorises the normal equations; returns what F explains of the square. `right` is half solved then. */
  private explained(): number {
    const { normal, right } = this;
    this.stiffen();
    factorise(normal);
    let explained = 0;
    for (let i = 0; i < splines; i++) {
      const row = i * splines;
      let sum = right[i]!;
      for (let k = 0; k < i; k++) sum -= normal[row + k]! * right[k]!;
      const own = sum / normal[row + i]!;
      right[i] = own;
      explained += own * own;
    }
    return explained;
  }

  /** Of the best F for these parameters. */
  private coefficients(law: Law, theta: ArrayLike<number>, saturation: Saturation): Float64Array {
    this.chiSquare(law, theta, saturation);
    const { normal } = this;
    const found = this.right.slice();
    for (let i = splines - 1; i >= 0; i--) {
      let sum = found[i]!;
      for (let k = i + 1; k < splines; k++) sum -= normal[k * splines + i]! * found[k]!;
      found[i] = sum / normal[i * splines + i]!;
    }
    return found;
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

/** Of m freed from its saturation, whatever the law. */
interface Freed {
  /** h / (dh/dm), which is h in units of m, and dh/dm of every point. */
  readonly y: Float64Array;
  readonly slope: Float64Array;
  /** shift^T weight y of each size. */
  readonly along: Float64Array;
  /** What there is to explain. */
  readonly square: number;
}

function freeAll(
  curves: readonly MeanCurve[],
  saturation: Saturation,
  { weight, shift, moves }: { weight: Float64Array; shift: Float64Array; moves: readonly number[] },
): Freed {
  const slope = ofPoints(curves, ({ mean }, j) => saturation.slope(Math.min(mean[j]!, highest)));
  let at = 0;
  const y = ofPoints(curves, ({ mean }, j) => {
    const m = Math.min(mean[j]!, highest);
    return saturation.free(m) / slope[at++]! + mean[j]! - m;
  });
  const along = new Float64Array(curves.length);
  let square = 0;
  at = 0;
  curves.forEach(({ window: { from, to } }, i) => {
    for (let j = from; j < to; j++, at++) {
      square += weight[at]! * y[at]! * y[at]!;
      along[i]! += weight[at]! * shift[at]! * y[at]!;
    }
    square -= (along[i]! * along[i]!) / moves[i]!;
  });
  return { y, slope, along, square };
}

/** A number for every point of every window. */
function ofPoints(
  curves: readonly MeanCurve[],
  value: (curve: MeanCurve, j: number) => number,
): Float64Array {
  const count = curves.reduce((sum, { window }) => sum + window.to - window.from, 0);
  const values = new Float64Array(count);
  let at = 0;
  for (const curve of curves)
    for (let j = curve.window.from; j < curve.window.to; j++) values[at++] = value(curve, j);
  return values;
}

/** Second difference. */
const difference = [1, -2, 1];

/** Cholesky's factor in place, lower half. */
function factorise(matrix: Float64Array): void {
  for (let j = 0; j < splines; j++) {
    const own = j * splines;
    let square = matrix[own + j]!;
    for (let k = 0; k < j; k++) square -= matrix[own + k]! * matrix[own + k]!;
    const root = Math.sqrt(Math.max(square, 1e-300));
    matrix[own + j] = root;
    for (let row = own + splines; row < splines * splines; row += splines) {
      let sum = matrix[row + j]!;
      for (let k = 0; k < j; k++) sum -= matrix[row + k]! * matrix[own + k]!;
      matrix[row + j] = sum / root;
    }
  }
}
