import { exp } from "../math.js";

const SQRT_2PI = 2.50662827463100050242;

/** Density of the standard normal distribution. */
export function normalDensity(x: number): number {
  return exp((-x * x) / 2) / SQRT_2PI;
}

/**
 * Probability that a standard normal number is at most `x`.
 *
 * Marsaglia's series 1/2 + phi(x) (x + x^3/3 + x^5/15 + …) up to |x| = 2 (Evaluating the normal
 * distribution, J. Stat. Software 11:4, 2004), Laplace's continued fraction beyond, where the
 * series would lose digits by cancellation.
 */
export function normalProbability(x: number): number {
  if (Number.isNaN(x)) return x;
  if (x > 0) return 1 - lowerTail(-x);
  return lowerTail(x);
}

function lowerTail(x: number): number {
  const t = -x;
  if (t > 40) return 0;
  if (t > 2) {
    let fraction = t;
    for (let k = 100; k >= 1; k--) fraction = t + k / fraction;
    return normalDensity(t) / fraction;
  }
  let term = t;
  let sum = t;
  for (let odd = 3; term > sum * 1e-17; odd += 2) {
    term *= (t * t) / odd;
    sum += term;
  }
  return 0.5 - normalDensity(t) * sum;
}

/** The x with normalProbability(x) = p, by bisection of the 40 units around zero. */
export function normalQuantile(p: number): number {
  if (!(p > 0 && p < 1)) return p === 0 ? -Infinity : p === 1 ? Infinity : Number.NaN;
  if (p > 0.5) return -normalQuantile(1 - p);
  let low = -40;
  let high = 0;
  for (let step = 0; step < 70; step++) {
    const middle = (low + high) / 2;
    if (normalProbability(middle) < p) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}
