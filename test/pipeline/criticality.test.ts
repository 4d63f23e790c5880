import assert from "node:assert/strict";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { readTable } from "../../src/arrow/read.js";
import { type ResultTable, resultTables } from "../../src/experiment/result-tables.js";
import { exp, log } from "../../src/math.js";
import { pcrit } from "../support/command.js";
import { scratchFolder } from "../support/folder.js";
import { levels, topologyOf } from "./cell-run.js";

test("finds the critical points that the run was made with, and writes the curves", (t) => {
  const folder = scratchFolder(t);
  const [out, order] = [join(folder, "criticality.arrow"), join(folder, "order.arrow")];
  const topology = topologyOf(folder, 6);
  const run = pcrit(["criticality", topology, "--out", out, "--order", order]);
  assert.equal(run.code, 0, run.err);
  const table = readTable(out, "criticality");
  assert.equal(table.rows, 2 * 2 * 4 * 4); // widths, phases, control parameters, estimators
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
  const estimator = table.text("estimator");
  // The entropies of the made-up run do not cross.
  const others = table.text("verdict").filter((_, i) => estimator[i] !== "entropy-crossing");
  assert.ok(others.every((verdict) => verdict.startsWith("one seed only")));
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

/** Runs the stage with every table it can write; returns a reader of them. */
function analysed(folder: string, input: string, ...options: string[]) {
  const at = (name: string) => join(folder, `${name}.arrow`);
  const run = pcrit([
    "criticality",
    input,
    "--out",
    at("criticality"),
    ...resultTables.flatMap((name) => [`--${name}`, at(name)]),
    "--repetitions",
    "40",
    ...options,
  ]);
  assert.equal(run.code, 0, run.err);
  return (name: ResultTable | "criticality") => readTable(at(name), name);
}

test("two widths: every table is there, and what two sizes cannot say is said", (t) => {
  const folder = scratchFolder(t);
  const read = analysed(folder, topologyOf(folder, 4));
  const verdict = read("verdict");
  assert.deepEqual(verdict.text("phase"), ["before", "after"]);
  assert.deepEqual(verdict.text("verdict"), ["undecided", "undecided"]);
  assert.match(
    verdict.text("collapse")[0]!,
    /^No scaling collapse: 2 sizes only: .* needs at least 3\.$/,
  );
  assert.match(verdict.text("place")[1]!, /^Half recovery is found at 2 of 2 sizes/);
  // 4 control parameters x 2 lengths and 4 other quantities, each with its reason
  assert.equal(read("scaling").rows, 2 * (4 * 2 + 4));
  assert.equal(read("models").rows, 0);
  assert.equal(read("observables").rows, 2 * 2 * 5 * levels); // widths, phases, quantities
  const limits = read("limits");
  assert.ok(limits.text("law").includes("power"));
  const structure = read("structure");
  assert.ok(structure.text("reference").includes("disconnection"));
});

/** A sigmoid in log control at every size, as CSV: columns in another order, one more, Windows lines. */
function csv(
  sizes: readonly number[],
  seeds: number,
  value: (x: number, size: number, seed: number) => number,
) {
  const lines = sizes.flatMap((size) =>
    Array.from({ length: seeds }, (_, seed) =>
      Array.from({ length: 16 }, (_, i) => {
        const control = exp(-0.3 * i);
        return `${seed},${value(log(control), size, seed)},note,${control},${size}`;
      }),
    ).flat(),
  );
  return `seed,value,comment,control,size\r\n${lines.join("\r\n")}\r\n`;
}

const fall = (x: number, size: number, seed: number) =>
  1 / (1 + exp(-3 * (x + 1.2 + log(size / 8) + 0.05 * ((seed * 7) % 5)))) + 0.001 * (seed % 3);

test("anybody's table as CSV: 1 / L is found, and the limit may be zero", (t) => {
  const folder = scratchFolder(t);
  const path = join(folder, "observations.csv");
  writeFileSync(path, csv([4, 8, 16, 32], 6, fall));
  const read = analysed(folder, path);
  const criticality = read("criticality");
  assert.deepEqual([...new Set(criticality.text("phase"))], ["given"]);
  assert.deepEqual([...new Set(criticality.text("control"))], ["control"]);
  const limits = read("limits");
  const row = limits
    .text("law")
    .findIndex(
      (law, i) =>
        law === "power" &&
        limits.text("parameter")[i] === "g" &&
        limits.text("estimator")[i] === "half-recovery",
    );
  assert.ok(Math.abs(limits.float64("value")[row]! - 1) < 0.02);
  assert.equal(read("verdict").text("verdict")[0], "crossover towards zero");
});

test("an order parameter that falls with the control is read the other way round", (t) => {
  const folder = scratchFolder(t);
  const path = join(folder, "observations.csv");
  // m is half at control = 0.3 at every size, and falls with the control.
  writeFileSync(
    path,
    csv([4, 8, 16], 6, (x, _, seed) => 1 / (1 + exp(4 * (x - log(0.3) + 0.02 * ((seed % 3) - 1))))),
  );
  const table = analysed(folder, path)("criticality");
  const half = table.text("estimator").indexOf("half-recovery");
  const [value, lower, upper] = ["value", "lower", "upper"].map((c) => table.float64(c)[half]!);
  assert.ok(Math.abs(value! - 0.3) < 0.01 && lower! <= value! && value! <= upper!);
});

test("other tables that are odd but no error: flat, one size, one seed, NaN", (t) => {
  const folder = scratchFolder(t);
  const path = join(folder, "observations.csv");
  const cases: [string, RegExp, RegExp][] = [
    [csv([4, 8, 16], 3, () => 1), /^No half recovery.*all levels functional/, /does not change/],
    [csv([4, 8, 16], 3, () => 0), /^No half recovery.*all levels collapsed/, /does not change/],
    [csv([4], 3, fall), /found at 1 of 1 sizes/, /one size only/],
    [csv([4, 8, 16], 1, fall), /found at 3 of 3 sizes/, /one seed only/],
    [
      csv([4, 8, 16], 4, (x, size, seed) => (seed === 2 ? Number.NaN : fall(x, size, seed))),
      /found at 3 of 3 sizes/,
      /./,
    ],
    [csv([4, 8, 16], 3, () => Number.NaN), /undefined/, /0 sizes only/],
  ];
  for (const [text, place, collapse] of cases) {
    writeFileSync(path, text);
    const verdict = analysed(folder, path)("verdict");
    assert.match(verdict.text("place")[0]!, place);
    assert.match(verdict.text("collapse")[0]!, collapse);
  }
});

test("what is no table of observations is refused with one line", (t) => {
  const folder = scratchFolder(t);
  const path = join(folder, "observations.csv");
  const cases: [string, RegExp][] = [
    [
      "a,b\n1,2\n",
      /expected a first line with the columns size, control, value, seed, found a, b\n$/,
    ],
    ["size,control,value,seed\n", /expected observations, found no row\n$/],
    ["size,control,value,seed\n1,2,x,0\n", /column "value" of line 2, found "x"\n$/],
    ["size,control,value,seed\n1,0,1,0\n", /expected size and control above 0, found 0 in row 0/],
    ["size,control,value,seed\n1,1,1,0\n1,1,2,0\n", /found two for size 1, control 1, seed 0\n$/],
    ["size,control,value,seed\n1,1,1,0\n1,2,2,1\n", /to share at least 3 control values/],
  ];
  for (const [text, message] of cases) {
    writeFileSync(path, text);
    const run = pcrit(["criticality", path, "--out", join(folder, "none.arrow")]);
    assert.equal(run.code, 2, run.err);
    assert.match(run.err, message);
    assert.equal(run.err.split("\n").length, 2);
  }
  assert.ok(!existsSync(join(folder, "none.arrow")));
});
