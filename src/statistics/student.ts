/**
 * Student's t distribution with a whole number of degrees of freedom.
 *
 * P(|T| > t) = I_x(v/2, 1/2) with x = v / (v + t^2), the regularised incomplete beta function,
 * evaluated by its continued fraction, from the back (DLMF 8.17.22). The complete beta
 * function follows from B(1/2, 1/2) = pi and B(1, 1/2) = 2 by B(a + 1, b) = B(a, b) a / (a + b),
 * so no gamma function is needed.
 */
import { pow } from "../math.js";

/** P(|T| > t) for t >= 0 and `freedom` degrees of freedom. */
export function studentTail(t: number, freedom: number): number {
  const x = freedom / (freedom + t * t);
  const rest = (t * t) / (freedom + t * t); // 1 - x without its rounding
  const [a, b] = [freedom / 2, 0.5];
  // The fraction converges fast on one side of the mean only; the other follows by symmetry.
  if (x < (a + 1) / (a + b + 2)) return incomplete(x, rest, a, b);
  return 1 - incomplete(rest, x, b, a);
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

/** I_x(a, b), for x below its mean; `rest` is 1 - x. */
function incomplete(x: number, rest: number, a: number, b: number): number {
  if (x <= 0) return 0;
  return (pow(x, a) * pow(rest, b)) / (a * completeBeta(a, b) * continuedFraction(x, a, b));
}

/** B(a, b) where one of the two is 1/2 and the other a multiple of 1/2. */
function completeBeta(a: number, b: number): number {
  const other = Math.max(a, b);
  const whole = Number.isInteger(other);
  let value = whole ? 2 : Math.PI;
  for (let k = whole ? 1 : 0.5; k < other; k++) value *= k / (k + 0.5);
  return value;
}

/** 1 + d1 / (1 + d2 / (1 + …)), the reciprocal of the usual fraction. */
function continuedFraction(x: number, a: number, b: number): number {
  const terms = 200;
  let value = 1;
  for (let n = terms; n >= 1; n--) value = 1 + coefficient(n, x, a, b) / value;
  return value;
}

function coefficient(n: number, x: number, a: number, b: number): number {
  const m = n >> 1;
  const numerator = n % 2 === 0 ? m * (b - m) : -(a + m) * (a + b + m);
  return (numerator * x) / ((a + n - 1) * (a + n));
}
