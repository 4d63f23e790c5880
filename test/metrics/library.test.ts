/** Functions of graphology-metrics beside networkx and igraph's words for the same. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { isUserError } from "../../src/error.js";
import type { Graph } from "../../src/graph/graph.js";
import type { Statistic } from "../../src/graph/statistic.js";
import { describeLibrary, libraryMetric } from "../../src/metrics/library.js";
import { loadMetric, measure } from "../../src/metrics/metric.js";
import { type Pair, plainGraph, randomLayered } from "../graph/graphs.js";
import { python } from "../support/python.js";

async function ask(path: string, graph: Graph, form?: "directed" | "undirected") {
  const notes: string[] = [];
  const metric = await loadMetric("test", `graphology-metrics/${path}`, { form });
  const facts = { level: 0, density: 1 };
  const found = await measure(metric, graph, facts, 1, (note) => notes.push(note));
  return { found, notes, value: lookUp(found) };
}

const lookUp = (found: readonly Statistic[]) => (name: string) =>
  found.find((one) => one.name === name)?.value ?? assert.fail(`no ${name}`);

const graph = randomLayered([12, 9, 6, 3], 0.3, 1);

const oracle = `
import networkx as nx
pairs, weights, count = json.load(sys.stdin)
G = nx.Graph(); G.add_nodes_from(range(count))
for (u, v), w in zip(pairs, weights): G.add_edge(u, v, weight=w)
D = nx.DiGraph(); D.add_nodes_from(range(count)); D.add_edges_from(pairs)
both = lambda values: [sum(values.values()) / len(values), max(values.values())]
largest = G.subgraph(max(nx.connected_components(G), key=len))
print(json.dumps({
  "centrality/pagerank": both(nx.pagerank(G, alpha=0.85, tol=1e-9, max_iter=10000)),
  "centrality/betweenness": both(nx.betweenness_centrality(G)),
  "centrality/edge-betweenness": both(nx.edge_betweenness_centrality(G)),
  "centrality/closeness": both(nx.closeness_centrality(G)),
  "centrality/degree": both(nx.degree_centrality(G)),
  "node/weighted-degree": both(dict(G.degree(weight="weight"))),
  "node/eccentricity": both(nx.eccentricity(largest)),
  "graph/diameter": nx.diameter(largest),
  "graph/density": nx.density(G),
  "graph/simple-size": G.number_of_edges(),
  "graph/weighted-size": G.size(weight="weight"),
  "directed centrality/in-degree": both(nx.in_degree_centrality(D)),
  "directed centrality/out-degree": both(nx.out_degree_centrality(D)),
}))
`;

test("the same numbers as networkx has", async (t) => {
  const pairs = Array.from(graph.source, (u, e) => [u, graph.target[e]]);
  const expected = python(oracle, [pairs, [...graph.weight], graph.nodes.id.length]);
  if (expected === undefined) return t.skip("Debian's python3-networkx is not installed");
  for (const [key, value] of Object.entries(expected as Record<string, number | number[]>)) {
    const path = key.replace("directed ", "");
    const form = key === path ? undefined : "directed";
    const { value: own } = await ask(path, graph, form);
    const name = `graphology_${path.split("/")[1]!.replace("-", "_")}`;
    const near = (a: number, b: number) => assert.ok(Math.abs(a - b) < 1e-4 * Math.max(1, b), key);
    if (typeof value === "number") near(own(name), value);
    else {
      near(own(`${name}.mean`), value[0]!);
      near(own(`${name}.maximum`), value[1]!);
    }
  }
});

test("every function of the list gives numbers, of empty graphs and of pieces too", async () => {
  const pieces: Pair[] = [
    [0, 1],
    [2, 3],
    [3, 4],
  ];
  const paths = describeLibrary().match(/graphology-metrics\/\S+/g)!;
  assert.equal(paths.length, 16);
  for (const path of paths)
    for (const one of [graph, plainGraph(6, pieces), plainGraph(4, [])]) {
      const { found, notes } = await ask(path.replace("graphology-metrics/", ""), one);
      assert.ok(found.length > 0 || notes.length > 0, path);
      for (const { value } of found) assert.ok(!Number.isFinite(value) || value >= -1e-12, path);
    }
});

test("a diameter is that of the largest component; of equally large ones the first", async () => {
  const pairs: Pair[] = [
    [0, 1],
    [2, 3],
    [3, 4],
  ];
  assert.equal((await ask("graph/diameter", plainGraph(6, pairs))).value("graphology_diameter"), 2);
});

test("an iteration that does not converge is a note and no end of the run", async () => {
  // Of a graph without cycles all eigenvalues are zero.
  const chain = Array.from({ length: 400 }, (_, v): Pair => [v, v + 1]);
  const { found, notes } = await ask("centrality/eigenvector", plainGraph(401, chain), "directed");
  assert.deepEqual(found, []);
  assert.equal(notes.length, 1);
  assert.match(notes[0]!, /centrality\/eigenvector, level 0: .*converge.*counts as not defined/);
});

test("an unknown path is refused with the list", () => {
  for (const path of ["graph/modularity", "centrality", "toString", "graph/../graph/density", ""])
    assert.throws(
      () => libraryMetric("x.json", `graphology-metrics/${path}`),
      (error) => isUserError(error) && /^x\.json: expected .*graph\/density/.test(error.message),
    );
});
