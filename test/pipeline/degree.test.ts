import assert from "node:assert/strict";
import { join } from "node:path";
import { test } from "node:test";
import { readTable } from "../../src/arrow/read.js";
import { degreeRows, degreeStatistics } from "../../src/degree/statistics.js";
import { writeDataset } from "../../src/tables/dataset.js";
import { readGraph } from "../../src/tables/graph.js";
import { pcrit } from "../support/command.js";
import { graphFolder, networks } from "./graph-files.js";

function images(width: number) {
  const pixels = new Uint8Array(2 * width).map((_, i) => (i % width < 4 ? 0 : 200));
  return { count: 2, width, pixels, labels: Uint8Array.of(0, 1), classes: 2 };
}

function datasetFile(folder: string, width: number): string {
  const path = join(folder, `dataset${width}.arrow`);
  const dataset = { train: images(width), test: images(width) };
  writeDataset(path, "test", dataset, { stage: "test", settings: "{}", inputs: {} });
  return path;
}

test("histograms and scalars of every level", (t) => {
  const { folder, graph, nodes } = graphFolder(t);
  const [out, statistics] = [join(folder, "degrees.arrow"), join(folder, "statistics.arrow")];
  const run = pcrit([
    "degree",
    graph,
    nodes,
    datasetFile(folder, 9),
    "--out",
    out,
    "--statistics",
    statistics,
  ]);
  assert.equal(run.code, 0, run.err);
  const histogram = readTable(out, "degrees");
  const scalars = readTable(statistics, "statistics");
  const lit = Uint8Array.of(0, 0, 0, 0, 1, 1, 1, 1, 1);
  const { levels } = readGraph(graph, nodes);
  const rows = levels.flatMap(({ level, graph: own }) =>
    degreeRows(own).map((row) => ({ level, ...row })),
  );
  assert.equal(histogram.rows, rows.length);
  rows.forEach((row, i) => {
    assert.equal(histogram.uint32("level")[i], row.level);
    assert.equal(histogram.uint8("layer")[i], row.layer);
    assert.equal(histogram.text("side")[i], row.side);
    assert.equal(histogram.uint32("degree")[i], row.degree);
    assert.equal(histogram.uint32("units")[i], row.units);
  });
  const values = levels.flatMap(({ graph: own }) => degreeStatistics(own, lit).map((s) => s.value));
  assert.deepEqual([...scalars.float64("value")], values);
  // Level 0 is dense: 4 of 9 inputs are dark.
  const unlit = scalars.text("statistic").indexOf("unlit_share");
  assert.equal(scalars.float64("value")[unlit], 4 / 9);
});

test("without a data set the statistics of unlit inputs are left out", (t) => {
  const { folder, graph, nodes } = graphFolder(t);
  const [out, statistics] = [join(folder, "degrees.arrow"), join(folder, "statistics.arrow")];
  assert.equal(pcrit(["degree", graph, nodes, "--out", out, "--statistics", statistics]).code, 0);
  const scalars = readTable(statistics, "statistics");
  assert.ok(!scalars.text("statistic").some((name) => name.startsWith("unlit")));
  assert.equal(scalars.uint32("level").at(-1), networks.length - 1);
});

test("images of another size are refused", (t) => {
  const { folder, graph, nodes } = graphFolder(t);
  const run = pcrit([
    "degree",
    graph,
    nodes,
    datasetFile(folder, 16),
    "--out",
    join(folder, "out.arrow"),
  ]);
  assert.equal(run.code, 2);
  assert.match(
    run.err,
    /dataset16\.arrow: expected images of 9 pixels, as the graph has 9 inputs, found 16\n$/,
  );
});
