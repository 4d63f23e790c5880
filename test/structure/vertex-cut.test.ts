import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { type Graph, layeredNodes, Role } from "../../src/graph/graph.js";
import { smallestVertexCut } from "../../src/structure/vertex-cut.js";
import { graphOf, type Pair, randomLayered } from "../graph/graphs.js";
import { python } from "../support/python.js";

/** Whether some input reaches some output once these nodes are gone. */
function isJoined({ nodes, source, target }: Graph, gone: (v: number) => boolean): boolean {
  const reached = nodes.role.map((role) => Number(role === Role.input));
  for (let e = 0; e < source.length; e++)
    if (reached[source[e]!] === 1 && !gone(target[e]!)) reached[target[e]!] = 1;
  return nodes.role.some((role, v) => role === Role.output && reached[v] === 1);
}

/** Every set of hidden units is tried. */
function slowly(graph: Graph): number {
  const hidden = [...graph.nodes.role.keys()].filter((v) => graph.nodes.role[v] === Role.hidden);
  let least = Number.NaN;
  for (let set = 0; set < 2 ** hidden.length; set++) {
    const taken = hidden.filter((_, i) => (set >> i) % 2 === 1);
    if (!(taken.length >= least) && !isJoined(graph, (v) => taken.includes(v)))
      least = taken.length;
  }
  return least;
}

/** Edges between any layers that follow one another, so that ways have many lengths. */
const graphs = fc
  .array(fc.integer({ min: 1, max: 4 }), { minLength: 3, maxLength: 5 })
  .filter((units) => units.slice(1, -1).reduce((sum, n) => sum + n, 0) <= 10)
  .chain((units) => {
    const nodes = layeredNodes(units);
    const pairs: Pair[] = [];
    nodes.layer.forEach((l, u) => {
      nodes.layer.forEach((k, v) => {
        if (k > l) pairs.push([u, v]);
      });
    });
    return fc.tuple(fc.constant(nodes), fc.subarray(pairs));
  });

test("property: no smaller set of hidden units cuts, and one of this size does", () => {
  fc.assert(
    fc.property(graphs, ([nodes, pairs]) => {
      const graph = graphOf(nodes, pairs);
      assert.ok(Object.is(smallestVertexCut(graph), slowly(graph)));
    }),
    { numRuns: 400 },
  );
});

test("of larger graphs, as many as networkx says", (t) => {
  const cases = [
    randomLayered([300, 200, 200, 200, 50], 0.006, "cut 1"),
    randomLayered([100, 300, 300, 300, 300, 100], 0.004, "cut 2"),
    randomLayered([50, 60, 60, 60, 60, 60, 60, 20], 0.03, "cut 3"),
    randomLayered([400, 500, 500, 400], 0.0025, "cut 4"),
  ];
  const script = `
import networkx as nx
found = []
for roles, sources, targets in json.load(sys.stdin):
    g = nx.DiGraph()
    for v, role in enumerate(roles):
        g.add_edge((v, 0), (v, 1), **({"capacity": 1} if role == 1 else {}))
        if role == 0: g.add_edge("s", (v, 0))
        if role == 2: g.add_edge((v, 1), "t")
    for u, v in zip(sources, targets): g.add_edge((u, 1), (v, 0))
    found.append(nx.maximum_flow_value(g, "s", "t"))
print(json.dumps(found))`;
  const expected = python(
    script,
    cases.map(({ nodes, source, target }) => [[...nodes.role], [...source], [...target]]),
  ) as number[] | undefined;
  if (!expected) return t.skip("needs Debian's python3-networkx");
  assert.deepEqual(cases.map(smallestVertexCut), expected);
  assert.ok(Math.min(...expected) > 5, "there is something to cut");
});
