/** Graphs of other programs, of every kind, through the real stages, beside networkx. */
import assert from "node:assert/strict";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { tableFromArrays, tableToIPC } from "@uwdata/flechette";
import { readTable } from "../../src/arrow/read.js";
import { Random } from "../../src/random.js";
import { readGraph } from "../../src/tables/graph.js";
import { pcrit, run } from "../support/command.js";
import { scratchFolder } from "../support/folder.js";
import { python } from "../support/python.js";
import { graphFolder } from "./graph-files.js";

/** Scalars of the whole graph or of its only layer, by name. */
function scalars(path: string): Map<string, number> {
  const table = readTable(path, "statistics");
  const value = table.float64("value");
  return new Map(table.text("statistic").map((name, row) => [name, value[row]!]));
}

function measured(t: TestContext, stage: string, path: string, ...more: string[]) {
  const folder = scratchFolder(t);
  const [out, statistics] = [join(folder, "out.arrow"), join(folder, "s.arrow")];
  const made = pcrit([stage, path, "--out", out, "--statistics", statistics, ...more]);
  assert.equal(made.code, 0, made.err);
  return { found: scalars(statistics), notes: made.err, out };
}

/** A graph with cycles, two loops, parallel edges and lone pairs, by the names of its nodes. */
const random = new Random(5, "a graph of any kind");
const edges = [
  ...Array.from({ length: 60 }, () => [random.integer(30), random.integer(30)]),
  [40, 40],
  [40, 40],
  [41, 42],
  [41, 42],
  [42, 41],
].map(([u, v]) => [`n ${u}`, `n ${v}`, random.integer(8) + 1] as const);

function edgeList(t: TestContext, type: string): string {
  const path = join(scratchFolder(t), "g.csv");
  const rows = edges.map(([u, v, w]) => `${w},${v},${u},${type}`);
  writeFileSync(path, `weight,target,source,type\n${rows.join("\n")}\n`);
  return path;
}

const oracle = `
import networkx as nx
edges, directed = json.load(sys.stdin)
G = nx.MultiDiGraph() if directed else nx.MultiGraph()
G.add_weighted_edges_from(edges)
U = nx.MultiGraph()
U.add_weighted_edges_from(edges)
n = len(G)
mean = lambda xs: sum(xs) / len(xs)
sizes = sorted((len(c) for c in nx.connected_components(U)), reverse=True)
degree = [d for _, d in U.degree()]
out = {"giant": sizes[0] / n, "second": sizes[1] / n,
       "molloy_reed": sum(d * d for d in degree) / sum(degree)}
for name, what in (("in_", G.in_degree), ("out_", G.out_degree)) if directed else (("", G.degree),):
    out[name + "degree_mean"] = mean([d for _, d in what()])
    out[name + "degree_max"] = max(d for _, d in what())
    out[name + "strength_mean"] = mean([d for _, d in what(weight="weight")])
    out[name + "strength_max"] = max(d for _, d in what(weight="weight"))
print(json.dumps(out))`;

for (const type of ["Directed", "Undirected"])
  test(`${type.toLowerCase()} edges: degrees, strengths and components are networkx's`, (t) => {
    const directed = type === "Directed";
    const expected = python(oracle, [edges, directed]) as Record<string, number> | undefined;
    if (!expected) return t.skip("needs python3-networkx");
    const path = edgeList(t, type);
    const found = new Map([
      ...measured(t, "percolation", path).found,
      ...measured(t, "degree", path).found,
    ]);
    for (const [name, value] of Object.entries(expected))
      assert.ok(Math.abs(found.get(name)! - value) < 1e-12, `${name}: ${found.get(name)} ${value}`);
  });

test("what needs inputs, outputs or directions is not defined, and a note says why", (t) => {
  const path = edgeList(t, "Undirected");
  const { found, notes, out } = measured(t, "percolation", path);
  assert.match(notes, /inputs and outputs are unknown, as its edges have no direction; /);
  for (const name of ["spanning", "effective_density", "reached_outputs", "live_share"])
    assert.ok(Number.isNaN(found.get(name)), name);
  const curve = readTable(out, "percolation");
  for (const name of ["reached_outputs", "live", "effective_density"])
    assert.ok(curve.float64(name).every(Number.isNaN), name);
  assert.ok(curve.float64("density").every((p) => p > 0 && p <= 1));
  const degree = measured(t, "degree", path);
  assert.ok(Number.isNaN(degree.found.get("dead_share")));
  assert.equal(degree.found.get("in_degree_mean"), undefined);
  assert.ok(
    readTable(degree.out, "degrees")
      .text("side")
      .every((side) => side === "all"),
  );
  const community = measured(t, "community", path);
  assert.ok(Number.isNaN(community.found.get("barber_modularity")));
  assert.ok(Number.isNaN(community.found.get("degree_centralization")));
  const directed = measured(t, "community", edgeList(t, "Directed"));
  assert.match(directed.notes, /as it has parallel edges from node \d+ to \d+|itself/);
  assert.ok(!Number.isNaN(directed.found.get("barber_modularity")));
});

