/**
 * Errors of a linear smoother for rows that it has not seen, without fitting again: where H = F F^T
 * fits all rows and r = y - H y, the fit without the rows g errs at them by
 *
 *   e_g = (I - H_gg)^-1 r_g
 *
 * (Cook & Weisberg, Residuals and Influence in Regression, 1982, for the deletion of several rows). Only
 * r knows y: the inverses serve any number of y. O(sum over sets of size^2 (size + columns)).
 */
import { factorise } from "../statistics/cholesky.js";
import type { Matrix } from "./smoother.js";

/** Rows `from` up to `to`. */
export interface Group {
  readonly from: number;
  readonly to: number;
}

/** A share of a row's variance that H may leave and still count as fitting it exactly. */
const exact = 1e-9;

/** (I - H_gg)^-1 over the rows of one or more groups. */
export interface Deletion {
  readonly groups: readonly Group[];
  /** Rows of all groups. */
  readonly size: number;
  /** Lines of the inverse from this row of the groups on. */
  readonly start: number;
  /** (size - start) x size; empty where H fits those rows exactly, so that nothing is known without them. */
  readonly inverse: Float64Array;
}

/** @param start first of the rows at which errors are wanted, counted over the groups. */
export function deletion(factor: Matrix, groups: readonly Group[], start = 0): Deletion {
  const rows = groups.flatMap(({ from, to }) =>
    Array.from({ length: to - from }, (_, i) => from + i),
  );
  const [n, k, { values }] = [rows.length, factor.columns, factor];
  const matrix = new Float64Array(n * n);
  for (let i = 0; i < n; i++)
    for (let j = 0; j <= i; j++) {
      let sum = i === j ? 1 : 0;
      const [a, b] = [rows[i]! * k, rows[j]! * k];
      for (let c = 0; c < k; c++) sum -= values[a + c]! * values[b + c]!;
      matrix[i * n + j] = sum;
    }
  const known = factorise(matrix, n, exact);
  const inverse = known ? inverted(matrix, n).slice(start * n) : new Float64Array(0);
  return { groups, size: n, start, inverse };
}

/** Errors at the deleted rows from `start` on, into `errors`. @param rest y - H y of all rows. */
export function deletedErrors(
  { groups, size, start, inverse }: Deletion,
  rest: Float64Array,
  errors: Float64Array,
): void {
  let at = 0;
  for (let i = 0; i < size - start; i++) {
    let sum = 0;
    for (let g = 0; g < groups.length; g++) {
      const { from, to } = groups[g]!;
      for (let j = from; j < to; j++) sum += inverse[at++]! * rest[j]!;
    }
    errors[i] = sum;
  }
}

/** (L L^T)^-1. */
function inverted(lower: Float64Array, n: number): Float64Array {
  const own = new Float64Array(n * n); // L^-1
  for (let j = 0; j < n; j++)
    for (let i = j; i < n; i++) {
      let sum = i === j ? 1 : 0;
      for (let k = j; k < i; k++) sum -= lower[i * n + k]! * own[k * n + j]!;
      own[i * n + j] = sum / lower[i * n + i]!;
    }
  const result = new Float64Array(n * n);
  for (let i = 0; i < n; i++)
    for (let j = 0; j <= i; j++) {
      let sum = 0;
      for (let k = i; k < n; k++) sum += own[k * n + i]! * own[k * n + j]!;
      result[i * n + j] = sum;
      result[j * n + i] = sum;
    }
  return result;
}
