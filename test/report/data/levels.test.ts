import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { failureRows } from "../../../src/report/data/failures.js";
import { levelRows } from "../../../src/report/data/levels.js";
import { accuracyRows } from "../../../src/report/data/order.js";
import { columnsOf } from "../../../src/report/inputs/derived.js";
import { readInputs } from "../../../src/report/inputs/inputs.js";
import { spread } from "../../../src/report/inputs/levels.js";
import { Results } from "../../../src/report/inputs/results.js";
import { scratchFolder } from "../../support/folder.js";
import { allFiles } from "../pages.js";
import { writeSample } from "../sample.js";

test("a spread agrees with its definition and leaves undefined seeds out", () => {
  const value = fc.oneof(fc.double({ min: -1e6, max: 1e6, noNaN: true }), fc.constant(Number.NaN));
  fc.assert(
    fc.property(fc.array(value, { maxLength: 12 }), (values) => {
      const rows = values.map((_, row) => row);
      const known = values.filter((v) => !Number.isNaN(v));
      const { mean, lower, upper, seeds } = spread(values, rows);
      assert.equal(seeds, known.length);
      if (seeds === 0) return assert.ok(Number.isNaN(mean));
      const expected = known.reduce((a, b) => a + b, 0) / seeds;
      assert.ok(Math.abs(mean - expected) <= 1e-9 * (1 + Math.abs(expected)));
      assert.deepEqual([lower, upper], [Math.min(...known), Math.max(...known)]);
    }),
    { seed: 2 },
  );
});

test("layers of a statistic are found, names that only begin alike are not", () => {
  const names = ["live_share_layer2", "live_share_layer10", "live_share_layers", "live_share"];
  assert.deepEqual(columnsOf(names, "live_share"), [
    { name: "live_share_layer2", layer: 2 },
    { name: "live_share_layer10", layer: 10 },
  ]);
});

test("rows are means over the seeds of topology.arrow", (t) => {
  const sample = writeSample(scratchFolder(t), { widths: [0.5, 1], seeds: 3, levels: 5 });
  const results = new Results(readInputs(allFiles(sample)));
  const topology = results.topology!;
  const labels = new Map([
    ["giant", "Largest component"],
    ["dead_share", "Dead units"],
    ["live_hidden", "Live hidden units"],
  ]);
  const rows = levelRows(topology, results.levels, results.series, labels, () => 0.25);
  // 2 widths x 2 series x 5 levels of giant, of dead_share in 5 layers, of live_hidden
  assert.equal(rows.length, 20 * (1 + 5 + 1));
  const row = rows.find((r) => r["series"] === "random" && r["width"] === 1 && r["level"] === 3)!;
  const values = [0, 1, 2].map((seed) => {
    const at = topology.text("cell").findIndex((cell, i) => {
      return cell === `fc4-w1-random-s${seed}` && topology.uint32("level")[i] === 3;
    });
    return topology.float64("giant")[at]!;
  });
  assert.ok(Math.abs(Number(row["mean"]) - values.reduce((a, b) => a + b) / 3) < 1e-12);
  assert.equal(row["lower"], Math.min(...values));
  assert.equal(row["critical"], 0.25);
  const live = rows.filter((r) => r["statistic"] === "live_hidden");
  assert.ok(live.every((r) => Number(r["mean"]) >= 0 && Number(r["mean"]) <= 1));
  const accuracy = accuracyRows(topology, results.levels, results.series);
  assert.equal(accuracy.length, 20);
  assert.ok(accuracy.every((r) => Number(r["lower"]) <= Number(r["mean"])));
});

test("states add up to all cells and their stretches of density touch", (t) => {
  const sample = writeSample(scratchFolder(t), { widths: [1], seeds: 4, levels: 24 });
  const results = new Results(readInputs(allFiles(sample)));
  const rows = failureRows(results.topology!, results.levels, results.series, () => null);
  const tops = new Map<string, number>();
  for (const row of rows) {
    const key = `${row["series"]}/${row["level"]}`;
    assert.ok(Math.abs(Number(row["bottom"]) - (tops.get(key) ?? 0)) < 1e-12);
    tops.set(key, Number(row["top"]));
  }
  assert.equal(tops.size, 2 * 24);
  for (const top of tops.values()) assert.ok(Math.abs(top - 1) < 1e-12);
  const ends = rows.filter((r) => r["series"] === "magnitude" && r["bottom"] === 0);
  for (let i = 1; i < ends.length; i++)
    assert.ok(Math.abs(Number(ends[i]!["to"]) / Number(ends[i - 1]!["from"]) - 1) < 1e-12);
  assert.equal(ends[0]!["to"], 1);
});
