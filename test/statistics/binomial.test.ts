import assert from "node:assert/strict";
import { test } from "node:test";
import { binomialProbability, shareAtLeast, shareAtMost } from "../../src/statistics/binomial.js";
import { assertNear } from "./near.js";

const near = (a: number, b: number) => assertNear(a, b, 1e-12);

test("probabilities by hand", () => {
  near(binomialProbability(0, 3, 0.5), 1 / 8);
  near(binomialProbability(1, 3, 0.5), 1 / 2);
  near(binomialProbability(2, 4, 0.2), 0.4096 + 0.4096 + 0.1536);
  assert.equal(binomialProbability(-1, 4, 0.2), 0);
  assert.equal(binomialProbability(4, 4, 0.2), 1);
  assert.equal(binomialProbability(0, 4, 0), 1);
  assert.equal(binomialProbability(3, 4, 1), 0);
});

test("bounds of a share: none of n by hand, symmetric, within what trials allow", () => {
  near(shareAtMost(0, 29, 0.02), 1 - 0.02 ** (1 / 29));
  near(shareAtLeast(29, 29, 0.02), 0.02 ** (1 / 29));
  near(shareAtLeast(3, 20, 0.05), 1 - shareAtMost(17, 20, 0.05));
  // Clopper and Pearson's 95 % interval of 4 in 20, R's binom.test(4, 20).
  assert.ok(Math.abs(shareAtLeast(4, 20, 0.025) - 0.057334) < 1e-6);
  assert.ok(Math.abs(shareAtMost(4, 20, 0.025) - 0.436614) < 1e-6);
  assert.equal(shareAtMost(5, 5, 0.02), 1);
  assert.equal(shareAtLeast(0, 5, 0.02), 0);
  assert.equal(shareAtMost(0, 0, 0.02), 1);
});
