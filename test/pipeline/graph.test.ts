import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { readTable } from "../../src/arrow/read.js";
import { networkGraph } from "../../src/graph/network-graph.js";
import { liveness } from "../../src/graph/reach.js";
import { readGraph } from "../../src/tables/graph.js";
import { writeNetwork } from "../../src/tables/network.js";
import { pcrit } from "../support/command.js";
import { graphFolder, networks, randomNetwork } from "./graph-files.js";

test("networks become one graph file, level by level", (t) => {
  const files = graphFolder(t);
  const { levels, edges, nodes } = readGraph(files.graph, files.nodes);
  assert.deepEqual(
    levels,
    networks.map((network, level) => ({ level, graph: networkGraph(network) })),
  );
  const live = levels.flatMap(({ graph }) => [...liveness(graph).live]);
  assert.deepEqual([...nodes!.uint8("live")], live);
  assert.equal(edges.attribute("cell"), "tiny");
  const inputs = JSON.parse(edges.metadata.get("pcrit.inputs")!);
  assert.equal(inputs["level 1"], readTable(files.networks[1]!, "network").sha256());
});

test("the order on the command line does not matter where files say their level", (t) => {
  const files = graphFolder(t);
  const out = join(files.folder, "again.arrow");
  const run = pcrit(["graph", ...[...files.networks].reverse(), "--out", out]);
  assert.equal(run.code, 0, run.err);
  assert.deepEqual(
    readGraph(out).edges.uint32("source"),
    readGraph(files.graph).edges.uint32("source"),
  );
  assert.deepEqual(readFileSync(out), readFileSync(files.graph));
});

test("where the graph cannot be written its nodes are not left behind", (t) => {
  const files = graphFolder(t);
  const nodes = join(files.folder, "alone.arrow");
  const run = pcrit(["graph", ...files.networks, "--nodes", nodes, "--out", files.folder]);
  assert.equal(run.code, 2, run.err);
  assert.match(run.err, /expected a file to write, found a folder/);
  assert.ok(!existsSync(nodes));
});

test("networks that do not belong together are refused", (t) => {
  const files = graphFolder(t);
  const out = join(files.folder, "out.arrow");
  const twice = pcrit(["graph", files.networks[0]!, files.networks[0]!, "--out", out]);
  assert.equal(twice.code, 2);
  assert.match(
    twice.err,
    /^.*network0\.arrow: expected one network per level, found two of level 0\n$/,
  );
  const other = join(files.folder, "other.arrow");
  const shape = {
    ...randomNetwork(0, 1),
    units: [4, 2],
    bias: new Float32Array(2),
    initialBias: new Float32Array(2),
  };
  writeNetwork(other, shape, { stage: "test", settings: "{}", inputs: {} });
  const mixed = pcrit(["graph", files.networks[0]!, other, "--out", out]);
  assert.equal(mixed.code, 2);
  assert.match(mixed.err, /^.*other\.arrow: expected layers of 9, 8, 6, 3 units, found 4, 2\n$/);
  assert.ok(!existsSync(out));
});
