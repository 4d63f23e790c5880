import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { Ascending } from "../../src/statistics/ascending.js";

test("numbers come out as a sort leaves them, however they move from call to call", () => {
  const number = fc.oneof(fc.double(), fc.integer({ min: -3, max: 3 }));
  const lists = fc
    .integer({ min: 0, max: 40 })
    .chain((n) => fc.array(fc.array(number, { minLength: n, maxLength: n }), { minLength: 1 }));
  fc.assert(
    fc.property(lists, (all) => {
      const ascending = new Ascending(all[0]!.length);
      for (const values of all) {
        const given = Float64Array.from(values, (value) => value + 0); // no -0
        assert.deepEqual(ascending.of(given), given.slice().sort());
      }
    }),
    { seed: 1, numRuns: 200 },
  );
});

test("thousands of numbers in the opposite order are sorted, not moved one by one", () => {
  const ascending = new Ascending(100_000);
  const values = Float64Array.from({ length: 100_000 }, (_, i) => i);
  assert.deepEqual(ascending.of(values), values);
  assert.deepEqual(ascending.of(values.slice().reverse()), values);
});
