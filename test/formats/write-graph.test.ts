/** What is written is read back the same, by us and by others. */
import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { MultiDirectedGraph, UndirectedGraph } from "graphology";
import { keyOf } from "../../src/formats/exported-graph.js";
import { shortestFloat32 } from "../../src/formats/float32.js";
import { decodeForeignGraph } from "../../src/formats/read-graph.js";
import { encoded, TextBytes } from "../../src/formats/text-bytes.js";
import { encodeForeignGraph, graphEndings } from "../../src/formats/write-graph.js";
import type { Graph } from "../../src/graph/graph.js";
import { networkGraph } from "../../src/graph/network-graph.js";
import { exportedGraph } from "../../src/tables/exported-graph.js";
import { networks } from "../pipeline/graph-files.js";
import { python } from "../support/python.js";

const floats = fc.float({ noNaN: true, noDefaultInfinity: true });

test("the shortest decimal reads back to the same float", () => {
  fc.assert(
    fc.property(floats, (value) => {
      const text = shortestFloat32(value);
      assert.ok(Object.is(Math.fround(Number(text)), value), text);
    }),
    { numRuns: 3000 },
  );
  const bits = new Uint32Array(1);
  const float = new Float32Array(bits.buffer);
  for (bits[0] = 1; bits[0] < 0x7f800000; bits[0] += 1_000_003)
    assert.equal(Math.fround(Number(shortestFloat32(float[0]!))), float[0]);
});

test("written as bytes, floats and whole numbers have the same digits", () => {
  const written = (write: (out: TextBytes) => void) => {
    const out = new TextBytes();
    write(out);
    return Buffer.from(out.take()).toString();
  };
  const bits = new Uint32Array(1);
  const float = new Float32Array(bits.buffer);
  const same = (pattern: number) => {
    bits[0] = pattern;
    const value = float[0]!;
    if (!Number.isFinite(value)) return;
    assert.equal(
      written((out) => out.float32(value)),
      shortestFloat32(value),
    );
  };
  fc.assert(
    fc.property(fc.nat(0xffffffff), (pattern) => same(pattern)),
    { numRuns: 5000 },
  );
  // From 2^-15 to 2^21, where digits are found without a text, and around powers of ten and of two.
  for (let pattern = 112 << 23; pattern < 148 << 23; pattern += 30_011) same(pattern);
  for (let power = -6; power < 8; power++) {
    float[0] = 10 ** power;
    const [middle] = bits;
    for (let step = -20; step <= 20; step++) same(middle! + step);
  }
  for (let exponent = 0; exponent < 255; exponent++)
    for (let step = -2; step <= 2; step++) same(Math.max(0, (exponent << 23) + step));
  for (const decimal of [
    0.1, 0.25, 0.3, 2.5, 123456, 0.000125, 999999.9, 0.9999999, 1e-4, 33554432,
  ])
    assert.equal(
      written((out) => out.float32(Math.fround(-decimal))),
      shortestFloat32(Math.fround(-decimal)),
    );
  fc.assert(
    fc.property(fc.integer({ min: -(2 ** 31), max: 2 ** 32 - 1 }), fc.nat(9), (value, shift) => {
      const number = Math.trunc(value / 10 ** shift);
      assert.equal(
        written((out) => out.whole(number)),
        String(number),
      );
    }),
  );
});

test("texts of any length are written, block by block", () => {
  fc.assert(
    fc.property(
      fc.array(fc.string({ unit: "grapheme", maxLength: 9 }).map((s) => s.repeat(999))),
      (texts) => {
        const out = new TextBytes();
        const blocks: Uint8Array[] = [];
        for (const text of texts) {
          out.text(text);
          out.bytes(encoded(text));
          if (out.isFull) blocks.push(out.take());
        }
        const whole = Buffer.concat([...blocks, out.take()]).toString();
        assert.equal(whole, texts.map((text) => text + text).join(""));
      },
    ),
    { numRuns: 50 },
  );
});

