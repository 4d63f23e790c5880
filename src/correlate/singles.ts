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

/**
 * Slope of one metric without the rows.
 * @param product x~ . y~ of all rows. @param errors of y at the deleted rows.
 */
export function slopeOf(
  metric: number,
  { columns, values }: Matrix,
  { groups }: Deletion,
  { square }: SingleDeletion,
  product: Float64Array,
  errors: Float64Array,
): number {
  let sum = product[metric]!;
  let at = 0;
  for (const { from, to } of groups)
    for (let row = from; row < to; row++) sum -= values[row * columns + metric]! * errors[at++]!;
  return square[metric]! > 0 ? sum / square[metric]! : 0;
}

/**
 * Adds to `scores` each metric's squared errors at the rows from `start` on, by its slope without all the rows:
 * four metrics side by side, whose sums stay at hand from row to row.
 */
export function addSquares(
  rest: Matrix,
  deletion: Deletion,
  single: SingleDeletion,
  product: Float64Array,
  errors: Float64Array,
  scores: Float64Array,
): void {
  const { columns, values } = rest;
  const { groups } = deletion;
  const { errors: own, square, start } = single;
  let c = 0;
  for (; c + 4 <= columns; c += 4) {
    let [p, q, r, s] = [product[c]!, product[c + 1]!, product[c + 2]!, product[c + 3]!];
    let at = 0;
    for (let g = 0; g < groups.length; g++) {
      const { from, to } = groups[g]!;
      for (let row = from, i = from * columns + c; row < to; row++, i += columns) {
        const error = errors[at++]!;
        p -= values[i]! * error;
        q -= values[i + 1]! * error;
        r -= values[i + 2]! * error;
        s -= values[i + 3]! * error;
      }
    }
    p = square[c]! > 0 ? p / square[c]! : 0;
    q = square[c + 1]! > 0 ? q / square[c + 1]! : 0;
    r = square[c + 2]! > 0 ? r / square[c + 2]! : 0;
    s = square[c + 3]! > 0 ? s / square[c + 3]! : 0;
    let [a, b, d, e] = [scores[c]!, scores[c + 1]!, scores[c + 2]!, scores[c + 3]!];
    for (let row = start, i = c; row < errors.length; row++, i += columns) {
      const error = errors[row]!;
      const first = error - p * own[i]!;
      const second = error - q * own[i + 1]!;
      const third = error - r * own[i + 2]!;
      const fourth = error - s * own[i + 3]!;
      a += first * first;
      b += second * second;
      d += third * third;
      e += fourth * fourth;
    }
    scores[c] = a;
    scores[c + 1] = b;
    scores[c + 2] = d;
    scores[c + 3] = e;
  }
  for (; c < columns; c++) {
    const slope = slopeOf(c, rest, deletion, single, product, errors);
    for (let row = start, i = c; row < errors.length; row++, i += columns) {
      const error = errors[row]! - slope * own[i]!;
      scores[c]! += error * error;
    }
  }
}
