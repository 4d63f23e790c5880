/**
 * Whether 95 % intervals hold the true critical point 95 times in 100, with few seeds. The truth is
 * known: seeds collapse at points normally distributed around it, and m is a symmetric sigmoid.
 */
import assert from "node:assert/strict";
import { test } from "node:test";
import { type Estimate, estimateCurve } from "../../src/criticality/estimate.js";
import { trajectories } from "../../src/criticality/trajectories.js";
import { exp, log } from "../../src/math.js";
import { Random } from "../../src/random.js";
import { mean, variance } from "../../src/statistics/moments.js";
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

const tails = {
  exponential: (random: Random) => -log(1 - random.uniform()),
  "log-normal": (random: Random) => exp(0.8 * random.normal()),
};

/** Where the mean of m over very many seeds is 1/2, and where its variance over seeds is largest. */
function truth({ sharpness, spread }: Shape, draw: (random: Random) => number) {
  const random = new Random(0, "very many seeds");
  const points = Array.from({ length: 2000 }, () => spread * draw(random));
  const grid = Array.from({ length: 201 }, (_, i) => -4 + i * 0.04);
  const moments = grid.map((x) => {
    const m = points.map((point) => 1 / (1 + exp(-sharpness * (x - point))));
    return { x, mean: mean(m), variance: variance(m) };
  });
  const above = moments.findIndex((one) => one.mean >= 0.5);
  const [a, b] = [moments[above - 1]!, moments[above]!];
  const peak = moments.reduce((best, one) => (one.variance > best.variance ? one : best));
  return { half: a.x + (0.04 * (0.5 - a.mean)) / (b.mean - a.mean), peak: peak.x };
}

test("intervals cover with skewed seeds to either side", () => {
  for (const [seeds, rounds] of [
    [5, 120],
    [8, 120],
    [20, 60],
  ] as const)
    for (const [name, tail] of Object.entries(tails))
      for (const sign of [1, -1]) {
        const shape: Shape = { ...usual, seeds, draw: (random) => sign * tail(random) };
        const { half, peak } = truth(shape, shape.draw!);
        const held = { half: 0, peak: 0, peaks: 0 };
        for (let trial = 0; trial < rounds; trial++) {
          const random = new Random(trial, `skewed ${name} ${sign} ${seeds}`);
          const centre = shape.centre + random.uniform() * 0.3;
          const group = trajectories(sigmoidGroup({ ...shape, centre }, random));
          const options = { seed: trial, repetitions: 100, confidence: 0.95 };
          const found = estimateCurve(group, "after", "density", options);
          const of = (estimator: string) => found.find((row) => row.estimator === estimator)!;
          const holds = ({ lower, upper }: Estimate, at: number) =>
            lower <= exp(centre + at) && exp(centre + at) <= upper;
          if (holds(of("half-recovery"), half)) held.half++;
          if (Number.isNaN(of("susceptibility-peak").lower)) continue;
          held.peaks++;
          if (holds(of("susceptibility-peak"), peak)) held.peak++;
        }
        const where = `${seeds} ${name} ${sign}: ${JSON.stringify(held)}`;
        // Three standard errors of 92 % in 120 trials are 7 %, in 60 trials 10 %.
        assert.ok(held.half / rounds >= (seeds === 20 ? 0.83 : 0.86), where);
        assert.ok(held.peak / held.peaks >= 0.8, where);
      }
});

test("two seeds have a value and no interval, whatever they are", () => {
  const group = trajectories(sigmoidGroup({ ...usual, seeds: 2 }, new Random(1, "two seeds")));
  const options = { seed: 1, repetitions: 200, confidence: 0.95 };
  const [half] = estimateCurve(group, "after", "density", options);
  assert.ok(Math.abs(half!.value - exp(usual.centre)) < 0.01);
  assert.deepEqual([half!.lower, half!.upper], [Number.NaN, Number.NaN]);
  assert.equal(half!.verdict, "two seeds only: no interval");
});
