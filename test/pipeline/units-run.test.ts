/** A small residual network whose graph is that of values, through make to its report. */
import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { before, test } from "node:test";
import { readTable } from "../../src/arrow/read.js";
import { effectiveWeights } from "../../src/graph/effective-weights.js";
import { networkGraph } from "../../src/graph/network-graph.js";
import { liveness } from "../../src/graph/reach.js";
import { readGraph } from "../../src/tables/graph.js";
import { readNetwork } from "../../src/tables/network.js";
import { pcrit, run } from "../support/command.js";
import { scratchFolder } from "../support/folder.js";
import { make, plan } from "../support/run.js";

const relu = { kind: "relu" };
/** A block with an identity, a gate, a depthwise convolution, and a branch that is pooled on its way. */
const layers = [
  { kind: "convolution", channels: 3, stride: 4, padding: 1, bias: false },
  { kind: "batch-normalisation" },
  { ...relu, name: "stem" },
  { kind: "convolution", channels: 3, padding: 1, bias: false },
  { kind: "batch-normalisation", name: "branch" },
  { kind: "add", name: "sum", from: ["branch", "stem"] },
  { ...relu, name: "block" },
  { kind: "global-average-pool" },
  { kind: "full", units: 3 },
  { kind: "sigmoid", name: "gate" },
  { kind: "multiply", from: ["block", "gate"] },
  { kind: "convolution", channels: 3, groups: "depthwise", padding: 2, dilation: 2 },
  { ...relu, name: "deep" },
  { kind: "average-pool", size: 2, name: "a" },
  { kind: "max-pool", size: 2, from: "stem", name: "b" },
  { kind: "concatenate", from: ["a", "b"] },
  { kind: "full", name: "classes" },
];

const experiment = {
  name: "values",
  dataset: { name: "colour-glyphs", train: 200, test: 100 },
  architectures: [{ name: "tiny", layers }],
  widths: [1],
  seeds: 2,
  training: { epochs: 1, batch: 32, learningRate: 0.01 },
  schedule: { densities: [0.5, 0.1, 0.02] },
  fineTuning: { epochs: 1 },
  graph: "units",
  percolation: { shuffles: 2 },
  communities: { runs: 2 },
  structure: { samples: 0, nulls: 2 },
  nullModels: { densities: [0.1], repetitions: 1, epochs: 1, fineTuningEpochs: 1 },
  robustness: { shares: [0, 0.5], amplitudes: [0, 0.5], draws: 1, images: 20 },
  metrics: ["graphology-metrics/centrality/degree"],
  analysis: { repetitions: 20, permutations: 20 },
};

let folder: string;
let made: string;
const at = (name: string) => join(made, name);

before((t) => {
  folder = scratchFolder(t as Parameters<typeof scratchFolder>[0]);
  made = plan(folder, experiment);
  make(made, "-j2");
});

test("graphs of every level are those of its network, live where values are", () => {
  const cell = "cells/tiny-w1-magnitude-s0";
  const { levels } = readGraph(at(`${cell}/graph.arrow`), at(`${cell}/nodes.arrow`));
  assert.equal(levels.length, 4);
  for (const { level, graph } of levels) {
    const path =
      level === 0 ? "dense/tiny-w1-s0" : `${cell}/levels/${String(level).padStart(3, "0")}`;
    const { network } = readNetwork(at(`${path}/network.arrow`));
    assert.deepEqual(graph, networkGraph(network, "units"));
    assert.equal(liveness(graph).spanning, effectiveWeights(network) > 0);
  }
});

test("the run's tables have what skips do, and its report the graph", () => {
  const topology = readTable(at("topology.arrow"), "topology");
  for (const name of ["spanning_without_skips", "giant_with_skips", "live_hidden", "vertex_cut"])
    assert.ok(topology.has(name), name);
  assert.equal(topology.float64("spanning")[0], 1);
  const page = readFileSync(at("report/index.html"), "utf8");
  assert.match(page, /id="pcrit-explorer"/);
  const nulls = readTable(at("cells/tiny-w1-magnitude-s0/portrait-nulls.arrow"), "portrait-nulls");
  const nodes = readTable(at("cells/tiny-w1-magnitude-s0/nodes.arrow"), "nodes").rows / 4;
  assert.ok(nulls.uint32("target").every((v) => v < nodes) && nulls.rows > 0);
  assert.match(page, /"names":\["input","convolution1","sum"/);
});

test("a graph that is too large is refused by the plan, before anything is trained", () => {
  const wide = [
    { kind: "convolution", channels: 1500, kernel: 1 },
    { kind: "convolution", channels: 1500, kernel: 1 },
    { kind: "global-average-pool" },
    { kind: "full" },
  ];
  const path = join(folder, "wide.json");
  const large = { ...experiment, architectures: [{ name: "wide", layers: wide }], widths: [1] };
  writeFileSync(path, JSON.stringify(large));
  const refused = pcrit(["plan", path, "--runs", folder]);
  assert.equal(refused.code, 2);
  assert.match(
    refused.err,
    /^\S+wide\.json: architecture "wide" at width 1: expected a graph of at most 268435456 edges, found [0-9]+ between values/,
  );
  assert.equal(refused.err.trim().split("\n").length, 1);
  writeFileSync(path, JSON.stringify({ ...large, graph: "channels" }));
  run("plan", path, "--runs", folder);
});
