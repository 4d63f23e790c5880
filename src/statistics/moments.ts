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

/** The mean of values that come one after the other, bit by bit that of all together. */
export class RunningMean {
  #first = Number.NaN;
  #sum = 0;
  #count = 0;

  add(value: number): void {
    if (this.#count++ === 0) this.#first = value;
    this.#sum += value - this.#first;
  }

  get value(): number {
    return this.#first + this.#sum / this.#count;
  }
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
