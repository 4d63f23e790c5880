import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { numberBySize } from "../../src/community/louvain.js";
import {
  adjustedMutualInformation,
  communitySizes,
  expectedMutualInformation,
} from "../../src/community/mutual-information.js";
import { Tally } from "../../src/community/tally.js";
import { exp, log } from "../../src/math.js";
import { Random } from "../../src/random.js";
import { python } from "../support/python.js";

/** Mutual information from joint frequencies, nats. */
function mutualInformation(u: ArrayLike<number>, v: ArrayLike<number>): number {
  const n = u.length;
  const count = (test: (i: number) => boolean) => Array.from(u, (_, i) => i).filter(test).length;
  let sum = 0;
  for (const a of new Set(Array.from(u)))
    for (const b of new Set(Array.from(v))) {
      const both = count((i) => u[i] === a && v[i] === b);
      if (both === 0) continue;
      const apart = count((i) => u[i] === a) * count((i) => v[i] === b);
      sum += (both / n) * Math.log((n * both) / apart);
    }
  return sum;
}

function permutations(values: readonly number[]): number[][] {
  if (values.length < 2) return [[...values]];
  return values.flatMap((x, i) =>
    permutations(values.filter((_, j) => j !== i)).map((rest) => [x, ...rest]),
  );
}

const sizesOf = (labels: readonly number[]) => communitySizes(numberBySize(labels));

test("the expectation is the mean over all permutations", () => {
  for (const [u, v] of [
    [
      [0, 0, 1, 1, 2, 2],
      [0, 0, 0, 1, 1, 2],
    ],
    [
      [0, 0, 0, 0, 1, 1],
      [0, 1, 2, 3, 4, 5],
    ],
    [
      [0, 0, 0, 1, 1, 1],
      [0, 0, 0, 1, 1, 1],
    ],
    [
      [0, 1, 1, 1, 1, 1],
      [0, 0, 1, 1, 1, 1],
    ],
  ] as const) {
    const all = permutations(v);
    const mean = all.reduce((s, w) => s + mutualInformation(u, w), 0) / all.length;
    const found = expectedMutualInformation(sizesOf(u), sizesOf(v), 6);
    assert.ok(Math.abs(found - mean) < 1e-12, `found ${found}, mean ${mean}`);
  }
});

test("partitions of many sizes agree with scikit-learn", (t) => {
  const random = new Random(1, "partitions");
  const draw = (n: number, k: number) => Array.from({ length: n }, () => random.integer(k));
  const pairs = [
    [draw(200, 5), draw(200, 9)],
    [draw(300, 150), draw(300, 40)],
    [draw(60, 1), draw(60, 7)],
    [draw(500, 3), Array.from({ length: 500 }, (_, i) => (i < 450 ? 0 : i))],
  ];
  const base = draw(400, 6);
  pairs.push([base, base.map((c, i) => (i % 5 === 0 ? random.integer(6) : c))]);
  const script = `
from sklearn.metrics import adjusted_mutual_info_score
print(json.dumps([adjusted_mutual_info_score(u, v) for u, v in json.load(sys.stdin)]))`;
  const expected = python(script, pairs) as number[] | undefined;
  if (!expected) return t.skip("needs Debian's python3-sklearn");
  pairs.forEach(([u, v], i) => {
    const found = adjustedMutualInformation(numberBySize(u!), numberBySize(v!));
    assert.ok(Math.abs(found - expected[i]!) < 1e-9, `found ${found}, expected ${expected[i]}`);
  });
});

const labels = fc.array(fc.nat(5), { minLength: 1, maxLength: 40 });

test("a partition agrees with itself under other names: 1", () => {
  fc.assert(
    fc.property(labels, (list) => {
      const same = adjustedMutualInformation(
        numberBySize(list),
        numberBySize(list.map((c) => 9 - c)),
      );
      assert.ok(Math.abs(same - 1) < 1e-9, `${same}`);
    }),
    { seed: 1, numRuns: 200 },
  );
});