test("communities keep the names of nodes, and their modularity is networkx's", (t) => {
  const path = edgeList(t, "Undirected");
  const { found, out } = measured(t, "community", path);
  const partition = readTable(out, "partition");
  const community = partition.uint32("community");
  const byName = partition.text("name").map((name, row) => [name, community[row]] as const);
  const expected = python(
    `
import networkx as nx
edges, pairs = json.load(sys.stdin)
G = nx.MultiGraph()
G.add_weighted_edges_from(edges)
groups = {}
for name, c in pairs: groups.setdefault(c, set()).add(name)
print(json.dumps(nx.algorithms.community.modularity(G, groups.values())))`,
    [edges, byName],
  ) as number | undefined;
  if (expected === undefined) return t.skip("needs python3-networkx");
  assert.ok(Math.abs(found.get("modularity_max")! - expected) < 1e-9);
});

test("structure: degrees, weights and communities of a graph without layers", (t) => {
  const folder = scratchFolder(t);
  const [path, out, partition] = [
    edgeList(t, "Undirected"),
    join(folder, "s.arrow"),
    join(folder, "p.arrow"),
  ];
  run("community", path, "--out", partition);
  const { out: graph } = imported(t, path);
  run("structure", graph, join(graph, "../nodes.arrow"), partition, "--out", out);
  const found = scalars(out);
  for (const name of ["degree_strength", "weight_mean", "weight_gini", "participation_all"])
    assert.ok(Number.isFinite(found.get(name)), name);
  assert.equal(found.get("tail_points"), 0);
  assert.equal(found.get("spectral_gap"), undefined);
});

function imported(t: TestContext, path: string) {
  const folder = scratchFolder(t);
  const [out, nodes] = [join(folder, "graph.arrow"), join(folder, "nodes.arrow")];
  const made = pcrit(["import", path, "--out", out, "--nodes", nodes]);
  assert.equal(made.code, 0, made.err);
  return { out, nodes, notes: made.err };
}

test("what is imported is measured as the file itself", (t) => {
  const path = edgeList(t, "Undirected");
  const { out, nodes } = imported(t, path);
  for (const stage of ["percolation", "degree", "community"])
    assert.deepEqual(measured(t, stage, out, nodes).found, measured(t, stage, path).found, stage);
});

test("a pruned network goes out and comes back the same, in every format", (t) => {
  const { folder, graph, nodes, networks } = graphFolder(t);
  const original = readGraph(graph, nodes).levels[2]!.graph;
  const partition = join(folder, "partition.arrow");
  run("community", graph, nodes, "--out", partition);
  for (const ending of ["gexf", "graphml", "json"]) {
    const path = join(folder, `g.${ending}`);
    run("export", graph, "--nodes", nodes, "--partition", partition, "--level", "2", "--out", path);
    const { levels, notes } = readGraph(path);
    assert.deepEqual(levels[0]!.graph, original, ending);
    assert.match(notes.join(), /left out: attribute community of/);
    run("export", networks[2]!, "--out", path);
    const { sign, ...signed } = readGraph(path).levels[0]!.graph;
    assert.deepEqual(signed, original, ending);
    assert.ok(sign?.includes(-1) && sign.includes(1));
    const { out, nodes: list } = imported(t, path);
    assert.deepEqual(readGraph(out, list).levels[0]!.graph, { ...original, sign });
  }
});

test("as an edge list it has the same edges, and what is left out is said", (t) => {
  const { folder, networks } = graphFolder(t);
  const path = join(folder, "g.csv");
  const made = pcrit(["export", networks[2]!, "--out", path]);
  assert.equal(made.code, 0, made.err);
  assert.match(made.err, /an edge list has no attributes of nodes/);
  const { graph } = readGraph(networks[2]!.replace("network2", "graph")).levels[2]!;
  const ends = ({ nodes: { id }, source, target }: typeof graph) =>
    Array.from(source, (u, e) => `${id[u]} ${id[target[e]!]}`).sort();
  assert.deepEqual(ends(readGraph(path).levels[0]!.graph), ends(graph));
  assert.deepEqual(readFileSync(path, "utf8").split("\n")[0], "source,target,weight,layer,sign");
});

test("a graph of another program becomes one for a third", (t) => {
  const path = edgeList(t, "Undirected");
  const out = join(scratchFolder(t), "g.graphml");
  run("export", path, "--out", out);
  assert.deepEqual(
    readGraph(out, undefined, "any").levels,
    readGraph(path, undefined, "any").levels,
  );
});

