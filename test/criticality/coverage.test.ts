/**
 * Whether 95 % intervals hold the true critical point 95 times in 100, with few seeds. The truth is
 * known: seeds collapse at points normally distributed around it, and m is a symmetric sigmoid.
 */
import assert from "node:assert/strict";
import { test } from "node:test";
import { type Estimate, estimateCurve } from "../../src/criticality/estimate.js";
import { trajectories } from "../../src/criticality/trajectories.js";
import { exp } from "../../src/math.js";
import { Random } from "../../src/random.js";
import { type Shape, sigmoidGroup, usual } from "./synthetic.js";

const trials = 200;

/** For each estimator: the share of trials with an interval, and of those that hold the truth. */
function coverage(shape: Shape): Record<string, { resolved: number; covered: number }> {
  const counts: Record<string, { resolved: number; covered: number }> = {};
  for (let trial = 0; trial < trials; trial++) {
    const random = new Random(trial, `coverage ${JSON.stringify(shape)}`);
    const centre = shape.centre + random.uniform() * 0.3; // anywhere between two levels
    const group = trajectories(sigmoidGroup({ ...shape, centre }, random));
    const options = { seed: trial, repetitions: 200, confidence: 0.95 };
    for (const row of estimateCurve(group, "after", "density", options))
      count(counts, row, exp(centre));
  }
  for (const total of Object.values(counts)) total.covered /= total.resolved;
  for (const total of Object.values(counts)) total.resolved /= trials;
  return counts;
}

function count(
  counts: Record<string, { resolved: number; covered: number }>,
  { estimator, lower, upper }: Estimate,
  truth: number,
): void {
  counts[estimator] ??= { resolved: 0, covered: 0 };
  if (Number.isNaN(lower)) return;
  counts[estimator].resolved++;
  if (lower <= truth && truth <= upper) counts[estimator].covered++;
}

for (const [name, shape] of [
  ["3 seeds", { ...usual, seeds: 3 }],
  ["5 seeds", usual],
  ["10 seeds", { ...usual, seeds: 10 }],
  ["5 seeds, a sharp collapse", { ...usual, sharpness: 8, spread: 0.4 }],
  ["5 seeds, coarse levels", { ...usual, ratio: 0.5, levels: 12, sharpness: 4 }],
] as const) {
  test(`intervals cover the critical point: ${name}`, () => {
    const found = coverage(shape);
    const half = found["half-recovery"]!;
    assert.ok(half.resolved > 0.97, `half-recovery: ${half.resolved}`);
    // Three standard errors of 200 trials are 5 %.
    assert.ok(half.covered >= 0.9 && half.covered <= 0.99, `half-recovery: ${half.covered}`);
    // These two are cautious: they are never narrower than a level.
    const slope = found["steepest"]!;
    assert.ok(slope.resolved > 0.97, `steepest: ${slope.resolved}`);
    assert.ok(slope.covered >= 0.9, `steepest: ${slope.covered}`);
    const peak = found["susceptibility-peak"]!;
    if (shape.seeds === 3)
      assert.equal(peak.resolved, 0); // a ninth of the samples is one seed
    else assert.ok(peak.covered >= 0.9, `susceptibility-peak: ${peak.covered}`);
  });
}
