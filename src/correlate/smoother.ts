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

/** y - F F^T y. O(n k). */
export function residual({ columns, values }: Matrix, y: Float64Array): Float64Array {
  const rest = new Float64Array(y.length);
  const along = new Float64Array(columns);
  for (let i = 0, at = 0; i < y.length; i++) {
    const value = y[i]!;
    for (let c = 0; c < columns; c++) along[c]! += values[at++]! * value;
  }
  for (let i = 0, at = 0; i < y.length; i++) {
    let left = y[i]!;
    for (let c = 0; c < columns; c++) left -= values[at++]! * along[c]!;
    rest[i] = left;
  }
  return rest;
}

/** X~ L^-T. @param rest X~. @param penalty above 0. O(n k^2 + k^3). */
export function ridgeFactor({ columns, values }: Matrix, penalty: number): Matrix {
  const k = columns;
  const lower = gramOf(values, k);
  for (let a = 0; a < k; a++) lower[a * k + a]! += penalty;
  if (!factorise(lower, k)) throw new RangeError("ridgeFactor: expected a penalty above 0");
  const result = values.slice();
  for (let from = 0; from < result.length; from += k)
    for (let a = 0; a < k; a++) {
      let sum = result[from + a]!;
      for (let b = 0; b < a; b++) sum -= lower[a * k + b]! * result[from + b]!;
      result[from + a] = sum / lower[a * k + a]!;
    }
  return { columns: k, values: result };
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
