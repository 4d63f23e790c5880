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

const left = new Float64Array(order);
const right = new Float64Array(order);

/** The four basis functions that are not 0 at t go to `values`; returns the first one's number. */
export function basisAt(knots: Float64Array, t: number, values: Float64Array): number {
  const count = knots.length - order;
  let span = order - 1;
  while (span < count - 1 && t >= knots[span + 1]!) span++;
  values[0] = 1;
  for (let j = 1; j < order; j++) {
    left[j] = t - knots[span + 1 - j]!;
    right[j] = knots[span + j]! - t;
    let saved = 0;
    for (let r = 0; r < j; r++) {
      const width = right[r + 1]! + left[j - r]!;
      const part = width > 0 ? values[r]! / width : 0;
      values[r] = saved + right[r + 1]! * part;
      saved = left[j - r]! * part;
    }
    values[j] = saved;
  }
  return span - order + 1;
}
