import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { DirectedGraph, MultiGraph, UndirectedGraph } from "graphology";
import { isUserError } from "../../src/error.js";
import { canonicalGraph } from "../../src/graph/canonical.js";
import { fromGraphology } from "../../src/graph/from-graphology.js";
import { type Graph, roleNames } from "../../src/graph/graph.js";
import { toGraphology, toUndirectedGraphology } from "../../src/graph/graphology.js";
import { withoutLayers } from "../../src/graph/layers.js";
import { networkGraph } from "../../src/graph/network-graph.js";
import { liveness } from "../../src/graph/reach.js";
import { pairsOf, plainGraph, randomLayered } from "./graphs.js";
import { layerGraphs, prunedLayers } from "./random-layers.js";

/** Ids with gaps, in ascending order. */
const ids = fc
  .uniqueArray(fc.integer({ min: 0, max: 2 ** 32 - 1 }), { minLength: 1, maxLength: 12 })
  .map((list) => Uint32Array.from(list).sort());

/** Any edges between ids, loops and both ways among them, each at most once. */
const cyclic = ids.chain((id) => {
  const node = fc.integer({ min: 0, max: id.length - 1 });
  const edge = fc.tuple(node, node, fc.float({ min: 0, noNaN: true, noDefaultInfinity: true }));
  const edges = fc.uniqueArray(edge, { selector: ([u, v]) => `${u} ${v}`, maxLength: 40 });
  return edges.map((list) => graphOf(withoutLayers(id), list, id));
});

const layered = fc
  .tuple(
    fc.array(fc.integer({ min: 1, max: 5 }), { minLength: 2, maxLength: 5 }),
    fc.integer({ min: 1, max: 50 }),
    fc.integer({ min: 1, max: 9 }),
  )
  .map(([units, seed, most]) => {
    const graph = randomLayered(units, 0.6, seed);
    return { ...graph, multiplicity: graph.source.map((v, e) => ((v + e) % most) + 1) };
  });

const ofLayers = layerGraphs.map((graph) => networkGraph(prunedLayers(graph, 0.4, "graphology")));

function graphOf(
  nodes: Graph["nodes"],
  edges: readonly (readonly [number, number, number])[],
  id: Uint32Array,
): Graph {
  return canonicalGraph("test", nodes, {
    source: Uint32Array.from(edges, ([u]) => id[u]!),
    target: Uint32Array.from(edges, ([, v]) => id[v]!),
    weight: Float32Array.from(edges, ([, , w]) => w),
    layer: undefined,
    multiplicity: undefined,
  });
}

test("property: there and back again a graph is the same", () => {
  fc.assert(
    fc.property(fc.oneof(cyclic, layered, ofLayers), (graph) => {
      const { graph: back, notes, edges } = fromGraphology(toGraphology(graph));
      assert.deepEqual(back, graph);
      assert.deepEqual(notes, []);
      assert.deepEqual(
        edges,
        Array.from(graph.source, (_, e) => String(e)),
      );
    }),
    { seed: 3, numRuns: 200 },
  );
});

test("property: names and more attributes go with nodes and edges", () => {
  fc.assert(
    fc.property(layered, (graph) => {
      const names = Array.from(graph.nodes.id, (id) => `node ${id}`);
      const ofNode = (v: number) => ({ half: v / 2, layer: -1 });
      const made = toGraphology(graph, { names, ofNode, ofEdge: (e) => ({ third: e / 3 }) });
      const back = fromGraphology(made);
      assert.deepEqual(back.graph, graph);
      assert.deepEqual(back.names, names);
      back.names.forEach((name, v) => {
        assert.equal(made.getNodeAttribute(name, "half"), v / 2);
        assert.equal(made.getNodeAttribute(name, "role"), roleNames[graph.nodes.role[v]!]);
        assert.equal(made.getNodeAttribute(name, "live"), liveness(graph).live[v] === 1);
      });
      back.edges.forEach((key, e) => {
        assert.equal(made.getEdgeAttribute(key, "third"), e / 3);
      });
    }),
    { seed: 4, numRuns: 50 },
  );
});

test("property: the order in which nodes and edges were added does not matter", () => {
  fc.assert(
    fc.property(fc.oneof(cyclic, layered), (graph) => {
      const made = toGraphology(graph);
      const turned = new DirectedGraph();
      turned.setAttribute("prunable", graph.prunable);
      for (const key of made.nodes().reverse()) turned.addNode(key, made.getNodeAttributes(key));
      for (const key of made.edges().reverse())
        turned.addEdge(made.source(key), made.target(key), made.getEdgeAttributes(key));
      assert.deepEqual(fromGraphology(turned).graph, graph);
    }),
    { seed: 5, numRuns: 50 },
  );
});

test("without directions a feed-forward graph comes back too", () => {
  const graph = randomLayered([6, 5, 3], 0.5, 1);
  const made = toUndirectedGraphology(graph);
  assert.equal(made.type, "undirected");
  assert.deepEqual(fromGraphology(made).graph, graph);
});

