import assert from "node:assert/strict";
import { test } from "node:test";
import { Random } from "../../src/random.js";
import { pearson } from "../../src/statistics/correlation.js";
import { fisher, jackknifeInterval } from "../../src/statistics/jackknife.js";
import { assertNear } from "./near.js";

test("Fisher's scale is the inverse of the hyperbolic tangent", () => {
  for (const r of [-0.99, -0.3, 0, 1e-12, 0.5, 0.9]) assertNear(fisher(r), Math.atanh(r), 1e-14);
  assert.equal(fisher(1), Number.POSITIVE_INFINITY);
});

/** Share of 95 % intervals over trials that hold the true correlation of two normal numbers. */
function coverage(rho: number, n: number): number {
  let covered = 0;
  for (let trial = 0; trial < 600; trial++) {
    const random = new Random(trial, `jackknife ${rho} ${n}`);
    const x = Array.from({ length: n }, () => random.normal());
    const y = x.map((v) => rho * v + Math.sqrt(1 - rho * rho) * random.normal());
    const without = x.map((_, i) => pearson(x.toSpliced(i, 1), y.toSpliced(i, 1)));
    const { lower, upper } = jackknifeInterval(pearson(x, y), [without], 0.95);
    if (lower <= rho && rho <= upper) covered++;
  }
  return covered / 600;
}

test("it covers a correlation of 0 and of 0.7 about 95 times in 100", () => {
  for (const rho of [0, 0.7])
    for (const n of [8, 25]) {
      const share = coverage(rho, n);
      assert.ok(share > 0.91 && share < 0.98, `${rho}, ${n}: ${share}`);
    }
});

test("variances of strata add", () => {
  const one = [0.1, 0.3, 0.2];
  const half = (values: readonly number[]) => {
    const { lower, upper } = jackknifeInterval(0.2, [values], 0.95);
    return (fisher(upper) - fisher(lower)) / 2;
  };
  const { lower, upper } = jackknifeInterval(0.2, [one, one], 0.95);
  // sqrt 2 wider, but with Student's quantile of 4 instead of 2 degrees of freedom
  const expected = (Math.SQRT2 * half(one) * 2.7764451052) / 4.3026527299;
  assertNear((fisher(upper) - fisher(lower)) / 2, expected, 1e-9);
});

test("no interval at a correlation of 1, or with an undefined value", () => {
  assert.ok(Number.isNaN(jackknifeInterval(1, [[1, 1, 1]], 0.95).lower));
  assert.ok(Number.isNaN(jackknifeInterval(0.5, [[0.4, Number.NaN, 0.5]], 0.95).lower));
});
