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
    lessProducts(values, k, rows, i, matrix.subarray(i * n, i * n + i + 1));
  const known = factorise(matrix, n, exact);
  const inverse = known ? inverted(matrix, n).slice(start * n) : new Float64Array(0);
  return { groups, size: n, start, inverse };
}

/**
 * Line i of I - F F^T over the rows up to the i-th, into `line`, each term by term; four side by side, as none waits
 * for another.
 */
function lessProducts(
  values: Float64Array,
  k: number,
  rows: readonly number[],
  i: number,
  line: Float64Array,
): void {
  const own = rows[i]! * k;
  line[i] = 1;
  let j = 0;
  for (; j + 4 <= i + 1; j += 4) {
    const [p, q, r, s] = [rows[j]! * k, rows[j + 1]! * k, rows[j + 2]! * k, rows[j + 3]! * k];
    let [a, b, c, d] = [line[j]!, line[j + 1]!, line[j + 2]!, line[j + 3]!];
    for (let at = 0; at < k; at++) {
      const value = values[own + at]!;
      a -= value * values[p + at]!;
      b -= value * values[q + at]!;
      c -= value * values[r + at]!;
      d -= value * values[s + at]!;
    }
    line[j] = a;
    line[j + 1] = b;
    line[j + 2] = c;
    line[j + 3] = d;
  }
  for (; j <= i; j++) {
    let sum = line[j]!;
    for (let at = 0; at < k; at++) sum -= values[own + at]! * values[rows[j]! * k + at]!;
    line[j] = sum;
  }
}

/**
 * Errors at the deleted rows from `start` on, into `errors`. Each is a sum whose terms are added one after the
 * other; four are worked side by side, as none waits for another. @param rest y - H y of all rows.
 */
export function deletedErrors(
  { groups, size, start, inverse }: Deletion,
  rest: Float64Array,
  errors: Float64Array,
): void {
  const rows = size - start;
  let i = 0;
  for (; i + 4 <= rows; i += 4) {
    let [a, b, c, d] = [0, 0, 0, 0];
    let at = i * size;
    for (let g = 0; g < groups.length; g++) {
      const { from, to } = groups[g]!;
      for (let j = from; j < to; j++, at++) {
        const value = rest[j]!;
        a += inverse[at]! * value;
        b += inverse[at + size]! * value;
        c += inverse[at + 2 * size]! * value;
        d += inverse[at + 3 * size]! * value;
      }
    }
    errors[i] = a;
    errors[i + 1] = b;
    errors[i + 2] = c;
    errors[i + 3] = d;
  }
  for (; i < rows; i++) {
    let sum = 0;
    let at = i * size;
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
