import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { canonicalGraph } from "../../src/graph/canonical.js";
import { distinct, placeFinder } from "../../src/graph/find-nodes.js";
import { cycleIn, withoutLayers } from "../../src/graph/layers.js";

/** Ids that count from 0, that lie near one another, and that lie anywhere. */
const someIds = fc.oneof(
  fc.array(fc.nat(50), { maxLength: 80 }),
  fc.array(fc.nat(2 ** 32 - 1), { maxLength: 80 }),
  fc.nat(40).map((n) => [...Array(n).keys()]),
);

test("all different numbers, ascending, and the place of each", () => {
  fc.assert(
    fc.property(someIds, someIds, (a, b) => {
      const found = distinct([Uint32Array.from(a), Uint32Array.from(b)]);
      assert.deepEqual(
        [...found],
        [...new Set([...a, ...b])].sort((x, y) => x - y),
      );
      const find = placeFinder(found);
      for (const id of [...a, ...b]) assert.equal(find(id), found.indexOf(id));
      for (const id of [0, 7, 51, 2 ** 31, 2 ** 32 - 1])
        if (!found.includes(id)) assert.equal(find(id), -1, `${id}`);
    }),
  );
});

test("edges are sorted as a comparison sorts them, parallel ones in their order", () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(fc.nat(9), fc.nat(9)), { maxLength: 60 }), (pairs) => {
      const nodes = withoutLayers(Uint32Array.from({ length: 10 }, (_, v) => v));
      const graph = canonicalGraph("test", nodes, {
        source: Uint32Array.from(pairs, ([u]) => u),
        target: Uint32Array.from(pairs, ([, v]) => v),
        weight: Float32Array.from(pairs.keys()),
        layer: undefined,
        multiplicity: undefined,
      });
      const order = [...pairs.keys()].sort(
        (a, b) => pairs[a]![0] - pairs[b]![0] || pairs[a]![1] - pairs[b]![1] || a - b,
      );
      assert.deepEqual([...graph.weight], order);
    }),
  );
});

test("what makes a graph cyclic is the first edge that does", () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(fc.nat(8), fc.nat(8)), { maxLength: 25 }), (pairs) => {
      const id = Uint32Array.from({ length: 9 }, (_, v) => 3 * v + 1);
      const named = (v: number) => id[v]!;
      const loop = pairs.find(([u, v]) => u === v);
      const back = pairs.find(([u, v]) => pairs.some(([a, b]) => a === v && b === u));
      const expected = loop
        ? `an edge from node ${named(loop[0])} to itself`
        : back
          ? `edges both ways between nodes ${named(back[0])} and ${named(back[1])}`
          : "a cycle";
      const ends = (i: 0 | 1) => Uint32Array.from(pairs, (pair) => pair[i]);
      assert.equal(cycleIn(id, ends(0), ends(1)), expected);
    }),
  );
});
