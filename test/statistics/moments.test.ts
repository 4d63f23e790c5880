import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { extent } from "../../src/statistics/extent.js";
import { mean, RunningMean, variance } from "../../src/statistics/moments.js";

test("mean and unbiased variance of a hand-worked example", () => {
  assert.equal(mean([1, 2, 3, 6]), 3);
  assert.equal(variance([1, 2, 3, 6]), 14 / 3); // (4 + 1 + 0 + 9) / 3
});

test("equal values have exactly their mean and no variance", () => {
  const same = new Float64Array(7).fill(0.1);
  assert.equal(mean(same), 0.1);
  assert.equal(variance(same), 0);
});

test("a large offset does not swamp the variance", () => {
  assert.equal(variance([1e9 + 1, 1e9 + 2, 1e9 + 3]), 1);
});

test("undefined where there are too few values", () => {
  assert.ok(Number.isNaN(mean([])));
  assert.ok(Number.isNaN(variance([1])));
});

test("a running mean is bit by bit the mean of all", () => {
  fc.assert(
    fc.property(fc.array(fc.double({ min: -1e6, max: 1e6 })), (values) => {
      const running = new RunningMean();
      for (const value of values) running.add(value);
      assert.ok(Object.is(running.value, mean(values)));
    }),
    { seed: 1 },
  );
});

test("the extent of a million values", () => {
  const values = Float64Array.from({ length: 1e6 }, (_, i) => ((i * 7919) % 1e6) - 5);
  assert.deepEqual(extent(values), [-5, 1e6 - 6]);
});
