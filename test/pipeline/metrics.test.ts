/** Metrics of one's own: the stage by hand, and docs/metrics.md's example through a whole run. */
import assert from "node:assert/strict";
import { cpSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { before, test } from "node:test";
import { readTable } from "../../src/arrow/read.js";
import { writeTable } from "../../src/arrow/write.js";
import { packageRoot } from "../../src/package.js";
import { readGraph } from "../../src/tables/graph.js";
import { pcrit } from "../support/command.js";
import { scratchFolder } from "../support/folder.js";
import { make, plan, startedStages } from "../support/run.js";
import { graphFolder } from "./graph-files.js";

const document = readFileSync(`${packageRoot}docs/metrics.md`, "utf8");
const block = (language: string) =>
  new RegExp(`\`\`\`${language}\\n([\\s\\S]*?)\`\`\``).exec(document)![1]!;
/** The example, in a file of the name that its first line says. */
const example = block("js");
const exampleName = /^\/\/ (\S+)\n/.exec(example)![1]!;

function written(folder: string, name: string, text: string): string {
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, name), text);
  return join(folder, name);
}

test("statistics of every level, the same bytes wherever the module lies", (t) => {
  const { folder, graph, nodes } = graphFolder(t);
  const text = "export const edges = (graph) => graph.size;";
  const outputs = ["one", "two"].map((place) => {
    const module = written(join(folder, place), "count.mjs", text);
    const out = join(folder, `${place}.arrow`);
    const made = pcrit(["metrics", graph, nodes, "--module", module, "--out", out]);
    assert.equal(made.code, 0, made.err);
    assert.equal(made.err, "");
    return out;
  });
  const [one, two] = outputs.map((path) => readFileSync(path));
  assert.deepEqual(one, two);
  const table = readTable(outputs[0]!, "statistics");
  const { levels } = readGraph(graph, nodes);
  assert.deepEqual(
    table.text("statistic"),
    levels.map(() => "count.edges"),
  );
  assert.deepEqual(
    [...table.float64("value")],
    levels.map((level) => level.graph.source.length),
  );
  assert.deepEqual(
    [...table.uint32("level")],
    levels.map(({ level }) => level),
  );
});

test("a graph with cycles has metrics too", (t) => {
  const folder = scratchFolder(t);
  const [graph, out] = [join(folder, "graph.arrow"), join(folder, "out.arrow")];
  const edges = { source: Uint32Array.of(0, 1, 2, 2), target: Uint32Array.of(1, 2, 0, 2) };
  const from = { stage: "test", settings: "{}", inputs: {} };
  writeTable(graph, "graph", { ...edges, weight: Float32Array.of(1, 2, 3, 4) }, from);
  const text = "export const loops = (graph) => graph.selfLoopCount;";
  const module = written(folder, "mine.mjs", text);
  const made = pcrit(["metrics", graph, "--module", module, "--out", out]);
  assert.equal(made.code, 0, made.err);
  assert.deepEqual([...readTable(out, "statistics").float64("value")], [1]);
});

test("large levels are left out with a note", (t) => {
  const { folder, graph, nodes } = graphFolder(t);
  const out = join(folder, "out.arrow");
  const args = ["--module", "graphology-metrics/graph/simple-size", "--out", out, "--edges", "40"];
  const made = pcrit(["metrics", graph, nodes, ...args]);
  assert.equal(made.code, 0, made.err);
  assert.match(made.err, /^note: graphology_simple_size: level 0 is left out, as it has \d+ edges/);
  const levels = [...readTable(out, "statistics").uint32("level")];
  assert.ok(!levels.includes(0) && levels.includes(3));
});

test("what is wrong ends the stage with one line, exit code 2 and no file", (t) => {
  const { folder, graph, nodes } = graphFolder(t);
  const module = written(folder, "bad.mjs", "export const f = (g, l) => (l.level < 2 ? 1 : 'x');");
  const waits = written(folder, "waits.mjs", "export const f = () => new Promise(() => {});");
  const out = join(folder, "out.arrow");
  for (const [args, why] of [
    [["--module", module], /bad\.mjs: function f, level 2: expected a number/],
    [["--module", waits], /waits\.mjs: function f, level 0: its promise is never settled/],
    [["--module", join(folder, "none.mjs")], /none\.mjs: .*no such file/],
    [["--module", "graphology-metrics/graph/girth"], /found "graph\/girth"/],
    [["--module", module, "--name", "a.b"], /expected --name of letters/],
    [["--module", module, "--module-sha256", "0"], /expected what was planned/],
    [[], /expected --module/],
  ] as const) {
    const made = pcrit(["metrics", graph, nodes, ...args, "--out", out]);
    assert.equal(made.code, 2, made.err);
    assert.equal(made.err.trimEnd().split("\n").length, 1, made.err);
    assert.match(made.err, why);
  }
  assert.ok(!readdirSync(folder).includes("out.arrow"));
});

const settings = {
  name: "own",
  dataset: { train: 200, test: 100 },
  architectures: [{ name: "fc3", hidden: [12, 8] }],
  widths: [1],
  seeds: 3,
  training: { epochs: 2, batch: 32 },
  schedule: { densities: [0.5, 0.2, 0.1, 0.05, 0.02] },
  fineTuning: { epochs: 0 },
  percolation: { shuffles: 2 },
  communities: { runs: 2, algorithm: "leiden" },
  analysis: { repetitions: 20, permutations: 20 },
};
const stated = (JSON.parse(block("json")) as { metrics: string[] }).metrics;
const more = [...stated, { module: "./helped.mjs", name: "helped" }];

let runs: string;
let folder: string;

