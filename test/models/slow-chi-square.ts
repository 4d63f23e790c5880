/**
 * chi-square by the definition: dense covariances, inverted by elimination, all points in one system,
 * with the penalty on the curvature of F that the fast one has.
 */
import { floor, type MeanCurve } from "../../src/models/error-model.js";
import { splines } from "../../src/models/flexible-fit.js";
import { basisAt, knotsAt, order } from "../../src/models/spline.js";

type Matrix = readonly (readonly number[])[];

/** @param t abscissas of all points of all windows, size after size. */
export function slowChiSquare(curves: readonly MeanCurve[], t: readonly number[]): number {
  const basis = basisOf(t);
  const precision = blocks(curves.map((curve) => inverse(covariance(curve))));
  const y = curves.flatMap(({ mean, window }) => [...mean.subarray(window.from, window.to)]);
  const weighted = product(precision, basis);
  const normal = stiffened(product(transposed(basis), weighted));
  const right = transposed(weighted).map((column) => dot(column, y));
  const solution = inverse(normal).map((row) => dot(row, right));
  const whole = dot(
    y,
    precision.map((row) => dot(row, y)),
  );
  return whole - dot(right, solution);
}

function basisOf(t: readonly number[]): number[][] {
  const knots = new Float64Array(splines + order);
  knotsAt(Float64Array.from(t).sort(), knots);
  return t.map((x) => {
    const row = new Array<number>(splines).fill(0);
    const values = new Float64Array(order);
    const first = basisAt(knots, x, values);
    for (let b = 0; b < order; b++) row[first + b] = values[b]!;
    return row;
  });
}

function covariance({ shift, noise, seeds, window }: MeanCurve): number[][] {
  const levels = Array.from({ length: window.to - window.from }, (_, j) => window.from + j);
  return levels.map((a) =>
    levels.map((b) => {
      const own = a === b ? noise[a]! ** 2 / seeds + floor ** 2 : 0;
      return own + (shift[a]! * shift[b]!) / seeds;
    }),
  );
}

function blocks(parts: readonly Matrix[]): number[][] {
  const n = parts.reduce((sum, part) => sum + part.length, 0);
  let at = 0;
  return parts.flatMap((part) => {
    const first = at;
    at += part.length;
    return part.map((row) => {
      const all = new Array<number>(n).fill(0);
      row.forEach((value, j) => {
        all[first + j] = value;
      });
      return all;
    });
  });
}

function stiffened(normal: readonly number[][]): number[][] {
  const trace = normal.reduce((sum, row, i) => sum + row[i]!, 0) / splines;
  const result = normal.map((row, i) => row.map((v, j) => v + (i === j ? 1e-9 * trace : 0)));
  const second = [1, -2, 1];
  for (let i = 0; i + 2 < splines; i++)
    for (let a = 0; a < 3; a++)
      for (let b = 0; b < 3; b++) result[i + a]![i + b]! += 1e-4 * trace * second[a]! * second[b]!;
  return result;
}

function dot(a: readonly number[], b: readonly number[]): number {
  return a.reduce((sum, value, i) => sum + value * b[i]!, 0);
}

function transposed(matrix: Matrix): number[][] {
  return matrix[0]!.map((_, j) => matrix.map((row) => row[j]!));
}

function product(a: Matrix, b: Matrix): number[][] {
  const columns = transposed(b);
  return a.map((row) => columns.map((column) => dot(row, column)));
}

/** Gauss-Jordan with partial pivoting. */
function inverse(matrix: Matrix): number[][] {
  const n = matrix.length;
  const rows = matrix.map((row, i) => [...row, ...row.map((_, j) => (i === j ? 1 : 0))]);
  for (let c = 0; c < n; c++) {
    let pivot = c;
    for (let r = c; r < n; r++) if (Math.abs(rows[r]![c]!) > Math.abs(rows[pivot]![c]!)) pivot = r;
    [rows[c], rows[pivot]] = [rows[pivot]!, rows[c]!];
    const own = rows[c]!.map((value) => value / rows[c]![c]!);
    rows[c] = own;
    for (let r = 0; r < n; r++) {
      const factor = r === c ? 0 : rows[r]![c]!;
      rows[r] = rows[r]!.map((value, k) => value - factor * own[k]!);
    }
  }
  return rows.map((row) => row.slice(n));
}
