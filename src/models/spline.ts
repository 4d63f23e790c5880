/**
 * Cubic B-splines with the knots at quantiles of the points: a scaling function of no particular form.
 * Basis functions by the Cox-de Boor recursion (de Boor, A Practical Guide to Splines, 1978, ch. X).
 */
import { quantile } from "../statistics/quantile.js";

export const order = 4;

/** Fills in the knots over ascending points; false where all points are one. */
export function knotsAt(ascending: Float64Array, knots: Float64Array): boolean {
  const count = knots.length - order;
  const [low, high] = [ascending[0]!, ascending[ascending.length - 1]!];
  if (!(high - low > 1e-12 * (Math.abs(low) + Math.abs(high)))) return false;
  knots.fill(low, 0, order);
  knots.fill(high, count);
  const inner = count - order;
  const apart = 1e-3 * (high - low);
  for (let i = 0; i < inner; i++) {
    const place = quantile(ascending, (i + 1) / (inner + 1));
    knots[order + i] = Math.max(place, knots[order + i - 1]! + apart);
  }
  for (let i = count - 1; i >= order; i--) knots[i] = Math.min(knots[i]!, knots[i + 1]! - apart);
  return true;
}

/**
 * The four basis functions that are not 0 at t go to `values`; returns the first one's number. The recursion is
 * written out, as most of a fit is spent here.
 * @param near where the search for that number begins: that of a t close by.
 */
export function basisAt(knots: Float64Array, t: number, values: Float64Array, near = 0): number {
  const count = knots.length - order;
  let span = near + order - 1;
  while (span >= order && t < knots[span]!) span--;
  while (span < count - 1 && t >= knots[span + 1]!) span++;
  const left1 = t - knots[span]!;
  const left2 = t - knots[span - 1]!;
  const left3 = t - knots[span - 2]!;
  const right1 = knots[span + 1]! - t;
  const right2 = knots[span + 2]! - t;
  const right3 = knots[span + 3]! - t;
  const line = shared(1, right1 + left1);
  const square0 = shared(right1 * line, right1 + left2);
  const square1 = shared(left1 * line, right2 + left1);
  const cube0 = shared(right1 * square0, right1 + left3);
  const cube1 = shared(left2 * square0 + right2 * square1, right2 + left2);
  const cube2 = shared(left1 * square1, right3 + left1);
  values[0] = right1 * cube0;
  values[1] = left3 * cube0 + right2 * cube1;
  values[2] = left2 * cube1 + right3 * cube2;
  values[3] = left1 * cube2;
  return span - order + 1;
}

/** A function's share of an interval, none of an empty one. */
function shared(value: number, width: number): number {
  return width > 0 ? value / width : 0;
}
