/**
 * Weighted linear least squares with few regressors: coefficients c that minimise
 * sum w (y - sum_k c_k X_k)^2, by the normal equations with columns scaled to length 1 and
 * Gaussian elimination with pivoting. A column that the others explain (pivot below 1e-10) gets the
 * coefficient 0. O(n k^2 + k^3).
 */
export function leastSquares(
  y: ArrayLike<number>,
  columns: readonly ArrayLike<number>[],
  weights?: ArrayLike<number>,
): Float64Array {
  const k = columns.length;
  const w = (i: number) => weights?.[i] ?? 1;
  const lengths = columns.map((column) => {
    let sum = 0;
    for (let i = 0; i < y.length; i++) sum += w(i) * column[i]! * column[i]!;
    return Math.sqrt(sum) || 1;
  });
  const matrix = columns.map((a, r) => {
    const row = new Float64Array(k + 1);
    for (let i = 0; i < y.length; i++) {
      const left = (w(i) * a[i]!) / lengths[r]!;
      for (let c = 0; c < k; c++) row[c]! += (left * columns[c]![i]!) / lengths[c]!;
      row[k]! += left * y[i]!;
    }
    return row;
  });
  return eliminate(matrix).map((value, r) => value / lengths[r]!);
}

/** Solves the k x (k + 1) system in place, Gauss-Jordan with pivoting on the diagonal. */
function eliminate(matrix: readonly Float64Array[]): Float64Array {
  const k = matrix.length;
  const open = new Set(Array.from({ length: k }, (_, i) => i));
  while (open.size > 0) {
    let pivot = -1;
    for (const i of open) if (pivot < 0 || matrix[i]![i]! > matrix[pivot]![pivot]!) pivot = i;
    if (!(matrix[pivot]![pivot]! > 1e-10)) break;
    open.delete(pivot);
    const row = matrix[pivot]!;
    for (let r = 0; r < k; r++) {
      if (r === pivot) continue;
      const factor = matrix[r]![pivot]! / row[pivot]!;
      for (let c = 0; c <= k; c++) matrix[r]![c]! -= factor * row[c]!;
    }
  }
  return Float64Array.from(matrix, (row, i) => (open.has(i) ? 0 : row[k]! / row[i]!));
}
