import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { curveball, type Pairs, tradesPerUnit } from "../../src/graph/curveball.js";
import { sampleRange } from "../../src/null-model/random-mask.js";
import { Random } from "../../src/random.js";
import { allGraphs, chiSquare, chiSquareQuantile, keyOf } from "./enumeration.js";

function randomPairs(rows: number, columns: number, count: number, random: Random): Pairs {
  const cells = sampleRange(0, rows * columns, count, random);
  return {
    source: cells.map((cell) => Math.floor(cell / columns)),
    target: cells.map((cell) => cell % columns),
  };
}

/** Degrees spread over two orders of magnitude, as in a pruned layer. */
function unequalPairs(rows: number, columns: number, random: Random): Pairs {
  const pairs: [number, number][] = [];
  for (let s = 0; s < rows; s++)
    for (let t = 0; t < columns; t++)
      if (random.uniform() < 3 / ((1 + s / 4) * (1 + t / 8))) pairs.push([s, t]);
  return {
    source: Uint32Array.from(pairs, ([s]) => s),
    target: Uint32Array.from(pairs, ([, t]) => t),
  };
}

const degreesOf = (units: Uint32Array) => {
  const counts = new Map<number, number>();
  for (const unit of units) counts.set(unit, (counts.get(unit) ?? 0) + 1);
  return [...counts].sort(([a], [b]) => a - b);
};

test("degrees are kept exactly and no edge is doubled", () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 12 }),
      fc.integer({ min: 1, max: 12 }),
      fc.double({ min: 0, max: 1, noNaN: true }),
      fc.nat(),
      (rows, columns, share, seed) => {
        const random = new Random(seed, "curveball");
        const before = randomPairs(rows, columns, Math.round(share * rows * columns), random);
        const after = curveball(before, random);
        assert.deepEqual(degreesOf(after.source), degreesOf(before.source));
        assert.deepEqual(degreesOf(after.target), degreesOf(before.target));
        const names = Array.from(after.source, (s, e) => `${s} ${after.target[e]}`);
        assert.equal(new Set(names).size, names.length);
      },
    ),
    { seed: 5, numRuns: 200 },
  );
});

// Numbers of 0-1 matrices with these row and column sums: 90 for two ones in each row and column of
// 4 x 4, 6 for permutation matrices of 3 x 3 (OEIS A001499 and factorials), the rest by enumeration.
const cases = [
  { name: "permutations of 3", rows: [1, 1, 1], columns: [1, 1, 1], graphs: 6 },
  { name: "two of four", rows: [2, 2, 2, 2], columns: [2, 2, 2, 2], graphs: 90 },
  { name: "unequal", rows: [3, 2, 1, 1], columns: [2, 2, 1, 1, 1], graphs: undefined },
  { name: "more rows than columns", rows: [1, 2, 1, 1, 1], columns: [3, 2, 1], graphs: undefined },
] as const;

for (const { name, rows, columns, graphs } of cases)
  test(`uniform over all graphs with the same degrees: ${name}`, () => {
    const all = allGraphs(rows, columns);
    if (graphs !== undefined) assert.equal(all.length, graphs);
    assert.ok(all.length > 5);
    const counts = new Map(all.map((pairs) => [keyOf(pairs), 0]));
    const draws = 60 * all.length;
    // Every draw starts from the same graph: what remains of it would show.
    const start = all[0]!;
    const random = new Random(7, `uniform ${name}`);
    for (let draw = 0; draw < draws; draw++) {
      const key = keyOf(curveball(start, random));
      assert.ok(counts.has(key), "a graph with other degrees");
      counts.set(key, counts.get(key)! + 1);
    }
    const statistic = chiSquare([...counts.values()]);
    const limit = chiSquareQuantile(all.length - 1, 0.999);
    assert.ok(statistic < limit, `${statistic}, limit ${limit}`);
  });

test("the enumeration test notices a chain that is too short", () => {
  const all = allGraphs([2, 2, 2, 2], [2, 2, 2, 2]);
  const counts = new Map(all.map((pairs) => [keyOf(pairs), 0]));
  const random = new Random(8, "too short");
  for (let draw = 0; draw < 60 * all.length; draw++) {
    const key = keyOf(curveball(all[0]!, random, 0.25));
    counts.set(key, counts.get(key)! + 1);
  }
  assert.ok(chiSquare([...counts.values()]) > chiSquareQuantile(all.length - 1, 0.999));
});

test("mixing length: the overlap with the start is level long before the chain ends", () => {
  const random = new Random(9, "mixing");
  const start = unequalPairs(256, 128, random);
  const names = new Set(Array.from(start.source, (s, e) => s * 1000 + start.target[e]!));
  const overlap = (perUnit: number) => {
    let sum = 0;
    const draws = 12;
    for (let draw = 0; draw < draws; draw++) {
      const { source, target } = curveball(start, random, perUnit);
      source.forEach((s, e) => {
        if (names.has(s * 1000 + target[e]!)) sum++;
      });
    }
    return sum / draws / start.source.length;
  };
  const settled = overlap(4 * tradesPerUnit);
  assert.ok(Math.abs(overlap(tradesPerUnit) - settled) < 0.01);
  assert.ok(Math.abs(overlap(tradesPerUnit / 2) - settled) < 0.01, "20 trades a unit are enough");
  assert.ok(overlap(5) - settled > 0.03, "5 are not");
});

test("a graph that has no other realisation stays as it is", () => {
  const full = randomPairs(3, 4, 12, new Random(1, "full"));
  const same = curveball(full, new Random(2, "full"));
  assert.equal(keyOf(same), keyOf(full));
  const none = { source: new Uint32Array(), target: new Uint32Array() };
  assert.equal(curveball(none, new Random(3, "none")).source.length, 0);
});
