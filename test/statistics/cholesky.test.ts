import assert from "node:assert/strict";
import { test } from "node:test";
import { factorise, solvePositive } from "../../src/statistics/cholesky.js";
import { assertNear } from "./near.js";

test("solves positive definite systems and refuses others", () => {
  const matrix = Float64Array.of(4, 2, 0, 2, 5, 1, 0, 1, 3);
  const x = Float64Array.of(8, 15, 11); // of x = 1, 2, 3
  assert.ok(solvePositive(matrix, x));
  [1, 2, 3].forEach((expected, i) => {
    assertNear(x[i]!, expected, 1e-14);
  });
  assert.ok(!solvePositive(Float64Array.of(1, 2, 2, 1), Float64Array.of(1, 1)));
});

test("a matrix that is singular but for rounding is refused where a least square is asked for", () => {
  const nearly = () => Float64Array.of(1, 1, 1, 1 + 1e-12);
  assert.ok(factorise(nearly(), 2));
  assert.ok(!factorise(nearly(), 2, 1e-9));
});
