/** GEXF, GraphML and JSON of graphs: what others write, what is left out, what is refused. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { DirectedGraph, MultiGraph } from "graphology";
import gexf from "graphology-gexf";
import { decodeForeignGraph, formatOf } from "../../src/formats/read-graph.js";
import { flips, readAll, truncations } from "../support/hostile.js";
import { python } from "../support/python.js";

const read = (text: string, path: string) => decodeForeignGraph(path, Buffer.from(text))!.graph;
const refused = (text: string, path: string, pattern: RegExp) =>
  assert.throws(() => read(text, path), { name: "UserError", message: pattern });

/** As Gephi 0.10 saves. */
const gephi = `<?xml version='1.0' encoding='UTF-8'?>
<gexf xmlns="http://gexf.net/1.3" version="1.3" xmlns:viz="http://gexf.net/1.3/viz">
  <meta lastmodifieddate="2026-01-01"><creator>Gephi 0.10.1</creator></meta>
  <graph defaultedgetype="undirected" mode="static">
    <attributes class="node" mode="static">
      <attribute id="layer" title="layer" type="integer"/>
      <attribute id="modularity_class" title="Modularity Class" type="integer"><default>0</default></attribute>
    </attributes>
    <attributes class="edge" mode="static"><attribute id="0" title="sign" type="integer"/></attributes>
    <nodes>
      <node id="n1" label="A &amp; B"><attvalues><attvalue for="layer" value="0"/></attvalues>
        <viz:size value="10.0"/><viz:color r="1" g="2" b="3"/></node>
      <node id="n2" label="n2"/>
    </nodes>
    <edges>
      <edge id="7" source="n1" target="n2" weight="2.5"><attvalues><attvalue for="0" value="-1"/></attvalues></edge>
      <edge id="8" source="n2" target="n2"/>
    </edges>
  </graph>
</gexf>`;

test("GEXF of Gephi: names, labels, weights, signs; what is left out is said", () => {
  const { directed, nodes, edges, notes } = read(gephi, "g.gexf");
  assert.equal(directed, false);
  assert.deepEqual(nodes.name, ["n1", "n2"]);
  assert.deepEqual(nodes.label, ["A & B", "n2"]);
  assert.equal(nodes.layer, undefined);
  assert.deepEqual([...edges.source, ...edges.target], [0, 1, 1, 1]);
  assert.deepEqual([...edges.weight], [2.5, 1]);
  assert.deepEqual([...edges.sign!], [-1, 1]);
  for (const pattern of [
    /1 of 2 edges have no weight, which counts as 1/,
    /left out: viz:size of 1 nodes/,
    /left out: attribute Modularity Class of 2 nodes/,
    /layer is not used: some nodes have none/,
  ])
    assert.match(notes.join("\n"), pattern);
});

const graphml = `<?xml version="1.0" encoding="UTF-8"?>
<graphml xmlns="http://graphml.graphdrawing.org/xmlns" xmlns:y="http://www.yworks.com/xml/graphml">
  <key id="v_name" for="node" attr.name="name" attr.type="string"/>
  <key id="w" for="edge" attr.name="weight" attr.type="double"><default>3</default></key>
  <key id="d" for="node" yfiles.type="nodegraphics"/>
  <graph id="G" edgedefault="directed">
    <data key="g">of the graph</data>
    <node id="n0"><data key="v_name">Ann</data>
      <data key="d"><y:ShapeNode><y:Fill color="#FFCC00"/></y:ShapeNode></data></node>
    <node id="n1"><data key="v_name">Bob</data></node>
    <edge source="n0" target="n1"><data key="w">-0.5</data></edge>
    <edge source="n1" target="n2"/>
    <hyperedge><endpoint node="n0"/></hyperedge>
  </graph>
</graphml>`;

test("GraphML of igraph and yEd: names, defaults; what is left out is said", () => {
  const { directed, nodes, edges, notes } = read(graphml, "g.graphml");
  assert.equal(directed, true);
  assert.deepEqual(nodes.label, ["Ann", "Bob", "n2"]);
  assert.deepEqual([...edges.weight], [0.5, 3]);
  assert.deepEqual([...edges.sign!], [-1, 1]);
  for (const pattern of [
    /left out: hyperedge of 1 edges/,
    /left out: data of another kind \(y:ShapeNode\) of 1 nodes/,
    /1 nodes are named by edges alone, and are added/,
  ])
    assert.match(notes.join("\n"), pattern);
});

test("GraphML: an edge may say that it has a direction, or none", () => {
  const one = (word: string) =>
    graphml.replace('<edge source="n0"', `<edge directed="${word}" source="n0"`);
  assert.equal(read(one("false"), "g.graphml").directed, false);
  assert.equal(read(one("true"), "g.graphml").directed, true);
});

test("JSON of graphology", () => {
  const graph = new MultiGraph({ type: "mixed" });
  graph.addNode("x", { label: "X", layer: 0 });
  graph.addNode("y", { layer: 1 });
  graph.addUndirectedEdge("x", "y", { weight: 0.25 });
  graph.addUndirectedEdge("x", "y", { weight: -1, colour: "red" });
  const found = read(JSON.stringify(graph.export()), "g.json");
  assert.equal(found.directed, false);
  assert.deepEqual(found.nodes.label, ["X", "y"]);
  assert.deepEqual([...found.nodes.layer!], [0, 1]);
  assert.deepEqual([...found.edges.weight], [0.25, 1]);
  assert.match(found.notes.join(), /left out: attribute colour of 1 edges/);
  const directed = new DirectedGraph();
  directed.mergeEdge("x", "y");
  assert.equal(read(JSON.stringify(directed.export()), "g").directed, true);
});

