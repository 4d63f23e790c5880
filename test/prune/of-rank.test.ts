import assert from "node:assert/strict";
import { test } from "node:test";
import { ofRank } from "../../src/prune/of-rank.js";
import { Random } from "../../src/random.js";

test("the value of every rank is that of a sorted list, short or long, whatever the doubles", () => {
  const random = new Random("of-rank", "values");
  const makers: (() => number)[] = [
    () => random.normal(),
    () => random.integer(5) - 2,
    () => (random.uniform() < 0.5 ? 1 : -1) * 2 ** (random.integer(2000) - 1000),
    () => 1 + random.integer(1000) * Number.EPSILON,
    () => [0, -0, 5e-324, -5e-324, 1e308, -1e308][random.integer(6)]!,
    () => 7,
  ];
  for (const make of makers)
    for (const length of [1, 2, 100, 5000, 20_000]) {
      const values = Float64Array.from({ length }, make);
      const sorted = values.slice().sort();
      for (const rank of [1, 2, 3, Math.ceil(length / 3), length - 1, length]) {
        if (rank < 1 || rank > length) continue;
        const found = ofRank(values, rank);
        assert.ok(found === sorted[length - rank], `${found} of rank ${rank} of ${length}`);
      }
    }
});
