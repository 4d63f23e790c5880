import assert from "node:assert/strict";
import { test } from "node:test";
import { Random } from "../../src/random.js";
import { solvePositive } from "../../src/statistics/cholesky.js";
import { type Design, predictRidge, ridge } from "../../src/statistics/ridge.js";
import { python } from "../support/python.js";
import { assertNear } from "./near.js";

function sample(n: number, columns: number, seed: number): { design: Design; y: Float64Array } {
  const random = new Random(seed, "ridge");
  const values = Float64Array.from({ length: n * columns }, () => 3 + 2 * random.normal());
  const y = Float64Array.from({ length: n }, (_, i) => values[i * columns]! + random.normal());
  return { design: { columns, values, free: 0 }, y };
}

const every = (n: number) => Uint32Array.from({ length: n }, (_, i) => i);

test("solves positive definite systems and refuses others", () => {
  const matrix = Float64Array.of(4, 2, 0, 2, 5, 1, 0, 1, 3);
  const x = Float64Array.of(8, 15, 11); // of x = 1, 2, 3
  assert.ok(solvePositive(matrix, x));
  [1, 2, 3].forEach((expected, i) => {
    assertNear(x[i]!, expected, 1e-14);
  });
  assert.ok(!solvePositive(Float64Array.of(1, 2, 2, 1), Float64Array.of(1, 1)));
});

test("agrees with the closed form in NumPy, with more rows than columns and with fewer", (t) => {
  const script = `
import numpy as np
out = []
for d in json.load(sys.stdin):
    x = np.array(d["x"]).reshape(len(d["y"]), -1); y = np.array(d["y"]); n = len(y)
    z = (x - x.mean(0)) / x.std(0)
    lam = np.full(x.shape[1], float(d["penalty"]) * n); lam[:d["free"]] /= 1000
    b = np.linalg.solve(z.T @ z + np.diag(lam), z.T @ (y - y.mean()))
    out.append(list(y.mean() + z @ b))
print(json.dumps(out))`;
  const cases = [
    { ...sample(30, 5, 1), penalty: 0.1, free: 0 },
    { ...sample(30, 5, 2), penalty: 2, free: 2 },
    { ...sample(12, 40, 3), penalty: 0.5, free: 0 },
    { ...sample(12, 40, 4), penalty: 0.01, free: 3 },
  ];
  const expected = python(
    script,
    cases.map(({ design, y, penalty, free }) => ({
      x: [...design.values],
      y: [...y],
      penalty,
      free,
    })),
  ) as number[][] | undefined;
  if (!expected) return t.skip("needs Debian's python3-numpy");
  cases.forEach(({ design, y, penalty, free }, k) => {
    const own = { ...design, free };
    const fit = ridge(own, y, every(y.length))(penalty);
    y.forEach((_, i) => {
      assertNear(predictRidge(fit, own, i), expected[k]![i]!, 1e-9);
    });
  });
});

test("undefined values count as the mean, and a constant column as nothing", () => {
  const { design, y } = sample(20, 3, 5);
  const values = design.values.slice();
  for (let i = 0; i < 20; i++) values[i * 3 + 2] = 7;
  values[4 * 3 + 1] = Number.NaN;
  const own = { ...design, values };
  const fit = ridge(own, y, every(20))(0.1);
  assert.equal(fit.coefficients[2], 0);
  const filled = values.slice();
  filled[4 * 3 + 1] = fit.centre[1]!;
  const other = { ...design, values: filled };
  assertNear(predictRidge(fit, own, 4), predictRidge(fit, other, 4), 1e-12);
  assert.ok(fit.coefficients.every(Number.isFinite));
});

test("without columns the mean is what is predicted", () => {
  const none = { columns: 0, values: new Float64Array(), free: 0 };
  const fit = ridge(none, Float64Array.of(1, 2, 6), [0, 1, 2])(1);
  assert.equal(predictRidge(fit, none, 1), 3);
});
