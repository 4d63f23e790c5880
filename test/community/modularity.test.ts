import assert from "node:assert/strict";
import { createRequire } from "node:module";
import { test } from "node:test";
import fc from "fast-check";
import { UndirectedGraph } from "graphology";
import { barberModularity, newmanModularity } from "../../src/community/modularity.js";
import type { Graph } from "../../src/graph/graph.js";
import { Random } from "../../src/random.js";
import { randomLayered } from "../graph/graphs.js";

const require = createRequire(import.meta.url);

const cases = fc.record({
  graph: fc
    .record({ p: fc.double({ min: 0.1, max: 1, noNaN: true }), seed: fc.nat() })
    .map(({ p, seed }) => randomLayered([5, 4, 4, 3], p, seed))
    .filter((graph) => graph.source.length > 0),
  community: fc.array(fc.nat(4), { minLength: 16, maxLength: 16 }).map((c) => Uint32Array.from(c)),
});

/** Weights as matrices: one for the whole graph, symmetric, and one for each weight layer. */
function matrices({ nodes, source, target, weight, weightLayer }: Graph) {
  const zeros = () => Array.from(nodes.id, () => new Float64Array(nodes.id.length));
  const whole = zeros();
  const layers = [0, 1, 2].map(zeros);
  source.forEach((u, e) => {
    const v = target[e]!;
    whole[u]![v] = whole[v]![u] = weight[e]!;
    layers[weightLayer[e]!]![u]![v] = weight[e]!;
  });
  return { whole, layers };
}

const sum = (values: Iterable<number>) => [...values].reduce((s, x) => s + x, 0);
const column = (matrix: Float64Array[], j: number) => sum(matrix.map((row) => row[j]!));
const close = (found: number, expected: number) =>
  assert.ok(Math.abs(found - expected) < 1e-12, `found ${found}, expected ${expected}`);

test("Newman's modularity is its double sum", () => {
  fc.assert(
    fc.property(cases, ({ graph, community }) => {
      const { whole } = matrices(graph);
      const m2 = sum(whole.map(sum));
      let q = 0;
      for (let i = 0; i < 16; i++)
        for (let j = 0; j < 16; j++)
          if (community[i] === community[j])
            q += (whole[i]![j]! - (sum(whole[i]!) * sum(whole[j]!)) / m2) / m2;
      close(newmanModularity(graph, community), q);
    }),
    { seed: 1, numRuns: 100 },
  );
});

test("Barber's multi-layer modularity is its double sum", () => {
  fc.assert(
    fc.property(cases, ({ graph, community }) => {
      const { layers } = matrices(graph);
      const m = sum(graph.weight);
      let q = 0;
      for (const A of layers) {
        const inLayer = sum(A.map(sum));
        if (inLayer === 0) continue;
        for (let i = 0; i < 16; i++)
          for (let j = 0; j < 16; j++)
            if (community[i] === community[j])
              q += (A[i]![j]! - (sum(A[i]!) * column(A, j)) / inLayer) / m;
      }
      close(barberModularity(graph, community), q);
    }),
    { seed: 2, numRuns: 100 },
  );
});

test("Newman's modularity agrees with graphology-metrics", () => {
  const modularity = require("graphology-metrics/graph/modularity.js") as (
    graph: UndirectedGraph,
    options: { getNodeCommunity: (node: string) => number; getEdgeWeight: string },
  ) => number;
  const graph = randomLayered([9, 8, 5], 0.4, 3);
  const random = new Random(1, "communities");
  const community = graph.nodes.id.map(() => random.integer(4));
  const other = new UndirectedGraph();
  for (const v of graph.nodes.id) other.addNode(String(v));
  graph.source.forEach((u, e) => {
    other.addEdge(String(u), String(graph.target[e]), { weight: graph.weight[e]! });
  });
  const getNodeCommunity = (node: string) => community[Number(node)]!;
  close(
    newmanModularity(graph, community),
    modularity(other, { getNodeCommunity, getEdgeWeight: "weight" }),
  );
});

test("one community has modularity 0, under either null model", () => {
  const graph = randomLayered([5, 4, 3], 0.7, 1);
  const all = new Uint32Array(12);
  close(newmanModularity(graph, all), 0);
  close(barberModularity(graph, all), 0);
});

test("in a complete bipartite graph Barber's is 0 whatever the partition, as nothing is unexpected", () => {
  const full = randomLayered([6, 5], 1, 1);
  const even = { ...full, weight: full.weight.map(() => 2) };
  close(barberModularity(even, Uint32Array.of(0, 0, 0, 1, 1, 2, 0, 1, 1, 2, 2)), 0);
});

test("the names of communities do not matter", () => {
  const graph = randomLayered([5, 4, 3], 0.7, 1);
  const one = Uint32Array.of(0, 1, 2, 0, 1, 2, 0, 1, 2, 0, 1, 2);
  const other = one.map((c) => [7, 2, 5][c]!);
  close(newmanModularity(graph, other), newmanModularity(graph, one));
  close(barberModularity(graph, other), barberModularity(graph, one));
});
