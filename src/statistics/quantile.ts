/** Numbers in ascending order, as a new array. */
export function sorted(values: ArrayLike<number>): Float64Array {
  return Float64Array.from(values).sort();
}

/**
 * Quantile of values in ascending order, linear between order statistics (Hyndman and Fan's type
 * 7, the default of R and NumPy): the value at position q (n - 1). NaN of no values.
 */
export function quantile(ascending: ArrayLike<number>, q: number): number {
  const n = ascending.length;
  if (n === 0) return Number.NaN;
  const position = q * (n - 1);
  const below = Math.floor(position);
  const above = Math.min(below + 1, n - 1);
  const share = position - below;
  return ascending[below]! + share * (ascending[above]! - ascending[below]!);
}

/** Middle value; the mean of the two middle ones of an even number. */
export function median(values: ArrayLike<number>): number {
  return quantile(sorted(values), 0.5);
}
