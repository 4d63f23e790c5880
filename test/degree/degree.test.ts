import assert from "node:assert/strict";
import { test } from "node:test";
import { assortativity, edgeCorrelation } from "../../src/degree/assortativity.js";
import { deadUnits, degrees, ofLayer, strengths } from "../../src/degree/degree.js";
import { degreeMeanings, degreeRows, degreeStatistics } from "../../src/degree/statistics.js";
import { litPixels, unlitWeights } from "../../src/degree/unlit.js";
import { layeredNodes, Role } from "../../src/graph/graph.js";
import { graphOf, pairsOf, randomLayered } from "../graph/graphs.js";
import { python } from "../support/python.js";

const graph = randomLayered([9, 7, 6, 3], 0.35, 4);
const pairs = pairsOf(graph);

test("degrees and strengths are counted edge by edge", () => {
  graph.nodes.id.forEach((v) => {
    const arriving = pairs.flatMap(([, b], e) => (b === v ? [e] : []));
    const leaving = pairs.flatMap(([a], e) => (a === v ? [e] : []));
    const weigh = (edges: number[]) => edges.reduce((s, e) => s + graph.weight[e]!, 0);
    assert.equal(degrees(graph, "in")[v], arriving.length);
    assert.equal(degrees(graph, "out")[v], leaving.length);
    assert.equal(degrees(graph, "all")[v], arriving.length + leaving.length);
    assert.equal(strengths(graph, "in")[v], weigh(arriving));
    assert.equal(strengths(graph, "out")[v], weigh(leaving));
    const { role } = graph.nodes;
    const dead =
      (role[v] !== Role.input && arriving.length === 0) ||
      (role[v] !== Role.output && leaving.length === 0);
    assert.equal(deadUnits(graph)[v], dead ? 1 : 0);
  });
});

test("values of a layer are those of its units", () => {
  assert.deepEqual([...ofLayer(graph, graph.nodes.id, 1)], [9, 10, 11, 12, 13, 14, 15]);
});

test("degrees, strengths and correlations agree with networkx", (t) => {
  const script = `
import networkx
data = json.load(sys.stdin)
g = networkx.DiGraph()
g.add_nodes_from(range(data["nodes"]))
for (u, v), w in zip(data["pairs"], data["weights"]): g.add_edge(u, v, weight=w)
first = g.edge_subgraph([(u, v) for u, v in g.edges if u < data["inputs"]])
print(json.dumps({
  "in": [g.in_degree(v) for v in range(data["nodes"])],
  "out": [g.out_degree(v) for v in range(data["nodes"])],
  "strength": [g.in_degree(v, weight="weight") for v in range(data["nodes"])],
  "same": networkx.degree_pearson_correlation_coefficient(first, x="out", y="in"),
}))`;
  const input = { nodes: 25, pairs, weights: [...graph.weight], inputs: 9 };
  const expected = python(script, input) as
    | { in: number[]; out: number[]; strength: number[]; same: number }
    | undefined;
  if (!expected) return t.skip("needs Debian's python3-networkx");
  assert.deepEqual([...degrees(graph, "in")], expected.in);
  assert.deepEqual([...degrees(graph, "out")], expected.out);
  strengths(graph, "in").forEach((s, v) => {
    assert.ok(Math.abs(s - expected.strength[v]!) < 1e-12);
  });
  assert.ok(Math.abs(assortativity(graph, 3).same[0]! - expected.same) < 1e-12);
});

test("correlations over a layer's edges are Pearson's", () => {
  const x = Float64Array.from(graph.nodes.id, (v) => (v * 7) % 5);
  const y = Float64Array.from(graph.nodes.id, (v) => (v * 3) % 7);
  edgeCorrelation(graph, 3, x, y).forEach((found, l) => {
    const own = pairs.filter(([u]) => graph.nodes.layer[u] === l);
    const mean = (f: (pair: readonly [number, number]) => number) =>
      own.reduce((s, pair) => s + f(pair), 0) / own.length;
    const [mx, my] = [mean(([u]) => x[u]!), mean(([, v]) => y[v]!)];
    const covariance = mean(([u, v]) => (x[u]! - mx) * (y[v]! - my));
    const spread = mean(([u]) => (x[u]! - mx) ** 2) * mean(([, v]) => (y[v]! - my) ** 2);
    assert.ok(Math.abs(found - covariance / Math.sqrt(spread)) < 1e-12);
  });
});

test("correlations are undefined where one end does not vary", () => {
  const full = randomLayered([300, 200, 10], 1, 1);
  const { same, through } = assortativity(full, 2);
  for (const value of [...same, ...through]) assert.ok(Number.isNaN(value));
});

test("weights on inputs that are never lit", () => {
  const images = {
    count: 2,
    width: 3,
    pixels: Uint8Array.of(0, 9, 0, 1, 0, 0),
    labels: Uint8Array.of(0, 1),
    classes: 2,
  };
  const lit = litPixels(images);
  assert.deepEqual([...lit], [1, 1, 0]);
  const small = graphOf(layeredNodes([3, 2, 1]), [
    [0, 3],
    [1, 3],
    [2, 3],
    [2, 4],
    [3, 5],
  ]);
  assert.deepEqual(unlitWeights(small, lit), { weights: 2, share: 0.5 });
});

test("histograms count the units of every layer", () => {
  const rows = degreeRows(graph);
  [9, 7, 6, 3].forEach((units, layer) => {
    for (const side of ["in", "out"]) {
      const own = rows.filter((row) => row.layer === layer && row.side === side);
      const ends = (side === "in" && layer === 0) || (side === "out" && layer === 3);
      assert.equal(
        own.reduce((s, row) => s + row.units, 0),
        ends ? 0 : units,
      );
    }
  });
  const edges = rows
    .filter((row) => row.side === "in")
    .reduce((s, row) => s + row.units * row.degree, 0);
  assert.equal(edges, pairs.length);
});

test("every statistic has a meaning, and every meaning a statistic", () => {
  const statistics = degreeStatistics(graph, new Uint8Array(9).fill(1));
  assert.deepEqual(
    [...new Set(statistics.map((s) => s.name))].sort(),
    Object.keys(degreeMeanings).sort(),
  );
  const value = (name: string, layer: number) =>
    statistics.find((s) => s.name === name && s.layer === layer)?.value;
  assert.equal(value("in_degree_mean", 1), pairs.filter(([u]) => u < 9).length / 7);
  assert.equal(value("layer_density", 0), pairs.filter(([u]) => u < 9).length / 63);
  assert.equal(value("in_degree_mean", 0), undefined);
  assert.equal(value("unlit_weights", 0), 0);
});
