import assert from "node:assert/strict";
import { createRequire } from "node:module";
import { test } from "node:test";
import fc from "fast-check";
import { UndirectedGraph } from "graphology";
import { louvainCommunities, numberBySize } from "../../src/community/louvain.js";
import { degreeCentralization } from "../../src/community/metrics.js";
import { newmanModularity } from "../../src/community/modularity.js";
import { aggregated, clusterable } from "../../src/graph/adjacency.js";
import type { Graph } from "../../src/graph/graph.js";
import { Random } from "../../src/random.js";
import { mean } from "../../src/statistics/moments.js";
import { plainGraph, randomLayered } from "../graph/graphs.js";
import { karateClub } from "./karate.js";

const require = createRequire(import.meta.url);
type Louvain = typeof import("graphology-communities-louvain")["default"];
const library = require("graphology-communities-louvain") as Louvain;
const { degreeCentrality } =
  require("graphology-metrics/centrality/degree.js") as typeof import("graphology-metrics/centrality/degree.js");

const samples: readonly Graph[] = [
  plainGraph(34, karateClub),
  randomLayered([40, 30, 10], 0.05, 1),
  randomLayered([60, 40, 20, 10], 0.1, 2),
  randomLayered([200, 100, 50, 10], 0.02, 3),
  randomLayered([30, 20, 10], 0.5, 4),
];

function inLibrary({ source, target, weight }: Graph): UndirectedGraph {
  const graph = new UndirectedGraph();
  source.forEach((a, e) => {
    graph.mergeEdge(String(a), String(target[e]), { weight: weight[e] });
  });
  return graph;
}

function spread(graph: Graph, own: (node: number, row: number) => number): Uint32Array {
  const all = new Uint32Array(graph.nodes.id.length);
  clusterable(graph).nodes.forEach((v, i) => {
    all[v] = own(v, i);
  });
  return all;
}

test("as good as graphology's Louvain, run for run", () => {
  for (const [k, graph] of samples.entries()) {
    const rows = clusterable(graph);
    const ours = Array.from({ length: 20 }, (_, run) => {
      const found = louvainCommunities(rows, new Random(k, `run ${run}`));
      return newmanModularity(
        graph,
        spread(graph, (_, i) => found[i]!),
      );
    });
    const theirs = Array.from({ length: 20 }, (_, run) => {
      const random = new Random(k, `library ${run}`);
      const options = { getEdgeWeight: "weight", rng: () => random.uniform() } as const;
      const found = library(inLibrary(graph), options);
      return newmanModularity(
        graph,
        spread(graph, (v) => found[String(v)]!),
      );
    });
    const lowest = mean(theirs) - 0.005;
    assert.ok(mean(ours) > lowest, `graph ${k}: ${mean(ours)}, expected ${mean(theirs)}`);
  }
});

test("degree centralization is that of graphology's degree centrality", () => {
  for (const graph of samples) {
    const centrality = Object.values(degreeCentrality(inLibrary(graph)));
    const most = Math.max(...centrality);
    const expected = centrality.reduce((sum, c) => sum + most - c, 0) / (centrality.length - 2);
    assert.ok(Math.abs(degreeCentralization(graph) - expected) < 1e-12);
  }
});

test("joining two of the communities found never gains", () => {
  for (const graph of samples) {
    const found = louvainCommunities(clusterable(graph), new Random(1, "louvain"));
    const quality = (own: Uint32Array) =>
      newmanModularity(
        graph,
        spread(graph, (_, i) => own[i]!),
      );
    const reached = quality(found);
    const count = new Set(found).size;
    for (let c = 0; c < count; c++)
      for (let d = 0; d < c; d++)
        assert.ok(quality(found.map((own) => (own === c ? d : own))) <= reached + 1e-12);
  }
});

test("property: joining communities keeps the weight, the strengths and the modularity", () => {
  const graphs = fc.tuple(fc.integer({ min: 1, max: 200 }), fc.integer({ min: 2, max: 6 }));
  fc.assert(
    fc.property(graphs, ([seed, groups]) => {
      const graph = clusterable(randomLayered([12, 9, 5], 0.3, seed));
      const random = new Random(seed, "groups");
      const count = graph.offset.length - 1;
      const community = numberBySize(Array.from({ length: count }, () => random.integer(groups)));
      const joined = aggregated(graph, community);
      assert.ok(Math.abs(joined.total - graph.total) < 1e-9);
      const strength = new Float64Array(joined.strength.length);
      const loop = new Float64Array(joined.loop.length);
      for (let v = 0; v < count; v++) {
        strength[community[v]!]! += graph.strength[v]!;
        for (let p = graph.offset[v]!; p < graph.offset[v + 1]!; p++)
          if (community[graph.neighbour[p]!] === community[v])
            loop[community[v]!]! += graph.weight[p]! / 2;
      }
      strength.forEach((s, c) => {
        assert.ok(Math.abs(joined.strength[c]! - s) < 1e-9);
        assert.ok(Math.abs(joined.loop[c]! - loop[c]!) < 1e-9);
      });
    }),
    { seed: 7, numRuns: 60 },
  );
});

test("edges of weight zero among others, and a graph without edges", () => {
  const graph = randomLayered([20, 10, 5], 0.4, 5);
  const some = { ...graph, weight: graph.weight.map((w, e) => (e % 3 === 0 ? 0 : w)) };
  const rows = clusterable(some);
  assert.equal(louvainCommunities(rows, new Random(1, "a")).length, rows.nodes.length);
  const none = clusterable(plainGraph(3, []));
  assert.equal(louvainCommunities(none, new Random(1, "a")).length, 0);
});
