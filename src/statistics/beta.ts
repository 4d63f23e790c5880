/**
 * The regularised incomplete beta function I_x(a, b) of multiples of 1/2, which the distributions of
 * Student and of Fisher need: by its continued fraction, from the back (DLMF 8.17.22). The complete
 * beta function follows from B(1/2, 1/2) = pi, B(1, 1/2) = 2 and B(1, 1) = 1 by
 * B(a + 1, b) = B(a, b) a / (a + b), so no gamma function is needed.
 */
import { pow } from "../math.js";

/** @param rest 1 - x without its rounding. */
export function incompleteBeta(x: number, rest: number, a: number, b: number): number {
  // The fraction converges fast on one side of the mean only; the other follows by symmetry.
  if (x < (a + 1) / (a + b + 2)) return below(x, rest, a, b);
  return 1 - below(rest, x, b, a);
}

function below(x: number, rest: number, a: number, b: number): number {
  if (x <= 0) return 0;
  return (pow(x, a) * pow(rest, b)) / (a * completeBeta(a, b) * continuedFraction(x, a, b));
}

function completeBeta(a: number, b: number): number {
  const [from, to] = [a % 1 || 1, b % 1 || 1];
  let value = from === to ? (from === 1 ? 1 : Math.PI) : 2;
  for (let k = from; k < a; k++) value *= k / (k + to);
  for (let k = to; k < b; k++) value *= k / (k + a);
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
