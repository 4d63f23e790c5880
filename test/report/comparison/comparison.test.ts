import assert from "node:assert/strict";
import { cpSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { readSections, reportsFolder } from "../../../src/report/charts/charts.js";
import { unknownFields } from "../../../src/report/charts/check.js";
import { halfway } from "../../../src/report/comparison/collapsed.js";
import { comparisonData } from "../../../src/report/comparison/data.js";
import { entriesOf } from "../../../src/report/comparison/entries.js";
import { comparisonPage } from "../../../src/report/comparison/page.js";
import { type Run, readRuns } from "../../../src/report/comparison/runs.js";
import { differences } from "../../../src/report/comparison/settings.js";
import type { Row } from "../../../src/report/rows.js";
import { universalityClasses } from "../../../src/scaling/classes.js";
import { writeRuns } from "../runs.js";

const folder = mkdtempSync(join(tmpdir(), "pcrit-comparison-"));
const runs = join(folder, "runs");
const pageOf = (...from: string[]) => comparisonPage(readRuns(from, join(runs, "index.html")), []);

before(() => writeRuns(runs));
after(() => rmSync(folder, { recursive: true, force: true }));

const textOf = (page: string) =>
  page
    .replace(/<(script|style)\b[\s\S]*?<\/\1>/g, " ")
    .replace(/<[^>]*>/g, " ")
    .replace(/[\s\u00a0\u202f]+/g, " ");

test("every series of every finished run, the others with the reason", async () => {
  const page = await pageOf(runs);
  const text = textOf(page);
  assert.match(text, /3 experiments, 5 series: /);
  assert.match(text, /2 without a verdict/);
  assert.match(text, /old: magnitude : no verdict, since the run has no verdict\.arrow/);
  assert.match(
    text,
    /planned : not compared, since it is not finished: it has no criticality\.arrow yet/,
  );
  assert.ok(page.includes('<a href="wide/report/index.html">wide</a>'));
  const drawn = [...page.matchAll(/<figure id="chart-([\w-]+)"/g)].map((match) => match[1]);
  assert.deepEqual(drawn, ["curves", "critical-size", "exponents", "collapsed"]);
  assert.doesNotMatch(text, /undefined|NaN|\[object/);
});

test("the same bytes wherever the runs lie and however they are named; no path in them", async () => {
  const page = await pageOf(runs);
  const elsewhere = join(folder, "elsewhere", "runs");
  cpSync(runs, elsewhere, { recursive: true });
  const moved = readRuns([elsewhere], join(elsewhere, "index.html"));
  assert.equal(await comparisonPage(moved, []), page);
  const each = ["wide", "planned", "old", "narrow"].map((name) => join(runs, name));
  assert.equal(await pageOf(...each), page);
  assert.ok(!page.includes(folder));
});

test("one run is enough; a run without a collapse gives sentences in place of charts", async () => {
  const page = await pageOf(join(runs, "narrow"));
  assert.match(textOf(page), /1 experiment, 1 series: 1 undecided/);
  assert.match(
    textOf(page),
    /No run has a scaling collapse: a collapse needs at least three widths/,
  );
  assert.ok(page.includes('<figure id="chart-critical-size"'));
  const planned = textOf(await pageOf(join(runs, "planned")));
  assert.match(planned, /No run is finished yet/);
});

test("every field that a chart reads is in its data", () => {
  const data = comparisonData(entriesOf(readRuns([runs], join(runs, "index.html")).finished));
  for (const { charts } of readSections(`${reportsFolder}comparison/`))
    for (const { id, spec, data: names } of charts)
      assert.deepEqual(unknownFields(spec, names, data), [], id);
});

test("collapsed curves pass through (1, 1/2); sizes are hidden units", () => {
  const { finished } = readRuns([join(runs, "wide")], join(runs, "index.html"));
  const { collapsed, exponents, critical } = comparisonData(entriesOf(finished)) as Record<
    string,
    readonly Row[]
  >;
  const points = collapsed!.map((row) => ({
    width: Number(row["width"]),
    x: Number(row["x"]),
    y: Number(row["y"]),
    error: 0,
    name: row["name"],
  }));
  for (const { name } of exponents!.map((row) => ({ name: row["name"] }))) {
    const own = points.filter((point) => point.name === name);
    assert.ok(Math.abs(halfway(own) - 1) < 1e-9, String(name));
  }
  // Hidden units of the sample: (256 + 128 + 64) times the width.
  assert.deepEqual(
    [...new Set(critical!.map((row) => row["hidden_units"]))].sort((a, b) => Number(a) - Number(b)),
    [224, 448, 896],
  );
});

test("settings that differ are listed, equal ones and names are not", () => {
  const run = (settings: object) => ({ settings }) as unknown as Run;
  assert.deepEqual(
    differences([
      run({ name: "a", seeds: 5, training: { epochs: 8, batch: 64 } }),
      run({ name: "b", seeds: 5, training: { epochs: 20, batch: 64 }, structure: true }),
    ]),
    [
      { name: "training.epochs", values: ["8", "20"] },
      { name: "structure", values: ["not set", "true"] },
    ],
  );
  assert.deepEqual(differences([run({ seeds: 1 }), run({ seeds: 1 })]), []);
});

test("exponents are those of accepted collapses alone; without one the reason stands there", () => {
  const { finished } = readRuns([runs], join(runs, "index.html"));
  const entries = entriesOf(finished);
  const all = comparisonData(entries)["exponents"] as readonly Row[];
  assert.ok(all.length > 0 && all.every((row) => row["rejected"] === 0));
  const rejected = entries.filter((entry) => entry.series.criterion === "random");
  assert.match(String(comparisonData(rejected)["exponents"]), /collapse that is accepted/);
});

test("half way is found between points, the median over sizes; NaN where no curve gets there", () => {
  const line = (width: number, slope: number) =>
    [0, 1, 2].map((x) => ({ width, x, y: slope * x, error: 0 }));
  assert.equal(halfway(line(1, 0.4)), 1.25);
  assert.equal(halfway([...line(1, 0.4), ...line(2, 0.5), ...line(3, 0.3)]), 1.25);
  assert.ok(Number.isNaN(halfway(line(1, 0.1))));
});

test("known exponents in terms of the number of units", () => {
  const of = (name: string) => universalityClasses.find((c) => c.name === name)!;
  // The largest cluster of a random graph at its threshold has N^(2/3) nodes: beta/nu = 1/3.
  assert.deepEqual(
    [of("mean-field percolation").sharpening, of("mean-field percolation").decay],
    [1 / 3, 1 / 3],
  );
  // Curie-Weiss: m ~ N^(-1/4) at the critical point, window N^(-1/2).
  assert.deepEqual(
    [of("mean-field Ising").sharpening, of("mean-field Ising").decay],
    [1 / 2, 1 / 4],
  );
  // Square lattice: nu = 4/3, beta = 5/36, gamma = 43/18 = nu d (1 - 2 beta/nu of N).
  const square = of("2D percolation");
  assert.ok(Math.abs((1 - 2 * square.decay) / square.sharpening - 43 / 18) < 1e-12);
});

test("mistakes are said in one line", () => {
  const wrong = (from: string[], message: RegExp) =>
    assert.throws(() => readRuns(from, join(runs, "index.html")), message);
  wrong([join(folder, "none")], /none: no such folder/);
  wrong([join(runs, "wide", "experiment.json")], /expected a folder of runs/);
  wrong([join(runs, "wide", "report")], /expected folders of runs .*found none/);
  wrong([runs, join(runs, "wide")], /a second run "wide"/);
});
