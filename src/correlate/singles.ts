/**
 * Regressions on one metric each, beside the baseline. Without the rows g the slope of metric x is
 *
 *   b = (x~ . y~ - x~_g . e_g(y)) / (x~ . x~ - x~_g . e_g(x))
 *
 * with x~ and y~ what the baseline leaves of both and e_g its errors at g for rows it has not seen
 * (left-out.ts). The prediction then errs by e_g(y) - b e_g(x).
 */
import type { Deletion } from "./left-out.js";
import type { Matrix } from "./smoother.js";

/** What the metrics say of a deletion, whatever y is. */
export interface SingleDeletion {
  /** x~ . x~ without the rows, a number a metric; 0 where nothing is left of it. */
  readonly square: Float64Array;
  /** Errors of the baseline for each metric at the deleted rows from `start` on: rows x metrics. */
  readonly errors: Float64Array;
  readonly start: number;
}

/** @param rest the metrics without what the baseline says of them. @param deletion from its first row on. */
export function singleDeletion(rest: Matrix, deletion: Deletion, start: number): SingleDeletion {
  const { columns, values } = rest;
  const errors = metricErrors(rest, deletion);
  const whole = new Float64Array(columns);
  for (let i = 0; i < values.length; i += columns)
    for (let c = 0; c < columns; c++) whole[c]! += values[i + c]! * values[i + c]!;
  const square = whole.slice();
  let at = 0;
  for (const { from, to } of deletion.groups)
    for (let i = from * columns; i < to * columns; i += columns)
      for (let c = 0; c < columns; c++) square[c]! -= values[i + c]! * errors[at++]!;
  for (let c = 0; c < columns; c++) if (!(square[c]! > 1e-9 * whole[c]!)) square[c] = 0;
  return { square, errors: errors.slice(start * columns), start };
}

/** Errors of the baseline for each metric at the deleted rows: rows x metrics. */
function metricErrors({ columns, values }: Matrix, { groups, size, inverse }: Deletion) {
  const errors = new Float64Array(size * columns);
  for (let i = 0, at = 0; at < inverse.length; i++)
    for (const { from, to } of groups)
      for (let row = from; row < to; row++) {
        const weight = inverse[at++]!;
        if (weight === 0) continue;
        const [own, other] = [i * columns, row * columns];
        for (let c = 0; c < columns; c++) errors[own + c]! += weight * values[other + c]!;
      }
  return errors;
}

/** Slopes without the rows. @param product x~ . y~ of all rows. @param errors of y at the deleted rows. */
export function slopes(
  { columns, values }: Matrix,
  { groups }: Deletion,
  { square }: SingleDeletion,
  product: Float64Array,
  errors: Float64Array,
): Float64Array {
  const result = product.slice();
  let at = 0;
  for (const { from, to } of groups)
    for (let i = from * columns; i < to * columns; i += columns) {
      const error = errors[at++]!;
      for (let c = 0; c < columns; c++) result[c]! -= values[i + c]! * error;
    }
  for (let c = 0; c < columns; c++) result[c] = square[c]! > 0 ? result[c]! / square[c]! : 0;
  return result;
}

/** Adds to `scores` each metric's squared errors at the rows from `start` on. */
export function addSquares(
  { errors: own, start }: SingleDeletion,
  slope: Float64Array,
  errors: Float64Array,
  scores: Float64Array,
): void {
  const columns = slope.length;
  for (let i = start, at = 0; i < errors.length; i++, at += columns)
    for (let c = 0; c < columns; c++) {
      const error = errors[i]! - slope[c]! * own[at + c]!;
      scores[c]! += error * error;
    }
}
