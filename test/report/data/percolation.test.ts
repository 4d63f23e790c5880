import assert from "node:assert/strict";
import { join } from "node:path";
import { test } from "node:test";
import { readTable } from "../../../src/arrow/read.js";
import { networkGraph } from "../../../src/graph/network-graph.js";
import { graphPercolation } from "../../../src/percolation/percolation.js";
import {
  interpolate,
  nearestLevel,
  percolationRows,
} from "../../../src/report/data/percolation.js";
import { readInputs } from "../../../src/report/inputs/inputs.js";
import { Results } from "../../../src/report/inputs/results.js";
import { writePercolation } from "../../../src/tables/percolation.js";
import { graphOf, residual, sampleGraph } from "../../engine/graph-sample.js";
import { scratchFolder } from "../../support/folder.js";
import { allFiles } from "../pages.js";
import { writeSample } from "../sample.js";
import { criticalDensity } from "../sample-cell.js";

test("between its points a curve is straight, outside it keeps its ends", () => {
  const [x, y] = [
    [0, 1, 3],
    [0, 10, 20],
  ];
  assert.deepEqual(
    [-1, 0, 0.5, 1, 2, 3, 9].map((at) => interpolate(x, y, at)),
    [0, 0, 5, 10, 15, 20, 20],
  );
});

test("curves of the dense network and of the level at p_c, one for each order", (t) => {
  const sample = writeSample(scratchFolder(t), { widths: [1], seeds: 2 });
  const results = new Results(readInputs(allFiles(sample)));
  const critical = () => criticalDensity(1, "magnitude");
  const { levels, series, inputs } = results;
  const near = nearestLevel(levels, inputs.cells.percolation[0]!.cell, critical());
  const ratios = results
    .curve(series[0]!, 1)
    .map((l) => Math.max(l.density / critical(), critical() / l.density));
  assert.equal(near, ratios.indexOf(Math.min(...ratios)));
  const rows = percolationRows(inputs.cells.percolation, levels, series, critical);
  const groups = new Set(rows.map((r) => `${r["series"]}, ${r["which"]}, ${r["order"]}`));
  assert.equal(groups.size, 2 * 2 * 2);
  const giant = rows.filter(
    (r) =>
      r["label"] === "Largest component" &&
      r["series"] === "magnitude" &&
      r["which"] === "dense network" &&
      r["order"] === "random",
  );
  const means = giant.map((r) => Number(r["mean"]));
  assert.deepEqual(
    means,
    [...means].sort((a, b) => a - b),
    "more edges, larger component",
  );
  assert.ok(Math.abs(Number(giant.at(-1)!["density"]) - 1) < 1e-12);
  assert.ok(giant.every((r) => r["seeds"] === 2));
});

test("means are those of all curves on their common grid", (t) => {
  const sample = writeSample(scratchFolder(t), { widths: [1], seeds: 3 });
  const { inputs, levels, series } = new Results(readInputs(allFiles(sample)));
  const rows = percolationRows(inputs.cells.percolation, levels, series, () => null);
  const own = inputs.cells.percolation.filter(({ cell }) => cell.criterion === "magnitude");
  const curves = own.map(({ read }) => {
    const table = read();
    const places = [...table.uint32("level").keys()].filter(
      (row) => table.uint32("level")[row] === 0 && table.text("order")[row] === "random",
    );
    const of = (name: string) => places.map((row) => table.float64(name)[row]!);
    return { occupation: of("occupation"), second: of("second"), full: of("density").at(-1)! };
  });
  const full = curves.reduce((sum, c) => sum + c.full, 0) / curves.length;
  const found = rows.filter(
    (r) =>
      r["series"] === "magnitude" && r["order"] === "random" && r["label"] === "Second component",
  );
  assert.equal(found.length, 41);
  for (const row of found) {
    const at = Number(row["density"]) / full;
    const values = curves.map((c) => interpolate(c.occupation, c.second, at));
    assert.ok(Math.abs(Number(row["mean"]) - values.reduce((a, b) => a + b) / 3) < 1e-9);
    assert.ok(Math.abs(Number(row["lower"]) - Math.min(...values)) < 1e-9);
    assert.ok(Math.abs(Number(row["upper"]) - Math.max(...values)) < 1e-9);
  }
});

test("of a network with skips the file has curves with them and without, and so have the rows", (t) => {
  const chain = [{ kind: "full", units: 9 }, { kind: "relu" }, { kind: "full" }];
  for (const [layers, orders] of [
    [residual, ["magnitude, with skips", "magnitude, without skips"]],
    [chain, ["magnitude"]],
  ] as const) {
    const graph = networkGraph(sampleGraph(graphOf(layers, { channels: 3, height: 8, width: 8 })));
    const path = join(scratchFolder(t), "percolation.arrow");
    const percolation = graphPercolation(graph, 1, 1);
    const from = { stage: "percolation", settings: "{}", inputs: {} };
    writePercolation(path, [{ level: 0, graph, percolation }], from);
    const table = readTable(path, "percolation");
    assert.equal(table.has("giant_with_skips"), orders.length === 2);
    const [cell] = readInputs(allFiles(writeSample(scratchFolder(t), { widths: [1], seeds: 1 })))
      .cells.percolation;
    const rows = percolationRows([{ ...cell!, read: () => table }], [], [], () => null);
    const of = (order: string, label: string) =>
      rows
        .filter((r) => r["order"] === order && r["label"] === label)
        .map((r) => Number(r["mean"]));
    const found = new Set(rows.map((r) => String(r["order"])));
    assert.deepEqual([...found].filter((order) => order.startsWith("magnitude")).sort(), orders);
    const { curve } = percolation.magnitude;
    for (const order of orders) {
      const skips = order === "magnitude, with skips";
      assert.equal(
        of(order, "Largest component").at(-1),
        (skips ? curve.giantWithSkips! : curve.giant).at(-1),
      );
      const live = order === "magnitude, without skips" ? curve.liveWithoutSkips! : curve.live;
      assert.equal(of(order, "Hidden units alive").at(-1), live.at(-1));
    }
    if (orders.length === 1) continue;
    const [less, more] = [of(orders[1], "Outputs reached"), of(orders[0], "Outputs reached")];
    assert.ok(less.every((share, i) => share <= more[i]!));
    assert.ok(
      less.some((share, i) => share < more[i]!),
      "a skip carries paths",
    );
  }
});
