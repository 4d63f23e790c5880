/** The stages that read a network as a graph, on files of networks that are graphs of layers. */
import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { readTable } from "../../src/arrow/read.js";
import { type Convention, conventions } from "../../src/graph/grouping.js";
import { networkGraph } from "../../src/graph/network-graph.js";
import { liveness } from "../../src/graph/reach.js";
import { prune } from "../../src/prune/prune.js";
import { unitGroupsOf } from "../../src/report/inputs/unit-groups-of.js";
import { readGraph, writeGraph } from "../../src/tables/graph.js";
import { writeNetwork, writeUnits } from "../../src/tables/network.js";
import { graphOf, residual, sampleGraph, samples } from "../engine/graph-sample.js";
import { pcrit, run } from "../support/command.js";
import { scratchFolder } from "../support/folder.js";

const image = { channels: 3, height: 8, width: 8 };
const provenance = { stage: "test", settings: "{}", inputs: {} };

function files(t: TestContext, layers: readonly object[]) {
  const folder = scratchFolder(t);
  const dense = sampleGraph(graphOf(layers, image));
  const networks = [1, 0.3, 0.04].map((density) =>
    prune(dense, Math.round(density * dense.weight.length), "magnitude", ""),
  );
  const paths = networks.map((network, level) => {
    const from = { ...provenance, attributes: { level } };
    const path = join(folder, `network${level}.arrow`);
    writeNetwork(path, network, from);
    writeUnits(join(folder, `units${level}.arrow`), network, from);
    return path;
  });
  return { networks, paths, at: (name: string) => join(folder, name) };
}

test("graphs of layers come back from their files, with nodes or without", (t) => {
  for (const layers of [residual, samples["transpose, as mlp-mixers have it"]!])
    for (const convention of conventions) {
      const { networks, paths, at } = files(t, layers);
      const out = ["--nodes", at("nodes.arrow"), "--out", at("graph.arrow")];
      run("graph", ...paths, "--convention", convention, ...out);
      const expected = networks.map((network, level) => ({
        level,
        graph: networkGraph(network, convention),
      }));
      const { levels, nodes } = readGraph(at("graph.arrow"), at("nodes.arrow"));
      assert.deepEqual(levels, expected);
      assert.deepEqual(readGraph(at("graph.arrow")).levels, expected);
      const live = expected.flatMap(({ graph }) => [...liveness(graph).live]);
      assert.deepEqual([...nodes!.uint8("live")], live);
    }
});

for (const convention of conventions)
  test(`every stage that reads graphs takes the graph ${convention}`, (t) => {
    everyStage(t, convention);
  });

function everyStage(t: TestContext, convention: Convention): void {
  const { paths, at } = files(t, residual);
  const given = [at("graph.arrow"), at("nodes.arrow")] as const;
  run("graph", ...paths, "--convention", convention, "--nodes", given[1], "--out", given[0]);
  run("percolation", ...given, "--statistics", at("s.arrow"), "--out", at("percolation.arrow"));
  const statistics = new Set(readTable(at("s.arrow"), "statistics").text("statistic"));
  for (const name of [
    "live_hidden",
    "spanning_without_skips",
    "threshold_outputs_without_skips_density_random",
  ])
    assert.ok(statistics.has(name), name);
  run("degree", ...given, "--out", at("degrees.arrow"));
  run("community", ...given, "--statistics", at("c.arrow"), "--out", at("partition.arrow"));
  const quick = ["--nulls", "2", "--samples", "0"];
  run("structure", ...given, at("partition.arrow"), ...quick, "--out", at("structure.arrow"));
  run(
    ...["portrait", ...given, at("partition.arrow"), ...paths, "--most", "40"],
    ...["--edges", at("edges.arrow"), "--bands", at("bands.arrow"), "--out", at("portrait.arrow")],
  );
  const portrait = readTable(at("portrait.arrow"), "portrait");
  assert.equal(portrait.attribute("convention"), convention === "units" ? "units" : undefined);
  const drawn = unitGroupsOf(portrait)!;
  assert.deepEqual(
    drawn.groups.map(({ units }) => units),
    portrait.attribute("units"),
  );
  // the block's skip from value to value: a run of all of them
  assert.equal(drawn.identities.length, 1);
  // values at positions have no signs
  const signs = readTable(at("edges.arrow"), "portrait-edges").int32("sign");
  const known = signs.includes(1) && signs.includes(-1) && !signs.includes(0);
  assert.equal(known, convention === "channels");
  const level = ["--nodes", given[1], "--level", "1"];
  const sent = pcrit(["export", given[0], ...level, "--out", at("g.gexf")]);
  assert.equal(sent.code, 0, sent.err);
  assert.match(
    sent.err,
    convention === "units" ? /256 identity edges/ : /4 identity edges .* are left out/,
  );
  run("import", at("g.gexf"), "--out", at("back.arrow"));
}

