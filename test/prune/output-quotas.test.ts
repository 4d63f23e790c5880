import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { outputQuotas } from "../../src/prune/output-quotas.js";

test("quotas of outputs are Webster's: all the priorities, sorted", () => {
  const layer = fc
    .integer({ min: 1, max: 9 })
    .chain((size) =>
      fc.tuple(
        fc.constant(size),
        fc.array(fc.integer({ min: 0, max: size }), { minLength: 1, maxLength: 5 }),
      ),
    );
  const some = fc.array(layer, { minLength: 1, maxLength: 4 });
  fc.assert(
    fc.property(some, fc.double({ min: 0, max: 1, noNaN: true }), (layers, share) => {
      const present = layers.map(([, left]) => left);
      const keep = Math.round(share * present.flat().reduce((a, b) => a + b, 0));
      const priorities = layers.flatMap(([size, left], l) =>
        left.flatMap((n, t) =>
          Array.from({ length: n }, (_, r) => ({ l, t, r, value: (2 * r + 1) / size })),
        ),
      );
      priorities.sort((a, b) => a.value - b.value || a.l - b.l || a.r - b.r || a.t - b.t);
      const expected = present.map((left) => left.map(() => 0));
      for (const { l, t } of priorities.slice(0, keep)) expected[l]![t]!++;
      const sizes = layers.map(([size]) => size);
      const found = outputQuotas(sizes, present, keep).map((quotas) => [...quotas]);
      assert.deepEqual(found, expected);
    }),
    { seed: 1, numRuns: 500 },
  );
});
