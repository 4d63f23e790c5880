/** Leiden and graphology's Louvain: quality beside igraph and known values, connected communities. */
import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { communities } from "../../src/community/community.js";
import { graphologyCommunities } from "../../src/community/graphology-louvain.js";
import { leidenCommunities } from "../../src/community/leiden.js";
import { numberBySize } from "../../src/community/louvain.js";
import { newmanModularity } from "../../src/community/modularity.js";
import { refined } from "../../src/community/refine.js";
import { type Adjacency, clusterable, ofAllNodes } from "../../src/graph/adjacency.js";
import type { Graph } from "../../src/graph/graph.js";
import { Random } from "../../src/random.js";
import { mean } from "../../src/statistics/moments.js";
import {
  erdosRenyi,
  type Pair,
  plainGraph,
  randomLayered,
  squareLattice,
} from "../graph/graphs.js";
import { python } from "../support/python.js";
import { karateClub } from "./karate.js";

/** Groups of equal size with more edges within than between. */
function planted(groups: number, size: number, inside: number, between: number): Graph {
  const random = new Random(groups * size, "planted");
  const pairs: Pair[] = [];
  for (let u = 0; u < groups * size; u++)
    for (let v = 0; v < u; v++)
      if (random.uniform() < (u % groups === v % groups ? inside : between)) pairs.push([v, u]);
  return plainGraph(groups * size, pairs);
}

const samples: Readonly<Record<string, Graph>> = {
  "karate club": plainGraph(34, karateClub),
  "four clear groups": planted(4, 30, 0.4, 0.02),
  "ten groups": planted(10, 25, 0.3, 0.03),
  "groups hard to see": planted(5, 40, 0.2, 0.08),
  "sparse layers": randomLayered([200, 100, 50, 10], 0.02, 3),
  "dense layers": randomLayered([60, 40, 20, 10], 0.2, 2),
  "a tree nearly": randomLayered([100, 50, 25], 0.01, 5),
  lattice: squareLattice(15, 15),
  "at random": erdosRenyi(300, 700, new Random(1, "leiden")),
};

const modularityOf = (graph: Graph, rows: ReturnType<typeof clusterable>, own: Uint32Array) =>
  newmanModularity(graph, ofAllNodes(rows, own, graph.nodes.id.length));

test("the karate club's best partition has modularity 0.4198", () => {
  // Optimum 0.419790 of the unweighted network: Brandes et al., IEEE TKDE 20, 172 (2008).
  const { modularities } = communities(samples["karate club"]!, 10, 1, undefined, "leiden");
  assert.ok(Math.abs(Math.max(...modularities) - 0.41979) < 5e-6, `${modularities}`);
});

const oracle = `
import igraph, random
answers = []
for count, pairs, weights in json.load(sys.stdin):
    random.seed(1)
    graph = igraph.Graph(n=count, edges=pairs)
    graph.es["weight"] = weights
    runs = [graph.community_leiden(objective_function="modularity", weights="weight", n_iterations=-1)
            for _ in range(10)]
    answers.append(sum(graph.modularity(run, weights="weight") for run in runs) / len(runs))
print(json.dumps(answers))
`;

test("modularity as high as igraph's Leiden, in the mean of ten runs", (t) => {
  const input = Object.values(samples).map(({ nodes, source, target, weight }) => [
    nodes.id.length,
    Array.from(source, (u, e) => [u, target[e]]),
    [...weight],
  ]);
  const expected = python(oracle, input) as number[] | undefined;
  if (expected === undefined) return t.skip("Debian's python3-igraph is not installed");
  Object.entries(samples).forEach(([name, graph], i) => {
    const reached = mean(communities(graph, 10, 1, undefined, "leiden").modularities);
    assert.ok(reached > 0.99 * expected[i]!, `${name}: ${reached}, expected ${expected[i]}`);
  });
});

test("never worse than Louvain in the mean", () => {
  for (const [name, graph] of Object.entries(samples)) {
    const of = (algorithm: "leiden" | "louvain") =>
      mean(communities(graph, 10, 2, undefined, algorithm).modularities);
    assert.ok(of("leiden") > of("louvain") - 1e-3, name);
  }
});

/** Whether the members of each label can reach one another through it. */
function isConnected({ offset, neighbour }: Adjacency, label: Uint32Array): boolean {
  const seen = new Uint8Array(label.length);
  const begun = new Set<number>();
  for (let start = 0; start < label.length; start++) {
    if (seen[start]) continue;
    if (begun.has(label[start]!)) return false;
    begun.add(label[start]!);
    const open = [start];
    seen[start] = 1;
    for (let v = open.pop(); v !== undefined; v = open.pop())
      for (const u of neighbour.subarray(offset[v]!, offset[v + 1]!))
        if (!seen[u] && label[u] === label[v]) {
          seen[u] = 1;
          open.push(u);
        }
  }
  return true;
}

