/**
 * Ridge regression (Hoerl & Kennard, Technometrics 12, 55, 1970): the coefficients b that minimise
 *
 *   sum (y - a - X b)^2 + penalty n sum b^2
 *
 * with columns centred and scaled to variance 1, the intercept a free, and a thousandth of the penalty
 * for the first `free` columns, which are meant to be used whatever the others say. Undefined values of a column
 * (NaN) count as its mean; a column that does not vary counts for nothing. The system is solved in the
 * smaller of its two forms, over columns or over rows: O(n p min(n, p)).
 */
import { solvePositive } from "./cholesky.js";

/** Rows x columns of numbers, row by row. */
export interface Design {
  readonly columns: number;
  readonly values: Float64Array;
  /** So many columns at the beginning are hardly penalised. */
  readonly free: number;
}

/** A column that is scaled up by this has a thousandth of the penalty. */
const freedom = Math.sqrt(1000);

export interface RidgeFit {
  readonly intercept: number;
  readonly centre: Float64Array;
  /** 1 / standard deviation, times sqrt(1000) if free; 0 of a column that does not vary. */
  readonly scale: Float64Array;
  readonly coefficients: Float64Array;
}

/** Mean and scale of each column over some rows, from defined values alone. */
function standards({ columns, values, free }: Design, rows: ArrayLike<number>) {
  const centre = new Float64Array(columns);
  const scale = new Float64Array(columns);
  for (let c = 0; c < columns; c++) {
    let [n, sum, square] = [0, 0, 0];
    for (let i = 0; i < rows.length; i++) {
      const x = values[rows[i]! * columns + c]!;
      if (Number.isNaN(x)) continue;
      n++;
      sum += x;
    }
    const mean = n > 0 ? sum / n : 0;
    for (let i = 0; i < rows.length; i++) {
      const x = values[rows[i]! * columns + c]!;
      if (!Number.isNaN(x)) square += (x - mean) * (x - mean);
    }
    centre[c] = mean;
    const varies = n > 1 && square > 1e-20 * n * mean * mean;
    scale[c] = varies ? (c < free ? freedom : 1) / Math.sqrt(square / n) : 0;
  }
  return { centre, scale };
}

/**
 * The sums of a regression, which serve any number of penalties.
 * @param rows of the design that are used; `y` has a value for every row of the design.
 */
export function ridge(
  design: Design,
  y: Float64Array,
  rows: ArrayLike<number>,
): (penalty: number) => RidgeFit {
  const { columns } = design;
  const n = rows.length;
  const { centre, scale } = standards(design, rows);
  const x = new Float64Array(n * columns);
  let intercept = 0;
  for (let i = 0; i < n; i++) {
    intercept += y[rows[i]!]! / n;
    for (let c = 0; c < columns; c++) {
      const value = design.values[rows[i]! * columns + c]!;
      x[i * columns + c] = standardised(value, centre[c]!, scale[c]!);
    }
  }
  const rest = Float64Array.from({ length: n }, (_, i) => y[rows[i]!]! - intercept);
  const solve = columns <= n ? byColumns(x, rest, columns) : byRows(x, rest, columns);
  return (penalty) => ({ intercept, centre, scale, coefficients: solve(penalty * n) });
}

/** The fit at one row of a design. */
export function predictRidge(fit: RidgeFit, { columns, values }: Design, row: number): number {
  let sum = fit.intercept;
  for (let c = 0; c < columns; c++)
    sum +=
      fit.coefficients[c]! *
      standardised(values[row * columns + c]!, fit.centre[c]!, fit.scale[c]!);
  return sum;
}

function standardised(x: number, centre: number, scale: number): number {
  return Number.isNaN(x) ? 0 : (x - centre) * scale;
}

type Solve = (penalty: number) => Float64Array;

/** (X^T X + penalty) b = X^T y. */
function byColumns(x: Float64Array, y: Float64Array, columns: number): Solve {
  const matrix = new Float64Array(columns * columns);
  const right = new Float64Array(columns);
  for (let i = 0; i < y.length; i++)
    for (let a = 0; a < columns; a++) {
      const xa = x[i * columns + a]!;
      if (xa === 0) continue;
      right[a]! += xa * y[i]!;
      for (let b = 0; b <= a; b++) matrix[a * columns + b]! += xa * x[i * columns + b]!;
    }
  return (penalty) => solved(matrix, right, penalty);
}

/** b = X^T (X X^T + penalty)^-1 y. */
function byRows(x: Float64Array, y: Float64Array, columns: number): Solve {
  const n = y.length;
  const matrix = new Float64Array(n * n);
  for (let i = 0; i < n; i++)
    for (let j = 0; j <= i; j++) {
      let sum = 0;
      for (let c = 0; c < columns; c++) sum += x[i * columns + c]! * x[j * columns + c]!;
      matrix[i * n + j] = sum;
    }
  return (penalty) => {
    const weights = solved(matrix, y, penalty);
    const coefficients = new Float64Array(columns);
    for (let i = 0; i < n; i++)
      for (let c = 0; c < columns; c++) coefficients[c]! += x[i * columns + c]! * weights[i]!;
    return coefficients;
  };
}

/** Of the matrix only the lower half is read. */
function solved(matrix: Float64Array, right: Float64Array, penalty: number): Float64Array {
  const [own, result] = [matrix.slice(), right.slice()];
  for (let a = 0; a < result.length; a++) own[a * result.length + a]! += penalty;
  if (!solvePositive(own, result)) throw new RangeError("ridge: expected a penalty above 0");
  return result;
}