test("negative weights of Arrow files count by their size", (t) => {
  const folder = scratchFolder(t);
  const path = join(folder, "g.csv");
  writeFileSync(path, "source,target,weight\n0,1,-2\n1,2,3\n");
  const { out, notes } = imported(t, path);
  assert.match(notes, /1 of 2 weights are negative: their size counts, the sign is kept/);
  const table = readTable(out, "graph");
  assert.deepEqual([...table.float32("weight")], [2, 3]);
  assert.deepEqual([...table.int32("sign")], [-1, 1]);
});

test("what cannot be exported or imported is one line, exit code 2, and no file", (t) => {
  const { folder, graph, nodes, networks } = graphFolder(t);
  const fails = (args: string[], pattern: RegExp) => {
    const made = pcrit(args);
    assert.equal(made.code, 2, made.err);
    const last = made.err.trimEnd().split("\n").at(-1)!;
    assert.match(last, pattern);
  };
  const out = join(folder, "o.gexf");
  fails(["export", graph, "--out", out], /expected --level, as it holds several levels: 0, 1, 2$/);
  fails(["export", graph, "--level", "9", "--out", out], /expected level 9, found 0, 1, 2$/);
  fails(
    ["export", graph, "--out", join(folder, "o.xyz")],
    /ends .*\.gexf, \.graphml, \.csv, \.json, found \.xyz/,
  );
  fails(
    ["export", networks[0]!, "--nodes", nodes, "--out", out],
    /expected no --nodes with a network/,
  );
  fails(["export", networks[0]!, "--level", "3", "--out", out], /expected level 3, found 0/);
  fails(
    ["export", nodes, "--out", out],
    /expected table "graph" or "network", found table "nodes"/,
  );
  fails(
    ["import", graph, "--out", out],
    /a network \(.*\) or a graph \(\.csv, .*\), found \.arrow/,
  );
  const bad = join(folder, "bad.csv");
  writeFileSync(bad, "source,target,weight\na,b,NaN\n");
  for (const stage of ["percolation", "degree", "community", "structure", "import"])
    fails(
      [stage, bad, "--out", out],
      /bad\.csv: line 2: expected weight to be a decimal number, found "NaN"/,
    );
  fails(["portrait", bad, nodes, nodes, "--out", out, "--edges", out], /bad\.csv: line 2/);
  const bomb = join(folder, "bomb.graphml");
  writeFileSync(
    bomb,
    '<!DOCTYPE g [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><graphml>&b;</graphml>',
  );
  fails(["degree", bomb, "--out", out], /bomb\.graphml: line 1: .*no document type/);
  assert.ok(!existsSync(out));
});

test("names of nodes.arrow are all different", (t) => {
  const folder = scratchFolder(t);
  const [path, nodes] = [join(folder, "g.arrow"), join(folder, "n.arrow")];
  const write = (to: string, columns: Record<string, unknown[]>) =>
    writeFileSync(to, tableToIPC(tableFromArrays(columns), { format: "file" })!);
  write(path, { source: [0], target: [1] });
  write(nodes, { node: [0, 1], layer: [0, 1], role: ["input", "output"], name: ["a", "a"] });
  assert.throws(
    () => readGraph(path, nodes),
    /n\.arrow: expected nodes of different names, found "a" twice/,
  );
});

test("Arrow files of other programs: names, no weights, negative weights", (t) => {
  const path = join(scratchFolder(t), "g.arrow");
  const write = (columns: Record<string, unknown[]>) =>
    writeFileSync(path, tableToIPC(tableFromArrays(columns), { format: "file" })!);
  write({ source: ["a", "b", "c"], target: ["b", "c", "a"] });
  const named = readGraph(path, undefined, "any");
  assert.deepEqual(named.levels[0]!.graph.nodes.name, ["a", "b", "c"]);
  assert.deepEqual([...named.levels[0]!.graph.weight], [1, 1, 1]);
  assert.match(named.notes.join(), /3 of 3 edges have no weight/);
  write({ source: [0, 1], target: [1, 2] });
  const plain = readGraph(path);
  assert.deepEqual([...plain.levels[0]!.graph.weight], [1, 1]);
  assert.match(plain.notes.join(), /edges have no weight, which counts as 1/);
  write({ source: [0, 1], target: [1, 2], weight: [-0.5, 2] });
  const { graph } = readGraph(path).levels[0]!;
  assert.deepEqual([...graph.weight, ...graph.sign!], [0.5, 2, -1, 1]);
  write({ source: ["a", "b"], target: ["b", "c"], level: [0, 3], weight: [1, 2] });
  assert.deepEqual(
    readGraph(path).levels.map(({ level, graph: own }) => [level, own.source.length]),
    [
      [0, 1],
      [3, 1],
    ],
  );
  write({ source: [0, 1], target: [1, 2], weight: [Number.NaN, 2] });
  const refused = pcrit(["degree", path, "--out", `${path}.out`]);
  assert.match(refused.err, /expected weight to be a finite number, found NaN in row 0/);
});
