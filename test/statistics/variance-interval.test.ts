import assert from "node:assert/strict";
import { test } from "node:test";
import { log } from "../../src/math.js";
import { Random } from "../../src/random.js";
import { varianceInterval } from "../../src/statistics/variance-interval.js";
import { assertNear } from "./near.js";

/** Share of 95 % intervals of `n` members that hold the true variance. */
function coverage(n: number, variance: number, draw: (random: Random) => number): number {
  const random = new Random(n, "variance coverage");
  let covered = 0;
  for (let trial = 0; trial < 1000; trial++) {
    const { lower, upper } = varianceInterval(
      Array.from({ length: n }, () => draw(random)),
      0.95,
    );
    if (lower <= variance && variance <= upper) covered++;
  }
  return covered / 1000;
}

test("it covers the variance of normal, uniform, two-peaked and skewed numbers", () => {
  for (const n of [5, 20]) {
    const normal = coverage(n, 1, (random) => random.normal());
    const uniform = coverage(n, 1 / 12, (random) => random.uniform());
    const peaks = coverage(n, 0.26, (r) => (r.uniform() < 0.5 ? 0 : 1) + 0.1 * r.normal());
    const skewed = coverage(n, 1, (random) => -log(1 - random.uniform()));
    for (const share of [normal, uniform, peaks]) assert.ok(share >= 0.93, `${n}: ${share}`);
    assert.ok(skewed >= 0.83, `${n}: ${skewed}`); // exponential: undercovers a little
  }
});

test("Bonett's formula step by step", () => {
  // Five values, so that the trimmed mean is the median: 0; z = 1.959964 for 95 %.
  const values = [-2, -1, 0, 1, 7];
  const spread = 50 / 4; // mean 1: 9 + 4 + 1 + 0 + 36
  const kurtosis = (5 * (16 + 1 + 0 + 1 + 2401)) / 2500;
  const c = 5 / (5 - 1.959964);
  const error = c * Math.sqrt((kurtosis - 2 / 5) / 4);
  const { lower, upper } = varianceInterval(values, 0.95);
  assertNear(Math.log(lower), Math.log(c * spread) - 1.959964 * error, 1e-6);
  assertNear(Math.log(upper), Math.log(c * spread) + 1.959964 * error, 1e-6);
});

test("no interval from four values, or where all are equal", () => {
  for (const values of [[1, 2, 3, 4], new Array(9).fill(0.3)])
    assert.ok(Number.isNaN(varianceInterval(values, 0.95).lower));
});
