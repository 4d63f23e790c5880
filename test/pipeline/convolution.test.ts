/** A network with convolutions through the stages: the same as in the library, and both its graphs. */
import assert from "node:assert/strict";
import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { before, test } from "node:test";
import { readTable } from "../../src/arrow/read.js";
import { effectiveWeights } from "../../src/graph/effective-weights.js";
import { survivingWeights } from "../../src/graph/graph.js";
import { networkGraph } from "../../src/graph/network-graph.js";
import { prunableWeights } from "../../src/network.js";
import { readGraph } from "../../src/tables/graph.js";
import { readNetwork } from "../../src/tables/network.js";
import { readPerformance } from "../../src/tables/performance.js";
import { pcrit, run } from "../support/command.js";
import { scratchFolder } from "../support/folder.js";

const convolutions = JSON.stringify([
  { channels: 4, pool: { kind: "max" } },
  { channels: 8, kernel: 5, stride: 2 },
]);
let folder: string;
const at = (name: string) => join(folder, name);
const levels = () => readdirSync(at("levels")).map((name) => at(`levels/${name}/network.arrow`));

before((t) => {
  folder = scratchFolder(t as Parameters<typeof scratchFolder>[0]);
  run("data", "--train", "300", "--test", "100", "--out", at("d.arrow"));
  const train = ["--hidden", "24,16", "--width", "0.5", "--convolutions", convolutions];
  const dense = ["--out", at("n.arrow"), "--units", at("u.arrow"), "--performance", at("p.arrow")];
  run("train", at("d.arrow"), ...train, "--epochs", "2", ...dense);
  const schedule = ["--ratio", "0.4", "--until", "disconnected", "--epochs", "1"];
  const inputs = ["n.arrow", "u.arrow", "p.arrow", "d.arrow"].map(at);
  run("trajectory", ...inputs, ...schedule, "--levels", at("levels"), "--out", at("t.arrow"));
});

test("every level has its exact number of taps, its shape and its effective density", () => {
  const { network: dense } = readNetwork(at("n.arrow"), at("u.arrow"));
  assert.deepEqual(dense.units, [1, 2, 4, 12, 8, 10]);
  // 9 x 2 + 25 x 2 x 4 + (4 x 7 x 7) x 12 + 12 x 8 + 8 x 10; 28 -> 14 -> 7 rows
  assert.equal(prunableWeights(dense), 18 + 200 + 2352 + 96 + 80);
  const { rows } = readPerformance(at("t.arrow"));
  assert.ok(rows.length > 4);
  let larger = new Set<string>();
  for (const [level, path] of [at("n.arrow"), ...levels()].entries()) {
    const { network } = readNetwork(path);
    const own = Array.from(network.layer, (l, e) =>
      [l, network.source[e], network.target[e], network.tap[e]].join(" "),
    );
    assert.equal(own.length, rows[level]!.weights);
    assert.ok(level === 0 || own.every((name) => larger.has(name)));
    larger = new Set(own);
    assert.deepEqual(network.convolutions, dense.convolutions);
    const share = effectiveWeights(network) / prunableWeights(network);
    assert.equal(rows[level]!.effective_density, share);
  }
});

for (const convention of ["channels", "units"] as const) {
  test(`every statistic of the graph ${convention}`, () => {
    const [graph, nodes] = [at(`${convention}.arrow`), at(`${convention}-nodes.arrow`)];
    const networks = [at("n.arrow"), ...levels()];
    run("graph", ...networks, "--convention", convention, "--nodes", nodes, "--out", graph);
    const read = readGraph(graph, nodes);
    networks.forEach((path, level) => {
      const expected = networkGraph(readNetwork(path).network, convention);
      assert.deepEqual(read.levels[level], { level, graph: expected });
    });
    const dense = read.levels[0]!.graph;
    assert.equal(survivingWeights(dense), dense.prunable);
    for (const [stage, ...more] of [
      ["percolation", "--shuffles", "2"],
      ["degree", at("d.arrow")],
      ["community", "--runs", "2"],
    ] as const) {
      const [out, statistics] = [at(`${stage}.arrow`), at(`${stage}-statistics.arrow`)];
      run(stage, graph, nodes, ...more, "--statistics", statistics, "--out", out);
      const table = readTable(statistics, "statistics");
      assert.equal(new Set(table.uint32("level")).size, networks.length);
    }
    const table = readTable(at("percolation-statistics.arrow"), "statistics");
    const names = table.text("statistic");
    const row = names.findIndex(
      (name, i) => name === "effective_density" && table.uint32("level")[i] === 0,
    );
    assert.equal(table.float64("value")[row], 1);
  });
}

test("bad convolutions: one line, exit code 2, no file", () => {
  const refused = (given: string, width: string, pattern: RegExp) => {
    const out = at("x.arrow");
    const training = ["--hidden", "8", "--width", width, "--convolutions", given];
    const run = pcrit([
      "train",
      at("d.arrow"),
      ...training,
      "--out",
      out,
      "--units",
      at("y.arrow"),
    ]);
    assert.equal(run.code, 2);
    assert.match(run.err, pattern);
    assert.equal(run.err.trimEnd().split("\n").length, 1);
    assert.ok(!existsSync(out));
  };
  const one = (settings: object) => JSON.stringify([{ channels: 2, ...settings }]);
  refused(one({ kernel: 29 }), "1", /kernel no larger than its input of 28 x 28, found 29 x 29/);
  refused(
    one({ pool: { kind: "max", size: 30 } }),
    "1",
    /window no larger than its input of 28 x 28/,
  );
  refused(one({}), "0.2", /expected hidden layers of at least one unit, found 0,2/);
  refused(
    one({ padding: "full" }),
    "1",
    /padding to be same, valid, an integer from 0 to 255, .*, found "full"/,
  );
  refused("[{", "1", /--convolutions: expected JSON: /);
});
