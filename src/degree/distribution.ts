/**
 * Summaries of a layer's degrees or strengths x_1 … x_n. All of the layer's units count.
 *
 *   variance      sum (x - mean)^2 / n: the layer is the whole population, not a sample
 *   moment ratio  <x^2> / <x>; NaN if all are zero
 *   Gini          sum (2i - n - 1) x_(i) / (n sum x) over ascending x_(i), that is half the relative
 *                 mean absolute difference; 0 if all are equal, NaN if all are zero
 *   entropy       -sum p ln p over the distinct values, p their shares; nats (degrees only: distinct
 *                 real strengths would always give ln n)
 *
 * A degree is bounded by the width of the layer at the other end. O(n log n).
 */
import { log } from "../math.js";

export interface Summary {
  readonly mean: number;
  readonly variance: number;
  readonly moment_ratio: number;
  readonly max: number;
  readonly gini: number;
}

/** All NaN for no values. */
export function summarize(values: Float64Array): Summary {
  const n = values.length;
  const sum = values.reduce((s, x) => s + x, 0);
  const mean = sum / n;
  return {
    mean,
    variance: values.reduce((s, x) => s + (x - mean) * (x - mean), 0) / n,
    moment_ratio: values.reduce((s, x) => s + x * x, 0) / sum,
    max: n === 0 ? Number.NaN : values.reduce((most, x) => Math.max(most, x), 0),
    gini: gini(values),
  };
}

/** Gini coefficient of non-negative values. */
export function gini(values: Float64Array): number {
  return giniOfSorted(Float64Array.from(values).sort());
}

/** The same of ascending ones. */
export function giniOfSorted(values: Float64Array | Float32Array): number {
  const n = values.length;
  let weighted = 0;
  let sum = 0;
  for (let i = 0; i < n; i++) {
    const x = values[i]!;
    weighted += (2 * i + 1 - n) * x;
    sum += x;
  }
  return weighted / (n * sum);
}

/** How often each value occurs, by ascending value. */
export function histogram(values: Float64Array): Map<number, number> {
  const counts = new Map<number, number>();
  for (const x of Float64Array.from(values).sort()) counts.set(x, (counts.get(x) ?? 0) + 1);
  return counts;
}

/** Entropy of the distribution of values, nats; NaN for no values. */
export function entropy(values: Float64Array): number {
  if (values.length === 0) return Number.NaN;
  let sum = 0;
  for (const count of histogram(values).values()) {
    const p = count / values.length;
    sum -= p * log(p);
  }
  return sum;
}
