import assert from "node:assert/strict";
import { test } from "node:test";
import { Random } from "../../src/random.js";
import { sortSizes } from "../../src/statistics/sort-sizes.js";

test("many and few sizes come in the order of a comparing sort", () => {
  const random = new Random(1, "sizes");
  const special = [0, 2 ** -149, 1, 1 + 2 ** -23, 3.4028234663852886e38, Number.POSITIVE_INFINITY];
  const kinds: readonly (() => number)[] = [
    () => random.uniform(),
    () => 2 ** (random.integer(270) - 148) * random.uniform(),
    () => special[random.integer(special.length)]!,
    () => 0,
  ];
  for (const count of [0, 1, 2, 999, 40_000])
    for (const kind of kinds) {
      const values = Float32Array.from({ length: count }, kind);
      assert.deepEqual(sortSizes(values.slice()), values.slice().sort());
    }
});

test("what has a sign is sorted too, and a part of an array leaves the rest alone", () => {
  const random = new Random(2, "sizes");
  const values = Float32Array.from({ length: 40_000 }, () => random.uniform() - 0.5);
  values[7] = -0;
  const sizes = values.map(Math.abs);
  assert.deepEqual(sortSizes(values.slice()), values.slice().sort());
  const part = sizes.slice();
  sortSizes(part.subarray(100, 30_100));
  assert.deepEqual(part.subarray(100, 30_100), sizes.slice(100, 30_100).sort());
  assert.deepEqual([part[99], part[30_100]], [sizes[99], sizes[30_100]]);
});
