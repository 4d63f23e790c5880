/** Rival laws on drawn experiments of known truth: who is beaten, and who is not. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { drawSamples } from "../../bench/calibration/draw.js";
import { type Family, families } from "../../bench/calibration/families.js";
import { type Comparison, compareLaws } from "../../src/models/compare.js";
import { Experiment } from "../../src/models/study.js";

const design = { sizes: [16, 32, 64, 128], seeds: 8, ratio: 0.65, until: 5e-4, noise: 0.01 };

function compared(name: string): Comparison {
  const family = families.find((f) => f.name === name) as Family;
  const experiment = new Experiment(drawSamples(family, design, `compare ${name}`));
  return compareLaws(experiment, { seed: 1, name });
}

const of = (comparison: Comparison, name: string) =>
  comparison.results.find((result) => result.name === name)!;

test("at a continuous transition both smooth laws are beaten", () => {
  const found = compared("logistic, p_c 0.01, 1/nu 0.5, beta/nu 0.15");
  assert.ok(found.remaining.includes("critical"));
  for (const name of ["drift", "narrowing"] as const) {
    assert.ok(!found.remaining.includes(name));
    assert.ok(of(found, name).challenge.gain > 10);
    assert.ok(of(found, name).challenge.p <= 0.02);
  }
  // the law that is true describes the curves and predicts sizes left out
  assert.ok(of(found, "critical").p > 0.02);
  assert.ok(of(found, "critical").prediction < of(found, "drift").prediction);
});

test("a curve that only moves is not beaten, and describes the curves", () => {
  const found = compared("gompertz, drift 0.5");
  assert.ok(found.remaining.includes("drift"));
  assert.ok(of(found, "drift").p > 0.02);
  assert.ok(Number.isNaN(of(found, "drift").challenge.p)); // nothing to simulate for
});

test("a curve that narrows on its way to zero beats a transition, and is not beaten", () => {
  const found = compared("logistic, narrowing");
  assert.ok(found.remaining.includes("narrowing"));
  assert.ok(!found.remaining.includes("critical"));
});

test("the same seed and name give the same answer", () => {
  const name = "weibull, drift 0.5";
  const plain = (c: Comparison) => c.results.map(({ p, bic, aicc }) => [p, bic, aicc]);
  assert.deepEqual(plain(compared(name)), plain(compared(name)));
});
