/**
 * Discrete laws on the whole numbers from `least` to `most`, fitted by maximum likelihood. Degrees cannot
 * exceed the width of the layer at the other end, so every law is cut off there and normalised by its sum
 * up to there (summation.ts): no asymptotic formula.
 *
 *   power-law        x^-a
 *   log-normal       exp(-(ln x - u)^2 / (2 s^2)) / x, u >= 0: its median is a degree
 *   exponential      exp(-b x)
 *   truncated        x^-a exp(-b x), b >= 0
 *
 * The power law's score is solved by Newton's method, the others by Nelder and Mead's or golden section.
 */
import { exp, log } from "../math.js";
import { placesOf } from "./summation.js";

export const alternatives = ["log-normal", "exponential", "truncated"] as const;
export type Alternative = (typeof alternatives)[number];

/** ln of the unnormalised probability of x, whose logarithm is given. */
export type LogShape = (x: number, logX: number) => number;

/** Values with how often each occurs, ascending; all within the support. */
export interface Sample {
  readonly values: Float64Array;
  readonly counts: Float64Array;
  readonly size: number;
}

export interface Support {
  readonly least: number;
  readonly most: number;
}

let logs = Float64Array.of(Number.NEGATIVE_INFINITY);

/** ln k for whole k, from a table. */
export function logOf(k: number): number {
  if (k >= logs.length) {
    const known = logs.length;
    const more = new Float64Array(2 * k);
    more.set(logs);
    for (let i = known; i < more.length; i++) more[i] = log(i);
    logs = more;
  }
  return logs[k]!;
}

/** ln of the sum of exp(shape) over the support, from its largest term. */
export function logNormaliser(shape: LogShape, { least, most }: Support): number {
  const { x, logX, weight } = placesOf(least, most);
  const values = new Float64Array(x.length);
  let highest = Number.NEGATIVE_INFINITY;
  for (let i = 0; i < x.length; i++) {
    values[i] = shape(x[i]!, logX[i]!);
    highest = Math.max(highest, values[i]!);
  }
  let sum = 0;
  for (let i = 0; i < x.length; i++) sum += weight[i]! * exp(values[i]! - highest);
  return highest + log(sum);
}

/** Log-likelihood of a sample. */
export function logLikelihood(shape: LogShape, sample: Sample, support: Support): number {
  let sum = -sample.size * logNormaliser(shape, support);
  sample.values.forEach((x, i) => {
    sum += sample.counts[i]! * shape(x, logOf(x));
  });
  return sum;
}

/** Exponents are looked for within these bounds; at a bound the sample is no power law. */
export const exponentBounds = [-1, 12] as const;

/**
 * Exponent a of x^-a: the score -E[ln x] + mean(ln x) falls with a, so Newton's steps are kept within
 * a shrinking bracket.
 */
export function powerLawExponent(sample: Sample, { least, most }: Support): number {
  let mean = 0;
  sample.values.forEach((x, i) => {
    mean += (sample.counts[i]! * logOf(x)) / sample.size;
  });
  const { logX, weight } = placesOf(least, most);
  const lowest = logOf(least);
  let [low, high]: [number, number] = [...exponentBounds];
  let a = 2;
  for (let step = 0; step < 60; step++) {
    let [norm, first, second] = [0, 0, 0];
    for (let i = 0; i < logX.length; i++) {
      const l = logX[i]!;
      const p = weight[i]! * exp(-a * (l - lowest));
      norm += p;
      first += p * l;
      second += p * l * l;
    }
    const expected = first / norm;
    if (expected > mean) low = a;
    else high = a;
    const spread = second / norm - expected * expected;
    const newton = a + (expected - mean) / spread;
    const next = newton > low && newton < high ? newton : (low + high) / 2;
    if (Math.abs(next - a) <= 1e-12 * Math.max(1, Math.abs(a))) return next;
    a = next;
  }
  return a;
}
