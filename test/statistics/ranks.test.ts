import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { ranks } from "../../src/statistics/ranks.js";

/** Definition: one more than the number of smaller values, plus half of the other equal ones. */
function slowRanks(values: readonly number[]): number[] {
  return values.map((value) => {
    const smaller = values.filter((other) => other < value).length;
    const equal = values.filter((other) => other === value).length;
    return smaller + (equal + 1) / 2;
  });
}

test("ranks agree with their definition, ties included", () => {
  const values = fc.array(fc.oneof(fc.integer({ min: -3, max: 3 }), fc.double({ noNaN: true })));
  fc.assert(
    fc.property(values, (list) => {
      assert.deepEqual(Array.from(ranks(list)), slowRanks(list));
    }),
    { seed: 1 },
  );
});

test("a monotone transformation leaves ranks as they are", () => {
  const values = fc.array(fc.integer({ min: -1000, max: 1000 }));
  fc.assert(
    fc.property(values, (list) => {
      assert.deepEqual(ranks(list.map((x) => x * x * x + 5 * x)), ranks(list));
    }),
    { seed: 1 },
  );
});

test("minus zero and zero are tied", () => {
  assert.deepEqual(Array.from(ranks([0, -0, 1])), [1.5, 1.5, 3]);
});
