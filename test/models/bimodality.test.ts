import assert from "node:assert/strict";
import { test } from "node:test";
import { exp } from "../../src/math.js";
import { unimodalP } from "../../src/models/bimodality.js";
import { Random } from "../../src/random.js";

/** Share of trials in which one kind of runs is rejected at 5 %. */
function rejections(n: number, draw: (random: Random) => number): number {
  let rejected = 0;
  for (let trial = 0; trial < 100; trial++) {
    const random = new Random(trial, `bimodality ${n}`);
    const runs = Array.from({ length: n }, () => draw(random));
    if (unimodalP(runs, 99, random) <= 0.05) rejected++;
  }
  return rejected / 100;
}

test("one kind of runs is rejected at most about 5 times in 100, skewed ones included", () => {
  assert.ok(rejections(20, (random) => random.normal()) <= 0.08);
  // Nothing is nearer to two kinds than a flat distribution; three standard errors are 0.065.
  assert.ok(rejections(20, (random) => random.uniform()) <= 0.115);
  assert.ok(rejections(20, (random) => exp(0.8 * random.normal())) <= 0.1);
});

test("two kinds eight standard deviations apart are mostly found with 20 runs", () => {
  const share = rejections(20, (r) => (r.uniform() < 0.5 ? 0 : 0.8) + 0.1 * r.normal());
  assert.ok(share >= 0.8, String(share));
});

test("too few runs, or equal ones, cannot be told", () => {
  const random = new Random(1, "few");
  assert.ok(Number.isNaN(unimodalP([0, 0, 0, 1, 1, 1, 1], 99, random)));
  assert.ok(Number.isNaN(unimodalP(new Array(12).fill(0.4), 99, random)));
});