test("and none shorter does", () => {
  for (const [value, text] of [
    [0.1, "0.1"],
    [1 / 3, "0.33333334"],
    [16777216, "16777216"],
    [2 ** -149, "1e-45"],
    [3.4028234663852886e38, "3.4028235e+38"],
    [0, "0"],
    [-0, "-0"],
  ] as const)
    assert.equal(shortestFloat32(Math.fround(value)), text);
});

/** Text that all formats can hold: XML has no control characters. */
const names = fc
  .uniqueArray(
    fc
      .string({ unit: "binary", minLength: 1, maxLength: 12 })
      .map((name) => name.replace(/(?![\t\n\r])[\p{Cc}\ufffe\uffff]/gu, "_")),
    { minLength: 1, maxLength: 8 },
  )
  .map((list) => list.map((name, i) => (i === 0 ? `${name}!` : name)))
  .filter((list) => new Set(list).size === list.length);

const graphs = names.chain((name) => {
  const node = fc.nat(name.length - 1);
  const edge = fc.tuple(node, node, floats, fc.integer({ min: 1, max: 4_294_967_295 }));
  return fc.tuple(fc.constant(name), fc.array(edge, { maxLength: 12 }), fc.boolean());
});

test("property: any names, any weights, loops and parallel edges, with and without directions", () => {
  fc.assert(
    fc.property(graphs, ([name, edges, undirected]) => {
      const graph: Graph = {
        nodes: {
          id: Uint32Array.from(name.keys()),
          layer: new Uint8Array(name.length),
          role: new Uint8Array(name.length).fill(3),
          name,
        },
        source: Uint32Array.from(edges, ([u]) => u),
        target: Uint32Array.from(edges, ([, v]) => v),
        weight: Float32Array.from(edges, ([, , w]) => Math.abs(w)),
        sign: Int32Array.from(edges, ([, , w]) => Math.sign(w)),
        multiplicity: Uint32Array.from(edges, ([, , , m]) => m),
        weightLayer: new Uint8Array(edges.length),
        prunable: 1,
        ...(undirected ? { undirected } : {}),
      };
      for (const ending of graphEndings) {
        const text = encodeForeignGraph(ending, exportedGraph("g", graph));
        const found = decodeForeignGraph(`g${ending}`, Buffer.from(text))!.graph;
        const nameOf = (id: number) => found.nodes.name![found.nodes.id.indexOf(id)]!;
        assert.deepEqual(
          Array.from(found.edges.source, (u, e) => [nameOf(u), nameOf(found.edges.target[e]!)]),
          edges.map(([u, v]) => [name[u], name[v]]),
        );
        assert.deepEqual(found.edges.weight, graph.weight);
        if (ending !== ".csv") assert.deepEqual(found.nodes.name, name);
        if (edges.length === 0) continue;
        assert.equal(found.directed, !undirected);
        assert.deepEqual(found.edges.sign, graph.sign);
        if (edges.some(([, , , m]) => m > 1))
          assert.deepEqual(found.edges.multiplicity, graph.multiplicity);
      }
    }),
    { numRuns: 300 },
  );
});

test("names that XML cannot hold are named; CSV and JSON hold them", () => {
  const graph: Graph = {
    nodes: {
      id: Uint32Array.of(0),
      layer: new Uint8Array(1),
      role: Uint8Array.of(3),
      name: ["a\u0001"],
    },
    source: Uint32Array.of(0),
    target: Uint32Array.of(0),
    weight: Float32Array.of(1),
    multiplicity: Uint32Array.of(1),
    weightLayer: new Uint8Array(1),
    prunable: 1,
  };
  for (const ending of graphEndings) {
    const write = () => encodeForeignGraph(ending, exportedGraph("g", graph));
    if (/csv|json/.test(ending)) {
      const found = decodeForeignGraph(`g${ending}`, Buffer.from(write()))!.graph;
      assert.deepEqual(found.nodes.name, ["a\u0001"]);
    } else assert.throws(write, { name: "UserError", message: /expected names that XML can hold/ });
  }
});