const anyGraph = fc
  .tuple(fc.integer({ min: 1, max: 1e6 }), fc.integer({ min: 2, max: 60 }), fc.integer({ max: 3 }))
  .map(([seed, count, kind]) => {
    const random = new Random(seed, "any graph");
    const most = (count * (count - 1)) / 2;
    const graph = erdosRenyi(count, Math.ceil(Math.min(most, count * 1.5)), random);
    // Weights: equal, of many sizes, some of them zero.
    if (kind <= 0) return graph;
    const zero = kind >= 2 ? 0.4 : 0;
    const weight = graph.weight.map(() =>
      random.uniform() < zero ? 0 : random.uniform() ** 4 * 10,
    );
    return { ...graph, weight };
  });

test("property: every community is connected, numbered by size, the same each time", () => {
  fc.assert(
    fc.property(anyGraph, (graph) => {
      const rows = clusterable(graph);
      const found = leidenCommunities(rows, new Random(1, "leiden"));
      assert.ok(isConnected(rows, found));
      assert.deepEqual(found, numberBySize(found));
      assert.deepEqual(leidenCommunities(rows, new Random(1, "leiden")), found);
    }),
    { seed: 1, numRuns: 300 },
  );
});

test("property: a refinement lies within the communities and is connected, whatever they are", () => {
  let pieces = 0;
  fc.assert(
    fc.property(anyGraph, fc.integer({ min: 1, max: 6 }), (graph, groups) => {
      const rows = clusterable(graph);
      const random = new Random(groups, "refinement");
      const count = rows.nodes.length;
      const community = numberBySize(Array.from({ length: count }, () => random.integer(groups)));
      if (!isConnected(rows, community)) pieces++;
      const parts = refined(rows, community, rows.total / rows.neighbour.length, random);
      assert.ok(isConnected(rows, parts));
      const of = new Map<number, number>();
      parts.forEach((part, v) => {
        assert.equal(of.get(part) ?? community[v], community[v]);
        of.set(part, community[v]!);
      });
      assert.deepEqual(
        [...of.keys()],
        [...of.keys()].sort((a, b) => a - b),
      );
    }),
    { seed: 2, numRuns: 200 },
  );
  assert.ok(pieces > 100, "communities in pieces are among what is refined");
});

test("joining two of the communities found never gains", () => {
  for (const [name, graph] of Object.entries(samples)) {
    const rows = clusterable(graph);
    const found = leidenCommunities(rows, new Random(1, "leiden"));
    const reached = modularityOf(graph, rows, found);
    const count = new Set(found).size;
    if (count > 40) continue;
    for (let c = 0; c < count; c++)
      for (let d = 0; d < c; d++) {
        const joined = found.map((own) => (own === c ? d : own));
        assert.ok(modularityOf(graph, rows, joined) <= reached + 1e-9, name);
      }
  }
});

test("the size of the weights does not matter", () => {
  const graph = samples["dense layers"]!;
  const tiny = { ...graph, weight: graph.weight.map((w) => w / 2 ** 40) };
  const of = (one: Graph) => communities(one, 3, 1, undefined, "leiden").best;
  assert.deepEqual(of(tiny), of(graph));
});

test("graphology's Louvain: seeded, as good as ours, loops and edges both ways included", () => {
  for (const [name, graph] of Object.entries(samples)) {
    const of = (algorithm: "graphology-louvain" | "louvain") =>
      mean(communities(graph, 10, 3, undefined, algorithm).modularities);
    assert.ok(Math.abs(of("graphology-louvain") - of("louvain")) < 0.02, name);
  }
  const graph = plainGraph(4, [
    [0, 1],
    [2, 3],
  ]);
  const both = {
    ...graph,
    source: Uint32Array.of(0, 1, 2, 3, 3),
    target: Uint32Array.of(1, 0, 3, 2, 3),
    weight: new Float32Array(5).fill(1),
  };
  const rows = clusterable(both);
  const once = graphologyCommunities(rows, new Random(1, "a"));
  assert.deepEqual(once, graphologyCommunities(rows, new Random(1, "a")));
  assert.deepEqual([...once], [0, 0, 1, 1]);
  assert.equal(graphologyCommunities(clusterable(plainGraph(3, [])), new Random(1, "a")).length, 0);
});