test("what does not fit is refused in one line", (t) => {
  const { paths, at } = files(t, residual);
  const refused = (args: readonly string[], message: RegExp) => {
    const made = pcrit(args);
    assert.equal(made.code, 2, made.err);
    assert.match(made.err, message);
    assert.equal(made.err.trim().split("\n").length, 1, made.err);
  };
  const out = ["--out", at("out.arrow")];
  const flow = ["prune", paths[0]!, "--criterion", "synflow", "--density", "0.1"];
  refused([...flow, ...out], /normalisations, which units\.arrow holds/);
  assert.ok(!existsSync(at("out.arrow")));
  run(...flow, "--units", at("units0.arrow"), ...out);
});

test("a graph's file that contradicts its graph of layers is refused in one line", (t) => {
  const { paths, at } = files(t, residual);
  run("graph", paths[1]!, "--nodes", at("nodes.arrow"), "--out", at("graph.arrow"));
  const { levels, edges } = readGraph(at("graph.arrow"));
  const [{ graph }] = levels as [(typeof levels)[number]];
  const own = { units: edges.attribute("units"), graph: edges.attribute("graph") };
  const refused = (attributes: object, more: object, message: RegExp, nodes: string[] = []) => {
    const path = at("altered.arrow");
    const from = { ...provenance, attributes: { ...own, ...attributes } };
    writeGraph(path, [{ level: 1, graph: { ...graph, ...more } }], from);
    const made = pcrit(["percolation", path, ...nodes, "--out", at("out.arrow")]);
    assert.equal(made.code, 2, made.err);
    assert.match(made.err, message);
    assert.equal(made.err.trim().split("\n").length, 1, made.err);
  };
  const input = { channels: 1e6, height: 1e6, width: 1e6 };
  refused({ graph: 5 }, {}, /altered\.arrow: expected the attribute "graph" to hold/);
  refused({ graph: { input: image, layers: [{ kind: "relu" }] } }, {}, /altered\.arrow: /);
  refused({ graph: { ...(own.graph as object), input } }, {}, /altered\.arrow: /);
  refused(
    { units: [3, 4] },
    {},
    /altered\.arrow: expected unit layers of 3, 4, .* found \[3,4\] in "units"/,
  );
  // as many nodes as channels are no values at positions
  refused({ convention: "units" }, {}, /altered\.arrow: expected unit layers of 192, 256, /);
  const slow = { kind: "convolution", channels: 1, kernel: 255, bias: false };
  const layers = [slow, { kind: "global-average-pool" }, { kind: "full" }];
  const plane = { channels: 1, height: 1000, width: 1000 };
  refused(
    { graph: { input: plane, layers }, convention: "units" },
    {},
    /altered\.arrow: expected kernels of at most 1073741824 taps at all positions/,
  );
  const weightLayer = graph.weightLayer.map((l) => (l + 1) % 7);
  refused({}, { weightLayer }, /altered\.arrow: expected edges of its graph of layers, found/);
  const other = files(t, samples["concatenation"]!);
  run("graph", other.paths[1]!, "--nodes", other.at("nodes.arrow"), "--out", at("other.arrow"));
  refused({}, {}, /nodes\.arrow: expected the nodes of its graph of layers/, [
    other.at("nodes.arrow"),
  ]);
});
