/**
 * Student's t distribution with a whole number of degrees of freedom.
 *
 * P(|T| > t) = I_x(v/2, 1/2) with x = v / (v + t^2), the regularised incomplete beta function.
 */
import { incompleteBeta } from "./beta.js";

/** P(|T| > t) for t >= 0 and `freedom` degrees of freedom. */
export function studentTail(t: number, freedom: number): number {
  const total = freedom + t * t;
  return incompleteBeta(freedom / total, (t * t) / total, freedom / 2, 0.5);
}

/** The t with P(T <= t) = `p`; NaN without a degree of freedom. Bisection on a doubling bracket. */
export function studentQuantile(p: number, freedom: number): number {
  if (!(p > 0 && p < 1) || freedom < 1) return Number.NaN;
  const tail = 2 * Math.min(p, 1 - p);
  let high = 1;
  while (studentTail(high, freedom) > tail) high *= 2;
  let low = 0;
  for (let step = 0; step < 60; step++) {
    const middle = (low + high) / 2;
    if (studentTail(middle, freedom) > tail) low = middle;
    else high = middle;
  }
  return p < 0.5 ? -(low + high) / 2 : (low + high) / 2;
}