test("without directions edges both ways are one of their sum", () => {
  const id = Uint32Array.of(0, 1);
  const graph = graphOf(
    withoutLayers(id),
    [
      [0, 1, 2],
      [1, 0, 3],
      [1, 1, 4],
    ],
    id,
  );
  const made = toUndirectedGraphology(graph);
  assert.equal(made.size, 2);
  assert.equal(made.getEdgeAttribute(made.edge("0", "1"), "weight"), 5);
  assert.equal(made.getEdgeAttribute(made.edge("0", "1"), "multiplicity"), 2);
  assert.equal(made.getEdgeAttribute(made.edge("1", "1"), "weight"), 4);
});

test("a foreign graph: names, layers by the longest path, weights of 1", () => {
  const given = new DirectedGraph();
  given.mergeEdge("b", "c");
  given.mergeEdge("a", "b", { weight: -2 });
  const { graph, names, notes } = fromGraphology(given, "there.gexf");
  assert.deepEqual(names, ["b", "c", "a"]);
  assert.deepEqual(Array.from(graph.nodes.layer), [1, 2, 0]);
  assert.deepEqual(
    Array.from(graph.nodes.role, (r) => roleNames[r]),
    ["hidden", "output", "input"],
  );
  assert.deepEqual(pairsOf(graph), [
    [2, 0],
    [0, 1],
  ]);
  assert.deepEqual(Array.from(graph.weight), [2, 1]);
  assert.equal(notes.length, 4);
  for (const note of notes) assert.match(note, /^there\.gexf: /);
});

test("an undirected graph is read as an edge table from the lower node would be", () => {
  const given = new UndirectedGraph();
  for (const [u, v] of [
    [3, 1],
    [1, 2],
    [2, 3],
  ] as const)
    given.mergeEdge(u, v);
  const { graph } = fromGraphology(given);
  assert.deepEqual(Array.from(graph.nodes.id), [1, 2, 3]);
  assert.deepEqual(Array.from(graph.nodes.layer), [0, 1, 2]);
  assert.deepEqual(pairsOf(graph), [
    [0, 1],
    [0, 2],
    [1, 2],
  ]);
});

test("parallel edges, mixed directions and loops", () => {
  const given = new MultiGraph();
  given.addNode("x");
  given.addNode("y");
  given.addDirectedEdgeWithKey("first", "x", "y", { weight: 1 });
  given.addDirectedEdgeWithKey("second", "x", "y", { weight: 0.5 });
  given.addUndirectedEdgeWithKey("third", "y", "x", { weight: 2 });
  given.addDirectedEdgeWithKey("loop", "y", "y", { weight: 4 });
  const { graph, edges, notes } = fromGraphology(given);
  assert.deepEqual(edges, ["first", "loop"]);
  assert.deepEqual(Array.from(graph.weight), [3.5, 4]);
  assert.deepEqual(Array.from(graph.multiplicity), [3, 1]);
  assert.ok(notes.some((note) => note.includes("2 parallel edges are joined")));
  assert.ok(notes.some((note) => note.includes("an edge from node 1 to itself")));
});

test("layers without roles, and layers that contradict the edges", () => {
  const given = new MultiGraph();
  given.addNode("0", { layer: 0 });
  given.addNode("1", { layer: 3 });
  given.addUndirectedEdge("1", "0");
  const { graph } = fromGraphology(given);
  assert.deepEqual(Array.from(graph.nodes.layer), [0, 3]);
  assert.deepEqual(pairsOf(graph), [[0, 1]]);
  given.addDirectedEdge("1", "0");
  const other = fromGraphology(given);
  assert.ok(other.notes.some((note) => note.includes("attribute layer is not used")));
  for (const node of given.nodes()) given.setNodeAttribute(node, "role", "hidden");
  assert.throws(
    () => fromGraphology(given, "g"),
    isUserErrorOf(/expected edges to lead to a higher/),
  );
});

test("keys that are numbers beyond 32 bits, or the same number twice, are names", () => {
  for (const keys of [
    ["4294967296", "1"],
    ["01", "1"],
    ["1e3", "1"],
  ]) {
    const given = new DirectedGraph();
    for (const key of keys) given.addNode(key);
    const { graph, names } = fromGraphology(given);
    assert.deepEqual(Array.from(graph.nodes.id), [0, 1]);
    assert.deepEqual(names, keys);
  }
});

test("weights that are no numbers are refused by edge", () => {
  for (const weight of ["2", Number.NaN, Number.POSITIVE_INFINITY, {}, 1e39]) {
    const given = new DirectedGraph();
    given.mergeEdgeWithKey("e7", "0", "1", { weight });
    assert.throws(() => fromGraphology(given, "file.json"), isUserErrorOf(/^file\.json: .*e7/));
  }
});

test("an empty graph and isolated nodes", () => {
  assert.equal(fromGraphology(new MultiGraph()).graph.nodes.id.length, 0);
  const { graph } = fromGraphology(toGraphology(plainGraph(3, [])));
  assert.deepEqual(graph, plainGraph(3, []));
});

function isUserErrorOf(message: RegExp) {
  return (error: unknown) => isUserError(error) && message.test(error.message);
}
