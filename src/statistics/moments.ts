/**
 * Arithmetic mean; NaN of no values. Summed as distances from the first value, so that the mean of
 * equal values is exactly that value and their variance exactly zero.
 */
export function mean(values: ArrayLike<number>): number {
  if (values.length === 0) return Number.NaN;
  const first = values[0]!;
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += values[i]! - first;
  return first + sum / values.length;
}

/** Unbiased variance (divisor n - 1), in two passes; NaN of fewer than two values. */
export function variance(values: ArrayLike<number>): number {
  const n = values.length;
  if (n < 2) return Number.NaN;
  const centre = mean(values);
  let sum = 0;
  for (let i = 0; i < n; i++) sum += (values[i]! - centre) * (values[i]! - centre);
  return sum / (n - 1);
}
