/**
 * Residuals of a least-squares fit: what is left of `y` when an intercept and the regressors are
 * taken out.
 *
 * Modified Gram-Schmidt, each regressor swept twice (Björck 1967; twice is enough, Giraud et al.
 * 2005). A regressor that the ones before it explain to 1e-10 of its length adds nothing and is
 * left out, so collinear columns and constants are harmless. O(n k^2) for k regressors.
 */
export function residuals(
  y: ArrayLike<number>,
  regressors: readonly ArrayLike<number>[],
): Float64Array {
  const basis: Float64Array[] = [unit(new Float64Array(y.length).fill(1))];
  for (const regressor of regressors) {
    const column = Float64Array.from(regressor);
    const before = length(column);
    for (let pass = 0; pass < 2; pass++) for (const direction of basis) sweep(column, direction);
    if (length(column) > 1e-10 * before) basis.push(unit(column));
  }
  const rest = Float64Array.from(y);
  for (let pass = 0; pass < 2; pass++) for (const direction of basis) sweep(rest, direction);
  return rest;
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i]! * b[i]!;
  return sum;
}

function length(a: Float64Array): number {
  return Math.sqrt(dot(a, a));
}

function unit(a: Float64Array): Float64Array {
  const scale = length(a);
  return a.map((value) => value / scale);
}

/** Takes the part along `direction`, of length 1, out of `column`, in place. */
function sweep(column: Float64Array, direction: Float64Array): void {
  const along = dot(column, direction);
  for (let i = 0; i < column.length; i++) column[i]! -= along * direction[i]!;
}
