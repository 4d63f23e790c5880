import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { readTable } from "../../src/arrow/read.js";
import { writeTable } from "../../src/arrow/write.js";
import { pcrit } from "../support/command.js";
import { scratchFolder } from "../support/folder.js";
import { attributeOf, densityOf, levels, writeCell, writeRun } from "./cell-run.js";

test("joins the files of all cells, whatever their order", (t) => {
  const folder = scratchFolder(t);
  const files = writeRun(folder, 2);
  const out = join(folder, "topology.arrow");
  const run = pcrit(["topology", ...files, "--out", out]);
  assert.equal(run.code, 0, run.err);
  const table = readTable(out, "topology");
  assert.equal(table.rows, 4 * levels);
  // Widths as numbers: 2 before 10; then seeds, then levels.
  assert.deepEqual(
    [...new Set(table.text("cell"))],
    ["fc-w2-magnitude-s0", "fc-w2-magnitude-s1", "fc-w10-magnitude-s0", "fc-w10-magnitude-s1"],
  );
  assert.deepEqual([...table.uint32("level").subarray(0, levels)], [...Array(levels).keys()]);
  assert.deepEqual(table.names.slice(-4), [
    "idle",
    "layer_density_layer0",
    "layer_density_layer1",
    "telling",
  ]);
  assert.equal(table.attribute("cell"), undefined);

  const again = join(folder, "again.arrow");
  pcrit(["topology", ...files.toReversed(), "--out", again]);
  assert.deepEqual(readFileSync(again), readFileSync(out));
});

test("every value arrives in its row", (t) => {
  const folder = scratchFolder(t);
  const out = join(folder, "topology.arrow");
  const files = writeRun(folder, 2);
  assert.equal(pcrit(["topology", ...files, "--out", out]).code, 0);
  const table = readTable(out, "topology");
  for (let row = 0; row < table.rows; row++) {
    const cell = table.text("cell")[row]!;
    const level = table.uint32("level")[row]!;
    const own = readTable(join(folder, `${cell}.performance.arrow`), "performance");
    const statistics = readTable(join(folder, `${cell}.statistics.arrow`), "statistics");
    const at = (column: "accuracy" | "density", r: number) => own.float64(column)[r]!;
    assert.equal(table.float64("accuracy")[row], at("accuracy", level));
    assert.equal(table.float64("density")[row], densityOf(level), "not the statistic `density`");
    const m = (at("accuracy", level) - 0.1) / (at("accuracy", 0) - 0.1);
    assert.equal(table.float64("order_parameter")[row], m);
    const found = statistics
      .text("statistic")
      .findIndex((name, i) => name === "telling" && statistics.uint32("level")[i] === level);
    assert.equal(table.float64("telling")[row], statistics.float64("value")[found]);
    const label = m >= 0.5 ? "functional" : level > 16 ? "empty-layer" : "not-functioning";
    assert.equal(table.text("failure")[row], label);
  }
});

test("a cell without a statistic has NaN there", (t) => {
  const folder = scratchFolder(t);
  const one = writeCell(folder, attributeOf("magnitude", 1, 0));
  const other = writeCell(folder, attributeOf("random", 1, 0));
  const out = join(folder, "topology.arrow");
  const run = pcrit(["topology", one.performance, one.statistics, other.performance, "--out", out]);
  assert.equal(run.code, 0, run.err);
  const table = readTable(out, "topology");
  table.text("criterion").forEach((criterion, row) => {
    assert.equal(Number.isNaN(table.float64("idle")[row]!), criterion === "random");
  });
});

test("a layer that other architectures have and this one lacks is no empty one, nor does it hide one", (t) => {
  const folder = scratchFolder(t);
  const [deep, flat] = [attributeOf("random", 1, 0), attributeOf("magnitude", 1, 0)];
  const [own, other] = [writeCell(folder, deep), writeCell(folder, flat)];
  const more = join(folder, "more.arrow");
  const columns = {
    level: Uint32Array.from({ length: levels }, (_, level) => level),
    layer: new Int32Array(levels).fill(2),
    statistic: new Array<string>(levels).fill("layer_density"),
    value: new Float64Array(levels).fill(1),
  };
  const source = { stage: "degree", settings: "{}", inputs: {}, attributes: { cell: deep } };
  writeTable(more, "statistics", columns, source);
  const labels = (files: readonly string[]) => {
    const out = join(folder, "topology.arrow");
    const run = pcrit(["topology", ...files, "--out", out]);
    assert.equal(run.code, 0, run.err);
    const table = readTable(out, "topology");
    return table.text("failure").filter((_, row) => table.text("cell")[row] === flat.cell);
  };
  const alone = labels([other.performance, other.statistics]);
  assert.ok(alone.includes("empty-layer"));
  const both = [other.performance, other.statistics, own.performance, own.statistics, more];
  assert.deepEqual(labels(both), alone);
});

/** The stage must refuse these files with one line, and write nothing. */
function refused(folder: string, files: readonly string[], pattern: RegExp): void {
  const out = join(folder, "refused.arrow");
  const run = pcrit(["topology", ...files, "--out", out]);
  assert.equal(run.code, 2, run.err);
  assert.match(run.err, pattern);
  assert.equal(run.err.trimEnd().split("\n").length, 1, run.err);
  assert.ok(!existsSync(out));
}

test("files that do not fit together are refused with one line", (t) => {
  const folder = scratchFolder(t);
  const one = writeCell(folder, attributeOf("magnitude", 1, 0));
  const both = [one.performance, one.statistics];
  refused(folder, [], /expected FILE\.arrow, found no file/);
  refused(folder, [one.statistics], /expected a performance table of cell fc-w1-magnitude-s0/);
  refused(folder, [...both, one.performance], /expected one performance table of cell/);
  refused(folder, [...both, one.statistics], /expected one value of telling at level 0, found two/);
  const out = join(folder, "topology.arrow");
  assert.equal(pcrit(["topology", ...both, "--out", out]).code, 0);
  refused(folder, [out], /expected table "performance" or "statistics", found table "topology"/);
});

test("files that say too little of their cell, or something else, are refused", (t) => {
  const folder = scratchFolder(t);
  const attribute = attributeOf("magnitude", 1, 0);
  const { performance } = writeCell(folder, attribute);
  const write = (name: string, level: number, cell: unknown) => {
    const path = join(folder, name);
    const columns = {
      level: Uint32Array.of(level),
      layer: Int32Array.of(-1),
      statistic: ["s"],
      value: Float64Array.of(1),
    };
    const source = { stage: "degree", settings: "{}", inputs: {}, attributes: { cell } };
    writeTable(path, "statistics", columns, source);
    return path;
  };
  const nobody = write("nobody.arrow", 0, undefined);
  refused(folder, [performance, nobody], /nobody\.arrow: expected metadata that say which cell/);
  const half = write("half.arrow", 0, { ...attribute, width: "wide" });
  refused(folder, [performance, half], /half\.arrow: expected the cell's "width".*found "wide"/);
  const other = write("other.arrow", 0, { ...attribute, classes: 9 });
  refused(folder, [performance, other], /other\.arrow: expected the same settings of cell/);
  const deep = write("deep.arrow", 99, attribute);
  refused(folder, [performance, deep], /deep\.arrow: expected levels .* found level 99/);
});
