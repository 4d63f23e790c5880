/**
 * The largest eigenvalues of a symmetric matrix: Householder's reduction to a tridiagonal matrix
 * (Golub & Van Loan, Matrix Computations, 8.3.1), then bisection on the number of sign changes of
 * Sturm's sequence (8.4.1), to the last digits. O(n^3); destroys nothing.
 */

/** The `count` largest eigenvalues, descending; fewer where the matrix is smaller. */
export function largestEigenvalues(matrix: Float64Array, size: number, count: number): number[] {
  const { diagonal, off } = tridiagonal(matrix.slice(), size);
  let reach = 0;
  for (let i = 0; i < size; i++)
    reach = Math.max(
      reach,
      Math.abs(diagonal[i]!) + Math.abs(off[i] ?? 0) + Math.abs(off[i - 1] ?? 0),
    );
  return Array.from({ length: Math.min(count, size) }, (_, k) => {
    let [low, high] = [-reach - 1e-300, reach + 1e-300];
    for (let step = 0; step < 110 && low < high; step++) {
      const middle = (low + high) / 2;
      if (countAbove(diagonal, off, middle) > k) low = middle;
      else high = middle;
    }
    return (low + high) / 2;
  });
}

/** Overwrites `a`. off[i] joins i and i + 1. */
function tridiagonal(a: Float64Array, n: number) {
  const off = new Float64Array(Math.max(0, n - 1));
  const v = new Float64Array(n);
  const p = new Float64Array(n);
  for (let k = 0; k + 2 < n; k++) {
    let norm = 0;
    for (let i = k + 1; i < n; i++) norm += a[i * n + k]! * a[i * n + k]!;
    norm = Math.sqrt(norm);
    const first = a[(k + 1) * n + k]!;
    off[k] = first > 0 ? -norm : norm;
    if (norm === 0) continue;
    for (let i = k + 1; i < n; i++) v[i] = a[i * n + k]!;
    v[k + 1]! -= off[k]!;
    reflect(a, n, k + 1, v, p);
  }
  if (n > 1) off[n - 2] = a[(n - 1) * n + n - 2]!;
  return { diagonal: Float64Array.from({ length: n }, (_, i) => a[i * n + i]!), off };
}

/** a = H a H with H = 1 - 2 v v^T / v^T v on rows and columns from `begin`. */
function reflect(a: Float64Array, n: number, begin: number, v: Float64Array, p: Float64Array) {
  let square = 0;
  for (let i = begin; i < n; i++) square += v[i]! * v[i]!;
  if (square === 0) return;
  let inner = 0;
  for (let i = begin; i < n; i++) {
    let sum = 0;
    for (let j = begin; j < n; j++) sum += a[i * n + j]! * v[j]!;
    p[i] = (2 * sum) / square;
    inner += p[i]! * v[i]!;
  }
  const share = inner / square;
  for (let i = begin; i < n; i++) p[i]! -= share * v[i]!;
  for (let i = begin; i < n; i++) {
    const [vi, pi] = [v[i]!, p[i]!];
    for (let j = begin; j < n; j++) a[i * n + j]! -= vi * p[j]! + pi * v[j]!;
  }
}

/** Eigenvalues above x: positive terms of Sturm's sequence. */
function countAbove(diagonal: Float64Array, off: Float64Array, x: number): number {
  let above = 0;
  let q = 1;
  for (let i = 0; i < diagonal.length; i++) {
    const b = i === 0 ? 0 : off[i - 1]!;
    q = diagonal[i]! - x - (b * b) / q;
    if (q === 0) q = -1e-300;
    if (q > 0) above++;
  }
  return above;
}
