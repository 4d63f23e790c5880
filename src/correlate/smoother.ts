/**
 * Linear smoothers H = F F^T: what a fit without noise of its own makes of y, H y.
 *
 * The baseline's F is an orthonormal basis of its columns. A ridge regression on metrics X beside an
 * unpenalised baseline B adds columns to it: with X~ = X - B B^T X and X~^T X~ + penalty = L L^T,
 *
 *   H = B B^T + X~ (X~^T X~ + penalty)^-1 X~^T = [B, X~ L^-T] [B, X~ L^-T]^T
 *
 * so that more metrics than rows are no obstacle (Hoerl & Kennard, Technometrics 12, 55, 1970).
 */

import { factorise } from "../statistics/cholesky.js";

/** Rows x columns of numbers, row by row. */
export interface Matrix {
  readonly columns: number;
  readonly values: Float64Array;
}

/** What a column may keep of its squared length and still count as explained by those before it. */
const explained = 1e-16;

/** Orthonormal basis of the columns (Gram-Schmidt, twice); those that others explain are left out. O(n k^2). */
export function basis(columns: readonly Float64Array[]): Matrix {
  const found: Float64Array[] = [];
  for (const column of columns) {
    const own = column.slice();
    const before = dot(own, own);
    for (let pass = 0; pass < 2; pass++)
      for (const direction of found) add(own, direction, -dot(own, direction));
    const square = dot(own, own);
    if (square > explained * before) found.push(own.map((value) => value / Math.sqrt(square)));
  }
  return byRows(found);
}

/** Columns of equal length as one matrix. */
export function byRows(columns: readonly Float64Array[]): Matrix {
  const [n, k] = [columns[0]?.length ?? 0, columns.length];
  const values = new Float64Array(n * k);
  columns.forEach((column, c) => {
    for (let i = 0; i < n; i++) values[i * k + c] = column[i]!;
  });
  return { columns: k, values };
}

/**
 * y - F F^T y. Each number is a sum whose terms are taken one after the other; here and below four rows are worked
 * side by side, as none waits for another. O(n k).
 */
export function residual(factor: Matrix, y: Float64Array): Float64Array {
  const { columns: k, values } = factor;
  const along = products(factor, y);
  const rest = new Float64Array(y.length);
  let i = 0;
  for (; i + 4 <= y.length; i += 4) {
    let [p, q, r, s] = [y[i]!, y[i + 1]!, y[i + 2]!, y[i + 3]!];
    const from = i * k;
    for (let c = 0, at = from; c < k; c++, at++) {
      const own = along[c]!;
      p -= values[at]! * own;
      q -= values[at + k]! * own;
      r -= values[at + 2 * k]! * own;
      s -= values[at + 3 * k]! * own;
    }
    rest[i] = p;
    rest[i + 1] = q;
    rest[i + 2] = r;
    rest[i + 3] = s;
  }
  for (; i < y.length; i++) {
    let left = y[i]!;
    for (let c = 0; c < k; c++) left -= values[i * k + c]! * along[c]!;
    rest[i] = left;
  }
  return rest;
}

/** Product of each column with y. O(n k). */
export function products({ columns: k, values }: Matrix, y: Float64Array): Float64Array {
  const result = new Float64Array(k);
  let i = 0;
  for (; i + 4 <= y.length; i += 4) {
    const [p, q, r, s] = [y[i]!, y[i + 1]!, y[i + 2]!, y[i + 3]!];
    for (let c = 0, at = i * k; c < k; c++, at++)
      result[c] =
        result[c]! +
        values[at]! * p +
        values[at + k]! * q +
        values[at + 2 * k]! * r +
        values[at + 3 * k]! * s;
  }
  for (; i < y.length; i++) for (let c = 0; c < k; c++) result[c]! += values[i * k + c]! * y[i]!;
  return result;
}

/** X~ L^-T for each penalty. @param rest X~. @param penalties above 0. O(n k^2 + k^3) for each. */
export function ridgeFactors(rest: Matrix, penalties: readonly number[]): Matrix[] {
  const { columns: k, values } = rest;
  const gram = gramOf(values, k);
  return penalties.map((penalty) => {
    const lower = gram.slice();
    for (let a = 0; a < k; a++) lower[a * k + a]! += penalty;
    if (!factorise(lower, k)) throw new RangeError("ridgeFactors: expected penalties above 0");
    const result = values.slice();
    const rows = k === 0 ? 0 : result.length / k;
    let i = 0;
    for (; i + 4 <= rows; i += 4) solveFour(lower, k, result, i * k);
    for (; i < rows; i++) solveOne(lower, k, result, i * k);
    return { columns: k, values: result };
  });
}

/** Row x of `rows` from `at` on becomes L^-1 x. */
function solveOne(lower: Float64Array, k: number, rows: Float64Array, at: number): void {
  for (let a = 0; a < k; a++) {
    let sum = rows[at + a]!;
    for (let b = 0; b < a; b++) sum -= lower[a * k + b]! * rows[at + b]!;
    rows[at + a] = sum / lower[a * k + a]!;
  }
}

/** The same for four rows. */
function solveFour(lower: Float64Array, k: number, rows: Float64Array, at: number): void {
  for (let a = 0; a < k; a++) {
    const own = at + a;
    let [p, q, r, s] = [rows[own]!, rows[own + k]!, rows[own + 2 * k]!, rows[own + 3 * k]!];
    for (let b = 0, i = at; b < a; b++, i++) {
      const factor = lower[a * k + b]!;
      p -= factor * rows[i]!;
      q -= factor * rows[i + k]!;
      r -= factor * rows[i + 2 * k]!;
      s -= factor * rows[i + 3 * k]!;
    }
    const pivot = lower[a * k + a]!;
    rows[own] = p / pivot;
    rows[own + k] = q / pivot;
    rows[own + 2 * k] = r / pivot;
    rows[own + 3 * k] = s / pivot;
  }
}

/** Columns of both. */
export function beside(a: Matrix, b: Matrix): Matrix {
  const columns = a.columns + b.columns;
  const n = a.columns > 0 ? a.values.length / a.columns : b.values.length / b.columns;
  const values = new Float64Array(n * columns);
  for (let i = 0; i < n; i++) {
    values.set(a.values.subarray(i * a.columns, (i + 1) * a.columns), i * columns);
    values.set(b.values.subarray(i * b.columns, (i + 1) * b.columns), i * columns + a.columns);
  }
  return { columns, values };
}

/** Lower half of X^T X. */
function gramOf(values: Float64Array, k: number): Float64Array {
  const matrix = new Float64Array(k * k);
  for (let from = 0; from < values.length; from += k)
    for (let a = 0; a < k; a++) {
      const x = values[from + a]!;
      if (x === 0) continue;
      for (let b = 0; b <= a; b++) matrix[a * k + b]! += x * values[from + b]!;
    }
  return matrix;
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i]! * b[i]!;
  return sum;
}

function add(a: Float64Array, b: Float64Array, factor: number): void {
  for (let i = 0; i < a.length; i++) a[i]! += factor * b[i]!;
}
