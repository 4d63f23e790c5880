import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { magnitudeOrder } from "../../src/percolation/magnitude.js";

test("the order is that of a stable sort by decreasing weight", () => {
  const weights = fc.array(
    fc.oneof(
      fc.float({ min: 0, noNaN: true, noDefaultInfinity: true }),
      fc.constantFrom(0, 1, 1, 0.5),
    ),
  );
  fc.assert(
    fc.property(weights, (values) => {
      const weight = Float32Array.from(values);
      const slow = [...weight.keys()].sort((a, b) => weight[b]! - weight[a]! || a - b);
      assert.deepEqual([...magnitudeOrder(weight)], slow);
    }),
    { seed: 1, numRuns: 500 },
  );
});

test("edges of equal weight keep the order of the table", () => {
  assert.deepEqual([...magnitudeOrder(Float32Array.of(2, 0, 2, 3, 0, 2))], [3, 0, 2, 5, 1, 4]);
});

test("minus zero is as weak as zero, subnormal weights are stronger", () => {
  assert.deepEqual([...magnitudeOrder(Float32Array.of(0, -0, 1e-45, 0))], [2, 0, 1, 3]);
});
