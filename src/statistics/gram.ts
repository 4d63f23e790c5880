/**
 * Partial correlation from inner products alone.
 *
 * A Gram matrix G[i][j] = <v_i, v_j> of centred vectors, row by row. Sweeping vector k out replaces
 * G[i][j] by G[i][j] - G[i][k] G[k][j] / G[k][k]: the inner products of the residuals. So a
 * permutation test with covariates needs sums, not vectors.
 */
import { correlationOf } from "./correlation.js";

/** What a vector may keep of its squared length and still count as wholly explained. */
const nothing = 1e-10;

/** Inner products of equally long vectors. O(v^2 n). */
export function gram(vectors: readonly Float64Array[]): Float64Array {
  const v = vectors.length;
  const result = new Float64Array(v * v);
  for (let i = 0; i < v; i++) {
    for (let j = i; j < v; j++) {
      const [a, b] = [vectors[i]!, vectors[j]!];
      let sum = 0;
      for (let k = 0; k < a.length; k++) sum += a[k]! * b[k]!;
      result[i * v + j] = sum;
      result[j * v + i] = sum;
    }
  }
  return result;
}

/** Squared lengths of vectors 0 and 1 at or below which they count as wholly explained. */
export function leastLengths(matrix: Float64Array, size: number): readonly [number, number] {
  return [nothing * matrix[0]!, nothing * matrix[size + 1]!];
}

/**
 * Correlation of vectors 0 and 1 with all others swept out. Overwrites `matrix`.
 * NaN where one of the two is constant, or explained by the others but for rounding.
 * @param size number of vectors.
 */
export function partialCorrelation(
  matrix: Float64Array,
  size: number,
  [leastX, leastY] = leastLengths(matrix, size),
): number {
  if (size > 2) sweep(matrix, size);
  const xx = matrix[0]!;
  const yy = matrix[size + 1]!;
  if (!(xx > leastX && yy > leastY)) return Number.NaN;
  return correlationOf(matrix[1]!, xx, yy);
}

/** Squared lengths before any vector is swept out, written anew by each call. */
let lengths = new Float64Array(8);

/** Takes vectors 2, 3, … out of the ones before them. */
function sweep(matrix: Float64Array, size: number): void {
  if (lengths.length < size) lengths = new Float64Array(size);
  for (let k = 0; k < size; k++) lengths[k] = matrix[k * size + k]!;
  for (let k = size - 1; k >= 2; k--) {
    const pivot = matrix[k * size + k]!;
    if (!(pivot > nothing * lengths[k]!)) continue; // explained by those already swept out
    for (let i = 0; i < k; i++) {
      const factor = matrix[i * size + k]! / pivot;
      for (let j = 0; j < k; j++) matrix[i * size + j]! -= factor * matrix[k * size + j]!;
    }
  }
}
