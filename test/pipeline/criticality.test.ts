import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { readTable } from "../../src/arrow/read.js";
import { exp, log } from "../../src/math.js";
import { pcrit } from "../support/command.js";
import { scratchFolder } from "../support/folder.js";
import { levels, writeRun } from "./cell-run.js";

function topologyOf(folder: string, seeds: number): string {
  const path = join(folder, "topology.arrow");
  assert.equal(pcrit(["topology", ...writeRun(folder, seeds), "--out", path]).code, 0);
  return path;
}

test("finds the critical points that the run was made with, and writes the curves", (t) => {
  const folder = scratchFolder(t);
  const [out, order] = [join(folder, "criticality.arrow"), join(folder, "order.arrow")];
  const topology = topologyOf(folder, 6);
  const run = pcrit(["criticality", topology, "--out", out, "--order", order]);
  assert.equal(run.code, 0, run.err);
  const table = readTable(out, "criticality");
  assert.equal(table.rows, 2 * 2 * 4 * 3); // widths, phases, control parameters, estimators
  const rows = Array.from({ length: table.rows }, (_, i) => i);
  const half = rows.filter(
    (i) =>
      table.text("estimator")[i] === "half-recovery" &&
      table.text("control")[i] === "density" &&
      table.text("phase")[i] === "after",
  );
  assert.deepEqual(
    half.map((i) => table.float64("width")[i]),
    [2, 10],
  );
  for (const i of half) {
    const truth = exp(-3.5 - 0.4 * log(table.float64("width")[i]!));
    assert.ok(table.float64("lower")[i]! < truth && truth < table.float64("upper")[i]!);
    assert.deepEqual([table.text("verdict")[i], table.uint32("seeds")[i]], ["resolved", 6]);
    assert.equal(table.float64("confidence")[i], 0.95);
  }
  const curves = readTable(order, "order");
  assert.equal(curves.rows, 2 * 2 * levels);
  const dense = curves.text("phase").indexOf("after"); // level 0, where m is 1 by definition
  assert.deepEqual(
    [curves.float64("mean")[dense], curves.float64("susceptibility")[dense]],
    [1, 0],
  );
});

test("the same table gives the same bytes; the order table is optional", (t) => {
  const folder = scratchFolder(t);
  const topology = topologyOf(folder, 3);
  const outs = ["a.arrow", "b.arrow"].map((name) => join(folder, name));
  for (const out of outs)
    assert.equal(pcrit(["criticality", topology, "--repetitions", "50", "--out", out]).code, 0);
  assert.deepEqual(readFileSync(outs[0]!), readFileSync(outs[1]!));
});

test("one seed is no error", (t) => {
  const folder = scratchFolder(t);
  const out = join(folder, "criticality.arrow");
  const run = pcrit(["criticality", topologyOf(folder, 1), "--out", out]);
  assert.equal(run.code, 0, run.err);
  const table = readTable(out, "criticality");
  assert.ok(table.text("verdict").every((verdict) => verdict.startsWith("one seed only")));
  assert.ok(table.float64("lower").every(Number.isNaN));
});

test("another table, or a confidence of 1, is refused with one line", (t) => {
  const folder = scratchFolder(t);
  const out = join(folder, "out.arrow");
  const topology = topologyOf(folder, 1);
  assert.equal(pcrit(["criticality", topology, "--out", out]).code, 0);
  const other = pcrit(["criticality", out, "--out", join(folder, "none.arrow")]);
  assert.equal(other.code, 2);
  assert.match(other.err, /^.*out\.arrow: expected table "topology", found table "criticality"\n$/);
  const sure = pcrit([
    "criticality",
    topology,
    "--confidence",
    "1",
    "--out",
    join(folder, "none.arrow"),
  ]);
  assert.equal(sure.code, 2);
  assert.match(sure.err, /expected --confidence to be a number, above 0, below 1, found 1\n$/);
  assert.ok(!existsSync(join(folder, "none.arrow")));
});
