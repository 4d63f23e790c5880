import assert from "node:assert/strict";
import { test } from "node:test";

import { type Prediction, predict } from "../../src/correlate/predict.js";
import { isOfWeights } from "../../src/correlate/predictors.js";
import { Random } from "../../src/random.js";
import { type Shape, synthetic } from "./synthetic.js";

const options = { seed: 0, confidence: 0.95, zone: [0.05, 0.95] as const };
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
