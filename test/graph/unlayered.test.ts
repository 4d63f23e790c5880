/** Graphs that are not feed-forward: loops, parallel edges, edges both ways or without direction. */
import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { canonicalGraph } from "../../src/graph/canonical.js";
import { isSimple, parallelIn, withoutLayers } from "../../src/graph/layers.js";
import { magnitudeOrder } from "../../src/percolation/magnitude.js";
import { nonBacktrackingRadius } from "../../src/percolation/non-backtracking.js";
import { graphPercolation } from "../../src/percolation/percolation.js";
import { Random } from "../../src/random.js";
import { python } from "../support/python.js";

const count = 6;
const node = fc.nat(count - 1);
const edges = fc.array(fc.tuple(node, node, fc.integer({ min: 1, max: 4 })), { maxLength: 20 });

function graphOf(list: readonly (readonly [number, number, number])[], undirected: boolean) {
  const columns = {
    source: Uint32Array.from(list, ([u]) => u),
    target: Uint32Array.from(list, ([, v]) => v),
    weight: Float32Array.from(list, (_, e) => e + 1),
    layer: undefined,
    multiplicity: Uint32Array.from(list, ([, , m]) => m),
  };
  const nodes = withoutLayers(Uint32Array.from({ length: count }, (_, v) => v));
  return canonicalGraph("g", nodes, columns, undefined, undirected);
}

const keyOf = (u: number, v: number, undirected: boolean) =>
  undirected && v < u ? `${v} ${u}` : `${u} ${v}`;

test("property: edges keep their weights, in order; no more of them than there can be", () => {
  fc.assert(
    fc.property(edges, fc.boolean(), (list, undirected) => {
      const graph = graphOf(list, undirected);
      const expected = list
        .map(([u, v, m], e) => `${keyOf(u, v, undirected)} ${e + 1} ${m}`)
        .sort();
      const found = Array.from(
        graph.source,
        (u, e) => `${u} ${graph.target[e]} ${graph.weight[e]} ${graph.multiplicity[e]}`,
      );
      assert.deepEqual([...found].sort(), expected);
      for (let e = 1; e < found.length; e++) {
        const step =
          graph.source[e]! - graph.source[e - 1]! || graph.target[e]! - graph.target[e - 1]!;
        assert.ok(step >= 0);
      }
      const weights = graph.multiplicity.reduce((sum, m) => sum + m, 0);
      assert.ok(weights <= graph.prunable);
      const { magnitude } = graphPercolation(graph, 1, 1);
      assert.ok(magnitude.curve.weights.every((w) => w <= graph.prunable));
      assert.deepEqual(magnitude.curve.live.filter((x) => !Number.isNaN(x)).length, 0);
    }),
    { numRuns: 300 },
  );
});

test("property: parallel edges and simple graphs are what a list of all pairs says", () => {
  fc.assert(
    fc.property(edges, fc.boolean(), (list, undirected) => {
      const [source, target] = [0, 1].map((i) => Uint32Array.from(list, (edge) => edge[i]!));
      const keys = list.map(([u, v]) => keyOf(u, v, undirected));
      const found = parallelIn(count, source!, target!, undirected);
      assert.equal(found !== undefined, new Set(keys).size < keys.length);
      if (found) assert.ok(keys.filter((key) => key === `${found[0]} ${found[1]}`).length > 1);
      const both = list.map(([u, v]) => keyOf(u, v, true));
      const simple = new Set(both).size === both.length && list.every(([u, v]) => u !== v);
      assert.equal(isSimple(graphOf(list, undirected)), simple);
    }),
    { numRuns: 300 },
  );
});

test("densities of one simple graph: all pairs, ordered ones where edges have directions", () => {
  assert.equal(graphOf([[0, 1, 1]], false).prunable, 30);
  assert.equal(graphOf([[1, 0, 1]], true).prunable, 15);
  assert.equal(
    graphOf(
      [
        [1, 0, 1],
        [2, 2, 1],
      ],
      true,
    ).prunable,
    21,
  );
  assert.equal(
    graphOf(
      [
        [1, 0, 1],
        [0, 1, 2],
      ],
      true,
    ).prunable,
    45,
  );
});

test("the non-backtracking radius of graphs with loops and parallel edges", (t) => {
  const random = new Random(3, "graphs with loops");
  const graphs = Array.from({ length: 12 }, (_, i) =>
    Array.from({ length: 5 + i }, () => [random.integer(count), random.integer(count), 1] as const),
  );
  const expected = python(
    `
import numpy as np
def radius(edges):
    arcs = [a for i, (u, v, _) in enumerate(edges) for a in ((u, v, i, 0), (v, u, i, 1))]
    B = np.array([[1.0 if b[1] == a[0] and not (a[2] == b[2] and a[3] != b[3]) else 0.0 for b in arcs] for a in arcs])
    return max(abs(np.linalg.eigvals(B)))
print(json.dumps([float(radius(e)) for e in json.load(sys.stdin)]))`,
    graphs,
  ) as number[] | undefined;
  if (!expected) return t.skip("needs python3-numpy");
  graphs.forEach((list, i) => {
    const found = nonBacktrackingRadius(graphOf(list, true)).value;
    // Of a lone cycle, or a forest, the eigenvalues are of size 1, or 0.
    assert.ok(Math.abs(found - expected[i]!) < 1e-6, `${found} ${expected[i]}`);
  });
});

test("edges of one pair go in by their own weights", () => {
  const graph = graphOf(
    [
      [0, 1, 1],
      [1, 0, 1],
      [0, 1, 1],
    ],
    true,
  );
  assert.deepEqual(
    [...magnitudeOrder(graph.weight)].map((e) => graph.weight[e]),
    [3, 2, 1],
  );
});
