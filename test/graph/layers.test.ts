import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { Role } from "../../src/graph/graph.js";
import { layersFromEdges } from "../../src/graph/layers.js";
import { Random } from "../../src/random.js";
import type { Pair } from "./graphs.js";

const columns = (pairs: readonly Pair[]) =>
  [Uint32Array.from(pairs, ([u]) => u), Uint32Array.from(pairs, ([, v]) => v)] as const;

test("a node's layer is the longest path to it", () => {
  // 0 -> 1 -> 2 and 0 -> 2, 3 -> 2, in no particular order.
  const found = layersFromEdges(
    4,
    ...columns([
      [1, 2],
      [3, 2],
      [0, 2],
      [0, 1],
    ]),
  );
  assert.deepEqual([...found!.layer], [0, 1, 2, 0]);
  assert.deepEqual([...found!.role], [Role.input, Role.hidden, Role.output, Role.input]);
});

test("layers agree with the recursive definition, however nodes are named", () => {
  const cases = fc.record({
    count: fc.integer({ min: 1, max: 12 }),
    seed: fc.nat(),
    p: fc.double({ min: 0, max: 1, noNaN: true }),
  });
  fc.assert(
    fc.property(cases, ({ count, seed, p }) => {
      const random = new Random(seed, "dag");
      const name = random.permutation(count);
      const pairs: Pair[] = [];
      for (let u = 0; u < count; u++)
        for (let v = u + 1; v < count; v++)
          if (random.uniform() < p) pairs.push([name[u]!, name[v]!]);
      const depth = (v: number): number =>
        Math.max(0, ...pairs.filter(([, b]) => b === v).map(([a]) => depth(a) + 1));
      const found = layersFromEdges(count, ...columns(random.shuffle(pairs)));
      assert.deepEqual(
        [...found!.layer],
        Array.from({ length: count }, (_, v) => depth(v)),
      );
    }),
    { seed: 1, numRuns: 100 },
  );
});

test("a cycle has no layers", () => {
  assert.equal(
    layersFromEdges(
      3,
      ...columns([
        [0, 1],
        [1, 2],
        [2, 1],
      ]),
    ),
    undefined,
  );
  assert.equal(layersFromEdges(1, ...columns([[0, 0]])), undefined);
});
