import assert from "node:assert/strict";
import { copyFileSync, existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { readTable } from "../../src/arrow/read.js";
import { readGraph } from "../../src/tables/graph.js";
import { readNetwork } from "../../src/tables/network.js";
import { communitiesOf } from "../../src/tables/partition.js";
import { pcrit, run } from "../support/command.js";
import { scratchFolder } from "../support/folder.js";
import { graphFolder, networks, units } from "./graph-files.js";
import { smallRun } from "./small-run.js";

test("nodes as in graph and partition, the strongest edges with the signs of their weights", (t) => {
  const { folder, graph, nodes, networks: paths } = graphFolder(t);
  const at = (name: string) => join(folder, `${name}.arrow`);
  run("community", graph, nodes, "--out", at("partition"));
  const inputs = [graph, nodes, at("partition")];
  const out = ["--out", at("portrait"), "--edges", at("edges"), "--most", "21"];
  run("portrait", ...inputs, ...paths, ...out);
  const [portrait, edges] = [
    readTable(at("portrait"), "portrait"),
    readTable(at("edges"), "portrait-edges"),
  ];
  const count = units.reduce((a, b) => a + b, 0);
  assert.equal(portrait.rows, networks.length * count);
  assert.equal(portrait.attribute("cell"), "tiny");
  const partition = readTable(at("partition"), "partition");
  const live = readTable(nodes, "nodes").uint8("live");
  assert.deepEqual([...portrait.uint8("live")], [...live]);
  for (const { level, graph: own } of readGraph(graph, nodes).levels) {
    const rows = [...portrait.uint32("level").keys()].filter(
      (row) => portrait.uint32("level")[row] === level,
    );
    const out_degree = rows.map((row) => portrait.uint32("out_degree")[row]!);
    assert.equal(
      out_degree.reduce((a, b) => a + b, 0),
      own.source.length,
    );
    const community = communitiesOf(partition, level, own.nodes.id);
    rows.forEach((row, v) => {
      const degree = portrait.uint32("in_degree")[row]! + portrait.uint32("out_degree")[row]!;
      assert.equal(portrait.int32("community")[row], degree === 0 ? -1 : community[v]);
      assert.equal(portrait.float32("y")[row], portrait.float32("y")[v], "places stay");
    });
    checkEdges(edges, level);
  }
});

/** Each edge against the network that it is from: weight, sign, and none left out that is stronger. */
function checkEdges(edges: ReturnType<typeof readTable>, level: number): void {
  const network = networks[level]!;
  const begin = units.map((_, l) => units.slice(0, l).reduce((a, b) => a + b, 0));
  const rows = [...edges.uint32("level").keys()].filter((r) => edges.uint32("level")[r] === level);
  const most = Math.min(21, network.weight.length);
  assert.ok(rows.length <= most && rows.length > most - 3, "as many of each layer as fit");
  for (let layer = 0; layer < 3; layer++) {
    const own = rows.filter((row) => edges.uint8("layer")[row] === layer);
    const weights = [...network.weight].filter((_, w) => network.layer[w] === layer);
    const strongest = weights
      .map(Math.abs)
      .sort((a, b) => b - a)
      .slice(0, Math.max(7, own.length));
    const drawn = own.map((row) => edges.float32("weight")[row]!);
    assert.deepEqual(
      drawn.toSorted((a, b) => b - a),
      strongest,
    );
    for (const row of own) {
      const w = [...network.weight.keys()].find(
        (i) =>
          network.layer[i] === layer &&
          begin[layer]! + network.source[i]! === edges.uint32("source")[row] &&
          begin[layer + 1]! + network.target[i]! === edges.uint32("target")[row],
      )!;
      assert.equal(edges.float32("weight")[row]! * edges.int32("sign")[row]!, network.weight[w]);
    }
  }
}

test("the same bytes each time; without networks no sign is known", (t) => {
  const { folder, graph, nodes, networks: paths } = graphFolder(t);
  const at = (name: string) => join(folder, `${name}.arrow`);
  run("community", graph, nodes, "--out", at("partition"));
  const inputs = [graph, nodes, at("partition")];
  const make = (name: string, more: readonly string[]) => {
    run("portrait", ...inputs, ...more, "--out", at(name), "--edges", at(`${name}-edges`));
    return [readFileSync(at(name)), readFileSync(at(`${name}-edges`))];
  };
  assert.deepEqual(make("one", paths), make("two", paths));
  make("unsigned", []);
  const signs = readTable(at("unsigned-edges"), "portrait-edges").int32("sign");
  assert.ok(signs.length > 0 && signs.every((sign) => sign === 0));
});

test("networks of another level or another graph are refused by name", (t) => {
  const { folder, graph, nodes, networks: paths } = graphFolder(t);
  const at = (name: string) => join(folder, `${name}.arrow`);
  run("graph", paths[0]!, paths[1]!, "--nodes", at("few-nodes"), "--out", at("few"));
  run("community", at("few"), at("few-nodes"), "--out", at("partition"));
  const out = ["--out", at("portrait"), "--edges", at("edges")];
  const few = [at("few"), at("few-nodes"), at("partition")];
  const cases: [string[], RegExp][] = [
    [
      [...few, paths[2]!],
      /network2\.arrow: expected a network of one of the levels .* found level 2$/m,
    ],
    [[...few.slice(0, 2), nodes], /nodes\.arrow: expected table "partition", found table "nodes"/],
    [few.slice(0, 1), /expected graph\.arrow nodes\.arrow partition\.arrow/],
  ];
  for (const [args, message] of cases) {
    const made = pcrit(["portrait", ...args, ...out]);
    assert.equal(made.code, 2, made.err);
    assert.match(made.err, message);
    assert.equal(made.err.trim().split("\n").length, 1);
    assert.ok(!existsSync(at("portrait")) && !existsSync(at("edges")));
  }
  assert.ok(existsSync(graph));
});

test("null models stand beside the learned network: the first draw of each, after training", (t) => {
  const folder = scratchFolder(t);
  smallRun(folder);
  const at = (...names: string[]) => join(folder, ...names);
  const levels = [1, 2, 3].map((l) => at("cell0", `00${l}`, "network.arrow"));
  run("graph", at("dense0", "network.arrow"), ...levels, "--nodes", at("n"), "--out", at("g"));
  run("community", at("g"), at("n"), "--out", at("p"));
  const first = readdirSync(at("nulls0")).filter((name) => name.endsWith("-0"));
  const nulls = first.map((name) => at("nulls0", name, "network.arrow"));
  const inputs = ["portrait", at("g"), at("n"), at("p"), at("dense0", "network.arrow"), ...levels];
  const out = ["--most", "300", "--edges", at("e"), "--bands", at("b"), "--out", at("o")];
  run(...inputs, ...nulls, ...out, "--nulls", at("nulls.arrow"));
  const table = readTable(at("nulls.arrow"), "portrait-nulls");
  const names = table
    .text("model")
    .map((model, row) => `${table.uint32("level")[row]} ${table.text("start")[row]} ${model}`);
  assert.equal(new Set(names).size, first.length);
  for (const path of nulls) {
    const { network, edges } = readNetwork(path);
    const { model, start } = edges.attribute("null") as Record<string, string>;
    const own = names.flatMap((name, row) =>
      name === `${edges.attribute("level")} ${start} ${model}` ? [row] : [],
    );
    assert.equal(own.length, Math.min(300, network.weight.length));
    assert.equal(table.uint32("total")[own[0]!], network.weight.length);
    const weights = new Set(network.weight);
    for (const row of own)
      assert.ok(weights.has(table.float32("weight")[row]! * table.int32("sign")[row]!));
  }
  const bands = readTable(at("b"), "portrait-bands");
  const dense = [...bands.uint32("level").keys()].filter((row) => bands.uint32("level")[row] === 0);
  const all = dense.reduce((sum, row) => sum + bands.uint32("edges")[row]!, 0);
  assert.equal(all, readNetwork(at("dense0", "network.arrow")).network.weight.length);
  const refused = pcrit([...inputs, ...nulls.slice(0, 1), ...out]);
  assert.equal(refused.code, 2);
  assert.match(refused.err, /expected --nulls, the file for the null models among the networks/);
  run("graph", ...levels, "--nodes", at("n"), "--out", at("g"));
  const other = at("other.arrow");
  copyFileSync(nulls[0]!, other);
  const small = graphFolder(t);
  run("community", small.graph, small.nodes, "--out", at("p"));
  const wrong = pcrit([
    "portrait",
    small.graph,
    small.nodes,
    at("p"),
    other,
    ...out,
    "--nulls",
    at("x"),
  ]);
  assert.equal(wrong.code, 2);
  assert.match(wrong.err, /other\.arrow: expected a n/);
  assert.ok(!existsSync(at("x")));
});
