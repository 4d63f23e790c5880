import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { Random } from "../../src/random.js";
import { pearson, spearman } from "../../src/statistics/correlation.js";
import { residuals } from "../../src/statistics/residuals.js";
import { assertNear } from "./near.js";
import { partialSpearman } from "./partial.js";

const numbers = (random: Random, n: number) => Array.from({ length: n }, () => random.normal());

test("Spearman without ties is 1 - 6 sum d^2 / (n (n^2 - 1))", () => {
  const permutation = fc.shuffledSubarray([...Array(12).keys()], { minLength: 12 });
  fc.assert(
    fc.property(permutation, (order) => {
      const square = order.reduce((sum, rank, i) => sum + (rank - i) ** 2, 0);
      assertNear(spearman([...order.keys()], order), 1 - (6 * square) / (12 * 143), 1e-14);
    }),
    { seed: 2 },
  );
});

test("correlations stay within [-1, 1] and are NaN for a constant", () => {
  const pairs = fc.array(fc.tuple(fc.integer({ min: 0, max: 4 }), fc.integer({ min: 0, max: 4 })));
  fc.assert(
    fc.property(pairs, (list) => {
      const [x, y] = [list.map(([a]) => a), list.map(([, b]) => b)];
      const r = pearson(x, y);
      const varies = new Set(x).size > 1 && new Set(y).size > 1;
      assert.equal(Number.isNaN(r), !varies);
      if (varies) assert.ok(Math.abs(r) <= 1);
    }),
    { seed: 2 },
  );
});

test("residuals are at right angles to the intercept and to every regressor", () => {
  const random = new Random(1, "residuals");
  const regressors = [numbers(random, 40), numbers(random, 40)];
  const rest = residuals(numbers(random, 40), regressors);
  for (const regressor of [new Array(40).fill(1), ...regressors])
    assertNear(
      rest.reduce((sum, r, i) => sum + r * regressor[i], 0),
      0,
      1e-12,
    );
});

test("collinear and constant regressors change nothing", () => {
  const random = new Random(2, "residuals");
  const [x, y] = [numbers(random, 20), numbers(random, 20)];
  const plain = residuals(y, [x]);
  const more = residuals(y, [x, x.map((v) => 3 * v - 7), new Array(20).fill(4)]);
  plain.forEach((value, i) => {
    assertNear(more[i]!, value, 1e-12);
  });
});

test("partial Spearman with one control follows Kendall's formula", () => {
  const random = new Random(3, "partial");
  const z = numbers(random, 30);
  const x = z.map((v) => v + random.normal());
  const y = z.map((v) => random.normal() - v);
  const [xy, xz, yz] = [spearman(x, y), spearman(x, z), spearman(y, z)];
  const expected = (xy - xz * yz) / Math.sqrt((1 - xz * xz) * (1 - yz * yz));
  assertNear(partialSpearman(x, y, [z]), expected, 1e-13);
});

test("partial Spearman is NaN where a control explains a side", () => {
  const random = new Random(4, "partial");
  const [x, y] = [numbers(random, 15), numbers(random, 15)];
  const cubed = x.map((v) => v * v * v);
  assert.ok(Number.isNaN(partialSpearman(x, y, [cubed])));
});