test("it is symmetric and at most 1", () => {
  const pair = fc.array(fc.tuple(fc.nat(5), fc.nat(5)), { minLength: 1, maxLength: 40 });
  fc.assert(
    fc.property(pair, (list) => {
      const u = numberBySize(list.map(([c]) => c));
      const v = numberBySize(list.map(([, c]) => c));
      const there = adjustedMutualInformation(u, v);
      assert.ok(Math.abs(there - adjustedMutualInformation(v, u)) < 1e-9);
      assert.ok(there <= 1 + 1e-9);
    }),
    { seed: 2, numRuns: 300 },
  );
});

test("independent partitions have 0 on average", () => {
  const random = new Random(3, "independent");
  const found = Array.from({ length: 300 }, () => {
    const draw = () => numberBySize(Array.from({ length: 60 }, () => random.integer(8)));
    return adjustedMutualInformation(draw(), draw());
  });
  const mean = found.reduce((s, x) => s + x, 0) / found.length;
  const deviation = Math.sqrt(found.reduce((s, x) => s + (x - mean) ** 2, 0) / found.length);
  assert.ok(Math.abs(mean) < (4 * deviation) / Math.sqrt(found.length), `mean ${mean}`);
});

test("partitions of different things are refused", () => {
  assert.throws(
    () => adjustedMutualInformation(new Uint32Array(2), new Uint32Array(3)),
    RangeError,
  );
});

/** Every k there can be, in the order of distinct sizes. */
function slowExpectation(a: readonly number[], b: readonly number[], n: number): number {
  const factorial = [0, 0];
  for (let k = 2; k <= n; k++) factorial.push(factorial[k - 1]! + log(k));
  const f = (k: number) => factorial[k]!;
  const times = (sizes: readonly number[]) =>
    [...new Set(sizes)].sort((x, y) => x - y).map((x) => [x, sizes.filter((y) => y === x).length]);
  let sum = 0;
  for (const [x, timesX] of times(a) as [number, number][])
    for (const [y, timesY] of times(b) as [number, number][]) {
      let own = 0;
      for (let k = Math.max(1, x + y - n); k <= Math.min(x, y); k++) {
        const constant = f(x) + f(y) + f(n - x) + f(n - y) - f(n);
        const logP = constant - f(k) - f(x - k) - f(y - k) - f(n - x - y + k);
        own += (k / n) * log((n * k) / (x * y)) * exp(logP);
      }
      sum += timesX * timesY * own;
    }
  return sum;
}

test("terms that are left out are nothing: the expectation has the same bits", () => {
  const sizes = fc.array(
    fc.oneof(fc.integer({ min: 1, max: 20 }), fc.integer({ min: 1, max: 4000 })),
    {
      minLength: 1,
      maxLength: 8,
    },
  );
  fc.assert(
    fc.property(sizes, sizes, (one, other) => {
      const total = (all: readonly number[]) => all.reduce((sum, size) => sum + size, 0);
      const n = Math.max(total(one), total(other));
      const [a, b] = [one, other].map((all) => (total(all) < n ? [...all, n - total(all)] : all));
      assert.equal(expectedMutualInformation(a!, b!, n), slowExpectation(a!, b!, n));
    }),
    { seed: 3, numRuns: 60 },
  );
});

test("a tally counts as a map does, in the same order", () => {
  const number = fc.oneof(fc.nat(40), fc.nat(2 ** 31), fc.maxSafeNat());
  fc.assert(
    fc.property(fc.array(number, { maxLength: 300 }), (numbers) => {
      const [tally, map] = [new Tally(), new Map<number, number>()];
      for (const each of [...numbers, ...numbers.slice(0, 50)]) {
        tally.add(each);
        map.set(each, (map.get(each) ?? 0) + 1);
      }
      assert.deepEqual([...tally], [...map]);
    }),
    { seed: 4, numRuns: 200 },
  );
});
