import assert from "node:assert/strict";
import { test } from "node:test";
import { type Graph, layeredNodes, Role } from "../../src/graph/graph.js";
import { inputOutputBetweenness } from "../../src/structure/betweenness.js";
import { graphOf, type Pair, pairsOf, randomLayered } from "../graph/graphs.js";
import { python } from "../support/python.js";

/** All shortest paths from inputs to outputs, one by one: slow and obvious. */
function byEnumeration(graph: Graph): number[] {
  const next = graph.nodes.id.reduce(
    (map, v) =>
      map.set(
        v,
        pairsOf(graph).flatMap(([a, b]) => (a === v ? [b] : [])),
      ),
    new Map<number, number[]>(),
  );
  const paths = (path: readonly number[], end: number): (readonly number[])[] => {
    const last = path.at(-1)!;
    if (last === end) return [path];
    return next.get(last)!.flatMap((v) => paths([...path, v], end));
  };
  const values = [...graph.nodes.id].map(() => 0);
  const of = (role: number) => [...graph.nodes.id].filter((v) => graph.nodes.role[v] === role);
  for (const s of of(Role.input))
    for (const t of of(Role.output)) {
      const all = paths([s], t);
      const least = Math.min(...all.map((path) => path.length));
      const shortest = all.filter((path) => path.length === least);
      for (const path of shortest)
        for (const v of path.slice(1, -1)) values[v]! += 1 / shortest.length;
    }
  return values;
}

const withSkips = () => {
  const layered = randomLayered([4, 5, 4, 3], 0.5, "skips");
  const skips: Pair[] = [
    [0, 9],
    [1, 10],
    [2, 13],
    [5, 14],
  ];
  return graphOf(layered.nodes, [...pairsOf(layered), ...skips]);
};

const graphs: [name: string, graph: Graph][] = [
  ...[1, 0.6, 0.4, 0.25, 0.1].map((p): [string, Graph] => [
    `layered, density ${p}`,
    randomLayered([6, 5, 4, 3], p, `betweenness ${p}`),
  ]),
  ["with edges that skip layers", withSkips()],
  ["empty", graphOf(layeredNodes([3, 2, 2]), [])],
];

for (const [name, graph] of graphs)
  test(`counts shortest paths as an enumeration does: ${name}`, () => {
    const { values, outputs } = inputOutputBetweenness(graph);
    assert.equal(outputs, [...graph.nodes.role].filter((role) => role === Role.output).length);
    byEnumeration(graph).forEach((expected, v) => {
      assert.ok(Math.abs(values[v]! - expected) < 1e-9, `${v}: ${values[v]}, not ${expected}`);
    });
  });

test("agrees with networkx", (t) => {
  const script = `
import networkx
d = json.load(sys.stdin)
result = []
for x in d:
    g = networkx.DiGraph()
    g.add_nodes_from(range(x["nodes"]))
    g.add_edges_from(x["pairs"])
    b = networkx.betweenness_centrality_subset(g, x["inputs"], x["outputs"], normalized=False)
    result.append([b[v] for v in range(x["nodes"])])
print(json.dumps(result))`;
  const input = graphs.map(([, graph]) => ({
    nodes: graph.nodes.id.length,
    pairs: pairsOf(graph),
    inputs: [...graph.nodes.id].filter((v) => graph.nodes.role[v] === Role.input),
    outputs: [...graph.nodes.id].filter((v) => graph.nodes.role[v] === Role.output),
  }));
  const expected = python(script, input) as number[][] | undefined;
  if (!expected) return t.skip("needs Debian's python3-networkx");
  graphs.forEach(([name, graph], i) => {
    inputOutputBetweenness(graph).values.forEach((value, v) => {
      assert.ok(Math.abs(value - expected[i]![v]!) < 1e-9, `${name} ${v}`);
    });
  });
});

test("samples outputs where all are too many, without bias", () => {
  const graph = randomLayered([12, 10, 20], 0.4, "sampled");
  const all = inputOutputBetweenness(graph);
  const half = inputOutputBetweenness(graph, 10 * graph.source.length);
  assert.equal(all.outputs, 20);
  assert.equal(half.outputs, 10);
  const sum = (values: Float64Array) => values.reduce((s, x) => s + x, 0);
  assert.ok(Math.abs(sum(half.values) / sum(all.values) - 1) < 0.2);
});