test("the same graph as graphology's own reader sees, and in pieces of any size", () => {
  const graph = gexf.parse(MultiGraph, gephi.replace('title="layer"', 'title="layer" '), {});
  const found = read(gephi, "g.gexf");
  assert.deepEqual(graph.nodes(), found.nodes.name);
  assert.deepEqual(
    graph.mapEdges((_, { weight }) => weight ?? 1),
    [...found.edges.weight],
  );
});

test("what networkx and igraph write is read as they meant it", (t) => {
  const script = `
import io, tempfile, os
import networkx as nx, igraph
G = nx.MultiGraph()
G.add_edge("a b", "<c>", weight=0.125, sign=-1)
G.add_edge("a b", "<c>", weight=2.0, sign=1)
G.add_edge("<c>", "<c>", weight=1.5, sign=1)
G.add_node("ü")
gexf, graphml = io.BytesIO(), io.BytesIO()
nx.write_gexf(G, gexf)
nx.write_graphml(G, graphml)
g = igraph.Graph(n=3, edges=[(0, 1), (1, 2)], directed=True)
g.vs["name"] = ["a", "b & c", "d"]
g.es["weight"] = [0.5, 3]
path = tempfile.mktemp()
g.write_graphml(path)
text = open(path).read()
os.remove(path)
print(json.dumps([gexf.getvalue().decode(), graphml.getvalue().decode(), text]))`;
  const made = python(script, null) as [string, string, string] | undefined;
  if (!made) return t.skip("needs python3-networkx and python3-igraph");
  for (const [text, path] of [
    [made[0], "g.gexf"],
    [made[1], "g.graphml"],
  ] as const) {
    const { directed, nodes, edges } = read(text, path);
    assert.equal(directed, false);
    assert.deepEqual(nodes.name, ["a b", "<c>", "ü"]);
    assert.deepEqual([...edges.weight], [0.125, 2, 1.5]);
    assert.deepEqual([...edges.sign!], [-1, 1, 1]);
    assert.deepEqual([...edges.source, ...edges.target], [0, 0, 1, 1, 1, 1]);
  }
  const { directed, nodes, edges } = read(made[2], "g.graphml");
  assert.equal(directed, true);
  assert.deepEqual(nodes.label, ["a", "b & c", "d"]);
  assert.deepEqual([...edges.weight], [0.5, 3]);
});

test("what is no such graph is named", () => {
  refused("<gexf/>", "g.gexf", /expected an element graph in gexf, found none/);
  refused("<kml/>", "g.gexf", /g\.gexf: expected an element gexf around all, found kml/);
  refused("<kml/>", "g.graphml", /expected an element graphml around all, found kml/);
  refused(
    gephi.replace('id="n2"', 'id="n1"'),
    "g.gexf",
    /node 2: expected each node once, found "n1" twice/,
  );
  refused(
    gephi.replace(' source="n1"', ""),
    "g.gexf",
    /edge 1: expected an attribute source, found none/,
  );
  refused(gephi.replace('"2.5"', '"much"'), "g.gexf", /edge 1: expected weight to be .* "much"/);
  refused(graphml.replace("-0.5", "NaN"), "g.graphml", /edge 1: expected weight to be .* "NaN"/);
  refused("{}", "g.json", /an object with lists nodes and edges, found one with nothing/);
  refused('{"nodes":[],"links":[]}', "g.json", /node-link data of networkx or d3\); write GraphML/);
  refused('{"nodes":[{"key":"a"}],"edges":[{"source":"a"}]}', "g.json", /edge 1: expected target/);
  refused(
    '{"nodes":[{"key":"a","attributes":3}],"edges":[]}',
    "g.json",
    /node 1: expected attributes/,
  );
  const weight = '"attributes":{"weight":null}';
  refused(
    `{"nodes":[{"key":"a"}],"edges":[{"source":"a","target":"a",${weight}}]}`,
    "g.json",
    /edge 1: expected weight to be a decimal number, found null/,
  );
});

test("formats are told by content, edge lists by their ending", () => {
  const told = (text: string, path: string) => formatOf(path, Buffer.from(text));
  assert.equal(told(gephi, "x"), "GEXF");
  assert.equal(told(graphml, "g.gexf"), "GraphML");
  assert.equal(told("  {}", "x"), "graphology JSON");
  assert.equal(told("<a/>", "g.csv"), "edge list");
  assert.equal(told("ARROW1", "g.arrow"), undefined);
  assert.equal(told("", "g.graphml"), "GraphML");
  // Of safetensors: a length of eight bytes, which may look like spaces, and JSON.
  assert.equal(told(' \n\0\0\0\0\0\0{"0.weight":{}}', "n.safetensors"), undefined);
  assert.equal(formatOf("x", Buffer.from("\uFEFF <gexf>", "utf16le")), "GEXF");
});

const json = JSON.stringify({
  options: { type: "mixed", multi: true },
  attributes: {},
  nodes: [{ key: "a", attributes: { layer: 0 } }, { key: "b" }],
  edges: [{ key: "0", source: "a", target: "b", attributes: { weight: -1.5 }, undirected: true }],
});
const list =
  'source,target,weight,type,layer\n"a,b",c,1.5,Directed,0\nc,"d ""e""",-2,Undirected,1\n';

for (const [text, path] of [
  [gephi, "g.gexf"],
  [graphml, "g.graphml"],
  [json, "g.json"],
  [list, "g.csv"],
] as const)
  test(`${path}: every truncation, bits turned over`, (t) => {
    const whole = new Uint8Array(Buffer.from(text));
    const inputs = [...truncations(whole), ...flips(whole, 3, 1500)];
    t.diagnostic(`${readAll(inputs, (bytes) => decodeForeignGraph(path, bytes))} inputs`);
  });