const pruned = networkGraph(networks[2]!);
const community = Int32Array.from(pruned.nodes.id, (v) => (v % 5) - 1);
const exported = exportedGraph("g", pruned, { community });

test("graphology imports what is written for it", () => {
  const graph = new MultiDirectedGraph();
  graph.import(JSON.parse(encodeForeignGraph(".json", exported)));
  assert.equal(graph.order, pruned.nodes.id.length);
  assert.deepEqual(
    graph.mapEdges((_, { weight }) => Math.fround(weight)),
    [...pruned.weight],
  );
  const triangle: Graph = { ...pruned, undirected: true };
  const other = new UndirectedGraph();
  other.import(JSON.parse(encodeForeignGraph(".json", exportedGraph("g", triangle))));
  assert.equal(other.size, pruned.source.length);
});

test("networkx and igraph see the same nodes, edges, weights and attributes", (t) => {
  const script = `
import io, os, tempfile
import networkx as nx, igraph
def plain(g):
    return [[[n, dict(d)] for n, d in g.nodes(data=True)],
            [[u, v, {k: x for k, x in d.items() if k != "id"}] for u, v, d in g.edges(data=True)], g.is_directed()]
gexf, graphml = json.load(sys.stdin)
a = plain(nx.read_gexf(io.BytesIO(gexf.encode())))
b = plain(nx.read_graphml(io.BytesIO(graphml.encode())))
path = tempfile.mktemp(suffix=".graphml")
open(path, "w").write(graphml)
g = igraph.Graph.Read_GraphML(path)
os.remove(path)
c = [[[v["id"], {k: x for k, x in v.attributes().items() if k != "id"}] for v in g.vs],
     [[g.vs[e.source]["id"], g.vs[e.target]["id"], e.attributes()] for e in g.es], g.is_directed()]
print(json.dumps([a, b, c], allow_nan=True).replace("NaN", "null"))`;
  const texts = ([".gexf", ".graphml"] as const).map((e) => encodeForeignGraph(e, exported));
  const seen = python(script, texts) as [unknown[][], unknown[][], unknown[][]] | undefined;
  if (!seen) return t.skip("needs python3-networkx and python3-igraph");
  const value = (type: string, text: string | undefined) =>
    text === undefined ? undefined : type === "text" ? text : JSON.parse(text);
  const { nodes, edges } = exported;
  const nodeFacts = Array.from({ length: nodes.count }, (_, v) => {
    const facts = nodes.attributes.map(({ name, type, of }) => [name, value(type, of(v))]);
    return [keyOf(nodes, v), { label: nodes.label(v), ...Object.fromEntries(facts) }] as const;
  });
  const edgeFacts = Array.from({ length: edges.count }, (_, e) => {
    const facts = edges.attributes.map(({ name, values }) => [name, values[e]!]);
    const ends = [keyOf(nodes, edges.source[e]!), keyOf(nodes, edges.target[e]!)];
    const weight = Number(shortestFloat32(edges.weight[e]!));
    return [...ends, { weight, ...Object.fromEntries(facts) }] as const;
  });
  const known = (facts: object) =>
    Object.fromEntries(Object.entries(facts).filter(([, x]) => x !== undefined && x !== null));
  for (const [i, [foundNodes, foundEdges, directed]] of seen.entries()) {
    assert.equal(directed, true);
    const plainNodes = (foundNodes as [string, object][]).map(([n, facts]) => [n, known(facts)]);
    assert.deepEqual(
      plainNodes,
      nodeFacts.map(([n, facts]) => [n, known(facts)]),
      `${i}`,
    );
    const byEnds = (a: readonly unknown[], b: readonly unknown[]) =>
      String(a.slice(0, 2)) < String(b.slice(0, 2)) ? -1 : 1;
    assert.deepEqual(
      [...(foundEdges as unknown[][])].sort(byEnds),
      [...edgeFacts].sort(byEnds).map((edge) => [...edge]),
    );
  }
});
