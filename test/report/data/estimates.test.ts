import assert from "node:assert/strict";
import { test } from "node:test";
import type { Table } from "../../../src/arrow/table.js";
import {
  isObject,
  type JsonObject,
  readJson,
  reportsFolder,
} from "../../../src/report/charts/charts.js";
import { onlyDrawable } from "../../../src/report/charts/needs.js";
import { estimateRows } from "../../../src/report/data/estimates.js";
import { figureFiles } from "../../../src/report/figures/figure.js";
import type { Estimate } from "../../../src/report/inputs/estimates.js";
import type { LabelledSeries } from "../../../src/report/inputs/series.js";

const series = { dataset: "d", architecture: "a", criterion: "c", pruning: "p" };
const labelled = [{ ...series, label: "magnitude", phrase: "" }] as LabelledSeries[];

const estimate = (width: number, lower: number, upper: number): Estimate => ({
  series,
  width,
  phase: "after",
  control: "density",
  estimator: "half-recovery",
  value: 0.01,
  lower,
  upper,
  confidence: 0.95,
  seeds: 2,
  quality: 1,
  verdict: "resolved",
});

/** order.arrow of one curve from 0.001 to 1. */
const order = {
  rows: 3,
  text: (name: string) => Array(3).fill(name === "phase" ? "after" : series[name as "dataset"]),
  float64: (name: string) => (name === "width" ? [1, 1, 1] : [1, 0.03, 0.001]),
} as unknown as Table;

const ends = (lower: number, upper: number, table?: Table) => {
  const [row] = estimateRows([estimate(1, lower, upper)], labelled, table);
  return [row!["lower"], row!["upper"]];
};

test("an interval is drawn as far as the levels reach", () => {
  assert.deepEqual(ends(0.005, 0.02, order), [0.005, 0.02]);
  assert.deepEqual(ends(2e-7, 3, order), [0.001, 1]);
  assert.deepEqual(ends(1e-300, 1.7e308, order), [0.001, 1]);
  assert.deepEqual(ends(1e-300, 1.7e308), [0.01 / 1000, 10]);
});

test("half an interval, or one without a finite end, is none", () => {
  for (const [lower, upper] of [
    [NaN, NaN],
    [NaN, 0.02],
    [0.005, NaN],
  ] as const)
    assert.deepEqual(ends(lower, upper, order), [null, null]);
});

test("numbers that no axis can show reach no chart", () => {
  const data = onlyDrawable({
    good: [{ a: 1, b: "x", c: null }],
    bad: [{ a: Number.POSITIVE_INFINITY, b: Number.NaN, c: -1.8e308, d: 1.7e308, e: 2 }],
    none: "why",
  });
  assert.deepEqual(data, {
    good: [{ a: 1, b: "x", c: null }],
    bad: [{ a: null, b: null, c: null, d: null, e: 2 }],
    none: "why",
  });
});

test("half-recovery with two seeds draws a chart of the usual size", async () => {
  const themes = readJson(`${reportsFolder}theme.json`);
  assert.ok(isObject(themes));
  const rows = estimateRows(
    [
      estimate(0.5, NaN, NaN),
      estimate(1, 1e-300, 1.7e308),
      estimate(2, 0, Number.POSITIVE_INFINITY),
    ],
    labelled,
  );
  const data = onlyDrawable({ criticality: rows, peaks: rows, half_recovery: rows, order: [] });
  for (const id of ["scaling", "susceptibility"]) {
    const spec = readJson(`${reportsFolder}charts/${id}.json`) as JsonObject;
    const svg = (await figureFiles(spec, data, themes)).svg.replace(/#[0-9a-f]{3,8}/gi, "");
    const numbers = [...svg.matchAll(/-?\d+(?:\.\d+)?(?:e[+-]?\d+)?/gi)].map(([n]) =>
      Math.abs(Number(n)),
    );
    assert.ok(
      numbers.every((n) => n < 1e4),
      `${id}: ${Math.max(...numbers)}`,
    );
    assert.doesNotMatch(svg, /NaN|Infinity/, id);
  }
});
