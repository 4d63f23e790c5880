import assert from "node:assert/strict";
import { test } from "node:test";
import { Random } from "../../src/random.js";
import { meanDifferenceP, permutationP } from "../../src/statistics/permutation-test.js";
import { assertNear, assertShare } from "./near.js";

test("the observed arrangement counts as one of them", () => {
  assert.equal(permutationP(2, [0, 1, -1]), 1 / 4);
  assert.equal(permutationP(-2, [2, 1, -3]), 3 / 4);
  assert.equal(permutationP(0.5, []), 1);
});

test("a repetition of the observed value that rounding moved still counts", () => {
  assert.equal(permutationP(0.3, [0.1 + 0.2, 0.3 - 1e-16]), 1);
});

test("an undefined statistic counts against significance", () => {
  assert.equal(permutationP(1, [Number.NaN]), 1);
});

test("two groups of three that do not overlap: p = 2 / 20 of all arrangements", () => {
  const p = meanDifferenceP([1, 2, 3], [11, 12, 13], 20000, new Random(1, "all arrangements"));
  assertNear(p, 0.1, 0.01);
});

/** Share of rejections at 5 % over trials in which both groups come from the same distribution. */
function rejections(sizes: readonly [number, number], draw: (random: Random) => number) {
  let rejected = 0;
  const trials = 500;
  for (let trial = 0; trial < trials; trial++) {
    const random = new Random(trial, `null ${sizes}`);
    const group = (n: number) => Array.from({ length: n }, () => draw(random));
    if (meanDifferenceP(group(sizes[0]), group(sizes[1]), 99, random) <= 0.05) rejected++;
  }
  return { rejected, trials };
}

for (const sizes of [
  [20, 20],
  [4, 36],
  [36, 4],
] as const) {
  test(`under the null it rejects 5 % at 5 %, ${sizes[0]} against ${sizes[1]}`, () => {
    const normal = rejections(sizes, (random) => random.normal());
    assertShare(normal.rejected, normal.trials, 0.05);
    const skewed = rejections(sizes, (random) => random.normal() ** 4);
    assertShare(skewed.rejected, skewed.trials, 0.05);
  });
}

test("a shift of two standard deviations is found, 4 against 36", () => {
  let found = 0;
  for (let trial = 0; trial < 100; trial++) {
    const random = new Random(trial, "shift");
    const few = Array.from({ length: 4 }, () => 2 + random.normal());
    const many = Array.from({ length: 36 }, () => random.normal());
    if (meanDifferenceP(few, many, 99, random) <= 0.05) found++;
  }
  assert.ok(found >= 70, String(found));
});

test("a group of one cannot be tested; equal values differ in nothing", () => {
  const random = new Random(1, "few");
  assert.ok(Number.isNaN(meanDifferenceP([1], [2, 3], 99, random)));
  assert.equal(meanDifferenceP([1, 1, 1], [1, 1], 99, random), 1);
});