before((t) => {
  runs = scratchFolder(t as Parameters<typeof scratchFolder>[0]);
  written(runs, exampleName, example);
  written(runs, "helped.mjs", 'import { n } from "./helper.mjs"; export const f = () => n;');
  written(runs, "helper.mjs", "export const n = 1;");
  folder = plan(runs, { ...settings, metrics: more });
  make(folder, "-j2");
});

test("the documented example stands in topology, correlations, predictions and the report", () => {
  const topology = readTable(join(folder, "topology.arrow"), "topology");
  const columns = [
    "strength.concentration",
    "strength.degrees.highest",
    "strength.degrees.deaf",
    "graphology_pagerank.mean",
    "graphology_pagerank.maximum",
    "helped.f",
  ];
  for (const name of columns) {
    assert.ok(topology.has(name), `${name} among ${topology.names}`);
    assert.ok(topology.float64(name).every(Number.isFinite), name);
  }
  assert.ok(document.includes("`strength.degrees.deaf`"));
  const correlations = readTable(join(folder, "correlations.arrow"), "correlations");
  const page = readFileSync(join(folder, "report/index.html"), "utf8");
  for (const name of columns) {
    assert.ok(correlations.text("metric").includes(name), name);
    assert.ok(page.includes(name), name);
  }
  assert.ok(topology.has("leiden_runs"));
});

test("what a module says of a level is what the run's files say", () => {
  const text = `export const f = (graph, level) => ({ accuracy: level.accuracy, seed: level.seed,
  width: level.width, density: level.density, fc3: Number(level.architecture === "fc3") });`;
  const module = written(runs, "facts.mjs", text);
  const cell = join(folder, "cells/fc3-w1-magnitude-s2");
  const out = join(runs, "facts.arrow");
  const files = ["graph", "nodes", "performance"].map((name) => join(cell, `${name}.arrow`));
  const made = pcrit(["metrics", ...files, "--module", module, "--out", out]);
  assert.equal(made.code, 0, made.err);
  const table = readTable(out, "statistics");
  const performance = readTable(files[2]!, "performance");
  const values = (name: string) =>
    [...table.float64("value")].filter((_, row) => table.text("statistic")[row] === name);
  assert.deepEqual(values("facts.f.accuracy"), [...performance.float64("accuracy")]);
  assert.deepEqual(values("facts.f.density"), [...performance.float64("density")]);
  assert.ok(values("facts.f.seed").every((seed) => seed === 2));
  assert.ok([...values("facts.f.width"), ...values("facts.f.fc3")].every((one) => one === 1));
});

test("a changed module is measured again, and what depends on it, nothing else", () => {
  const before = startedStages(folder).length;
  plan(runs, { ...settings, metrics: more });
  make(folder);
  assert.equal(startedStages(folder).length, before);
  written(runs, "helper.mjs", "export const n = 2;");
  plan(runs, { ...settings, metrics: more });
  make(folder);
  const started = startedStages(folder).slice(before);
  assert.deepEqual(started.slice(0, 4), ["metrics", "metrics", "metrics", "topology"]);
  assert.deepEqual(started.slice(4).sort(), ["correlate", "criticality", "report"]);
  const topology = readTable(join(folder, "topology.arrow"), "topology");
  assert.ok(topology.float64("helped.f").every((n) => n === 2));
});

test("a run that is moved has its modules with it: there too it is whole, and goes on", (t) => {
  const elsewhere = scratchFolder(t);
  const moved = join(elsewhere, "own");
  cpSync(folder, moved, { recursive: true });
  const check = pcrit(["check", moved]);
  assert.equal(check.code, 0, check.out + check.err);
  const file = "cells/fc3-w1-magnitude-s0/metrics/helped.arrow";
  rmSync(join(moved, file));
  const planned = pcrit(["plan", join(moved, "experiment.json"), "--runs", elsewhere]);
  assert.equal(planned.code, 0, planned.err);
  const started = startedStages(moved).length;
  make(moved);
  assert.deepEqual(startedStages(moved).slice(started), ["metrics"]);
  assert.deepEqual(readFileSync(join(moved, file)), readFileSync(join(folder, file)));
});

test("a module that the run keeps and somebody alters is refused", (t) => {
  const elsewhere = scratchFolder(t);
  const moved = join(elsewhere, "own");
  cpSync(folder, moved, { recursive: true });
  writeFileSync(join(moved, "metrics/helped/helper.mjs"), "export const n = 3;");
  const planned = pcrit(["plan", join(moved, "experiment.json"), "--runs", elsewhere]);
  assert.equal(planned.code, 2, planned.err);
  assert.match(planned.err, /helped\.mjs: expected what has the SHA-256/);
});

test("metrics that cannot be are refused when they are planned, by name", () => {
  for (const [metrics, why] of [
    [["./none.mjs"], /none\.mjs: no such file/],
    [["graphology-metrics/graph/girth"], /expected of graphology-metrics one of graph\/density/],
    [["./a.txt"], /a\.txt: expected an ES module/],
    [["./helped.mjs", "./helped.mjs"], /found "helped" twice/],
    [[{ module: "./helped.mjs", name: "a b" }], /expected the name of the metric/],
    [[{ module: "./helped.mjs", other: 1 }], /unknown key "other"/],
    [[{ name: "x" }], /metrics/],
    [[7], /metrics/],
    [[], /metrics/],
  ] as const) {
    const path = written(runs, "refused.json", JSON.stringify({ ...settings, metrics }));
    const { code, err } = pcrit(["plan", path, "--runs", runs]);
    assert.equal(code, 2, err);
    assert.equal(err.trimEnd().split("\n").length, 1, err);
    assert.match(err, why);
  }
});
