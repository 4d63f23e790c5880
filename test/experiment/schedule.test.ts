import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { levelCounts } from "../../src/experiment/schedule.js";

test("a ratio schedule goes down to its minimum density, rounding at every level", () => {
  assert.deepEqual(levelCounts({ ratio: 0.5, minimumDensity: 0.125 }, 100), [50, 25, 13]);
  // 0.1^3 by repeated multiplication is a little above 0.001: the last level still counts
  assert.equal(levelCounts({ ratio: 0.1, minimumDensity: 0.001 }, 1e6).length, 3);
  assert.deepEqual(levelCounts({ ratio: 0.5 }, 8), [4, 2, 1]); // 0.5 rounds up to 1, which is there
});

test("listed densities are taken as they are", () => {
  assert.deepEqual(levelCounts({ densities: [0.5, 0.1, 0.0001] }, 1000), [500, 100]);
});

test("levels always fall, and stay between 1 and the dense network", () => {
  const schedule = fc.record({
    ratio: fc.double({ min: 0.05, max: 0.98, noNaN: true }),
    minimumDensity: fc.double({ min: 1e-6, max: 0.9, noNaN: true }),
  });
  fc.assert(
    fc.property(schedule, fc.integer({ min: 1, max: 1e6 }), (s, prunable) => {
      const counts = levelCounts(s, prunable);
      counts.forEach((count, i) => {
        assert.ok(count >= 1 && count < (i === 0 ? prunable : counts[i - 1]!));
        assert.ok(Number.isInteger(count));
      });
    }),
    { seed: 1 },
  );
});
