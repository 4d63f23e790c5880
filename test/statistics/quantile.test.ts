import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { median, quantile, sorted } from "../../src/statistics/quantile.js";

test("quantiles of 1 … 5 by hand, after Hyndman and Fan's type 7", () => {
  assert.equal(quantile([1, 2, 3, 4, 5], 0.25), 2);
  assert.equal(quantile([1, 2, 3, 4, 5], 0.1), 1.4);
  assert.equal(median([4, 1, 3, 2]), 2.5);
  assert.ok(Number.isNaN(quantile([], 0.5)));
});

test("a quantile lies between the extremes and grows with q", () => {
  const values = fc.array(fc.integer({ min: -9, max: 9 }), { minLength: 1 });
  const share = fc.double({ min: 0, max: 1, noNaN: true });
  fc.assert(
    fc.property(values, share, share, (list, a, b) => {
      const ascending = sorted(list);
      const [low, high] = [
        quantile(ascending, Math.min(a, b)),
        quantile(ascending, Math.max(a, b)),
      ];
      assert.ok(ascending[0]! <= low && low <= high && high <= ascending.at(-1)!);
    }),
    { seed: 3 },
  );
});
