/**
 * Cholesky's factor L of a symmetric matrix L L^T, in place. O(n^3).
 * @param matrix n x n, row by row, of which the lower half is read and overwritten by L. @param least square
 * of a diagonal entry of L at or below which the matrix does not count as positive definite.
 * @returns false where the matrix is not positive definite: its contents are then meaningless.
 */
export function factorise(matrix: Float64Array, n: number, least = 0): boolean {
  for (let j = 0; j < n; j++) {
    for (let i = j; i < n; i++) {
      let sum = matrix[i * n + j]!;
      for (let k = 0; k < j; k++) sum -= matrix[i * n + k]! * matrix[j * n + k]!;
      if (i === j) {
        if (!(sum > least)) return false;
        matrix[j * n + j] = Math.sqrt(sum);
      } else matrix[i * n + j] = sum / matrix[j * n + j]!;
    }
  }
  return true;
}

/**
 * Solves A x = b for a symmetric positive definite matrix. O(n^3).
 * @param matrix n x n, row by row, of which the lower half is read and overwritten. @param right b; overwritten by x.
 * @returns false where the matrix is not positive definite: x is then meaningless.
 */
export function solvePositive(matrix: Float64Array, right: Float64Array): boolean {
  const n = right.length;
  if (!factorise(matrix, n)) return false;
  for (let i = 0; i < n; i++) {
    let sum = right[i]!;
    for (let k = 0; k < i; k++) sum -= matrix[i * n + k]! * right[k]!;
    right[i] = sum / matrix[i * n + i]!;
  }
  for (let i = n - 1; i >= 0; i--) {
    let sum = right[i]!;
    for (let k = i + 1; k < n; k++) sum -= matrix[k * n + i]! * right[k]!;
    right[i] = sum / matrix[i * n + i]!;
  }
  return true;
}
