import assert from "node:assert/strict";
import { test } from "node:test";
import { crossValidate } from "../../src/correlate/cross-validate.js";
import { type Prediction, predict } from "../../src/correlate/predict.js";
import { isOfWeights } from "../../src/correlate/predictors.js";
import { Random } from "../../src/random.js";
import { type Shape, synthetic } from "./synthetic.js";

const options = { confidence: 0.95, zone: [0.05, 0.95] as const };
const shape = { cells: [6, 6, 6, 6], levels: 16, effect: 0, hidden: 0 };

function run(own: Shape, random: Random, noise = 0): Prediction[] {
  const { data, metrics } = synthetic(own, random);
  const more = Array.from({ length: noise }, (_, i) => [
    `noise${i}`,
    data.target.map(() => random.normal()),
  ]);
  const sizes = {
    hidden: data.stratum.map((name) => 100 * (1 + Number(name.slice(1)))),
    prunable: data.stratum.map((name) => 5000 * (1 + Number(name.slice(1)))),
  };
  return predict(data, sizes, { ...metrics, ...Object.fromEntries(more) }, options);
}

const find = (rows: Prediction[], target: string, predictors: string, scheme = "cells") =>
  rows.find((r) => r.target === target && r.predictors === predictors && r.scheme === scheme)!;

test("a planted effect predicts m and p_c better than density and size do", () => {
  const rows = run({ ...shape, effect: 6 }, new Random(1, "planted"), 10);
  for (const target of ["order_parameter", "critical_density"]) {
    const [base, graph] = [find(rows, target, "base"), find(rows, target, "graph")];
    assert.equal(graph.verdict, "better than density and size alone");
    assert.ok(graph.error < base.error && graph.r > base.r + 0.1, `${base.r} ${graph.r}`);
    assert.ok(graph.lower > 0 && graph.gain > graph.lower && graph.upper > graph.gain);
    assert.equal(graph.cells, 24);
    assert.equal(graph.metrics, 11);
    assert.equal(find(rows, target, "weights").metrics, 0);
    assert.equal(find(rows, target, "none").skill, 0);
  }
});

test("with nothing to find noise is called better at no more than the nominal rate", () => {
  const [trials, targets] = [40, ["order_parameter", "critical_density"] as const];
  const better = { order_parameter: 0, critical_density: 0 };
  for (let trial = 0; trial < trials; trial++) {
    const rows = run({ ...shape, cells: [5, 5, 5], levels: 12 }, new Random(trial, "noise"), 6);
    for (const target of targets)
      if (/^better/.test(find(rows, target, "graph").verdict)) better[target]++;
  }
  // Half of 5 % of a two-sided test; 6 of 40 and more would have probability 0.0005.
  for (const target of targets) assert.ok(better[target] < 6, `${target} ${better[target]}`);
});

test("what is left out is not seen", () => {
  const random = new Random(2, "unseen");
  const columns = 6;
  const values = Float64Array.from({ length: 40 * columns }, () => random.normal());
  const design = { columns, values, free: 0 };
  const group = Array.from({ length: 40 }, (_, i) => `cell ${Math.floor(i / 4)}`);
  const y = Float64Array.from({ length: 40 }, (_, i) => values[i * columns]! + random.normal());
  const before = crossValidate(design, y, group);
  const changed = y.slice();
  for (let i = 0; i < 4; i++) changed[i] = 1000;
  const after = crossValidate(design, changed, group);
  for (let i = 0; i < 40; i++) assert.equal(after[i] === before[i], i < 4, `row ${i}`);
});

test("leaving strata out is harder than leaving cells out, where size does not say it", () => {
  const rows = run({ ...shape, effect: 6 }, new Random(3, "strata"));
  const cells = find(rows, "order_parameter", "base");
  const strata = find(rows, "order_parameter", "base", "strata");
  assert.ok(strata.error > cells.error);
  assert.equal(strata.observations, cells.observations);
});

test("too little to leave out says so", () => {
  const rows = run({ ...shape, cells: [6, 6] }, new Random(4, "few"));
  assert.match(find(rows, "order_parameter", "graph", "strata").verdict, /^not tested: fewer/);
  assert.ok(Number.isNaN(find(rows, "critical_density", "all", "strata").error));
  assert.equal(find(rows, "order_parameter", "graph").verdict.startsWith("not tested"), false);
});

test("metrics of the weights alone are told by their names", () => {
  for (const name of ["weight_gini_layer2", "weight_change", "weighted_density", "sign_changes"])
    assert.ok(isOfWeights(name), name);
  for (const name of ["in_strength_gini_layer1", "four_cycles_layer0", "modularity_mean"])
    assert.ok(!isOfWeights(name), name);
});
