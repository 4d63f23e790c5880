import assert from "node:assert/strict";
import { test } from "node:test";
import { criticality } from "../../src/criticality/criticality.js";
import { estimators as all, type Estimate } from "../../src/criticality/estimate.js";
import { controls, type Observation, phases } from "../../src/criticality/observation.js";
import { Random } from "../../src/random.js";
import { assertNear } from "../statistics/near.js";
import { key, observation, sigmoidGroup, usual } from "./synthetic.js";

/** These observations have no entropies, so nothing is said of where entropies cross. */
const estimators = all.filter((estimator) => estimator !== "entropy-crossing");

const options = { seed: 0, repetitions: 200, confidence: 0.95 };

function estimatesOf(observations: readonly Observation[]): Estimate[] {
  return criticality(observations, options).estimates;
}

function one(estimates: readonly Estimate[], estimator: string, control = "density"): Estimate {
  return estimates.find(
    (e) => e.estimator === estimator && e.control === control && e.phase === "after",
  )!;
}

const group = sigmoidGroup({ ...usual, seeds: 8 }, new Random(1, "estimate"));

test("every phase, control parameter and estimator of every group has a row", () => {
  const estimates = estimatesOf([...group, ...group.map((o) => ({ ...o, width: 0.5 }))]);
  assert.equal(estimates.length, 2 * phases.length * controls.length * estimators.length);
  assert.deepEqual(
    [...new Set(estimates.map((e) => e.key.width))],
    [0.5, 1],
    "groups in order of width",
  );
});

test("a clear transition is resolved around its known point", () => {
  for (const estimator of estimators) {
    const { value, lower, upper, quality, verdict, seeds } = one(estimatesOf(group), estimator);
    assert.ok(lower < Math.exp(-4) && Math.exp(-4) < upper, `${estimator}: ${lower} … ${upper}`);
    assert.ok(lower < value && value < upper);
    assert.deepEqual([verdict, quality, seeds], ["resolved", 1, 8]);
  }
});

test("control parameters in proportion give estimates in proportion", () => {
  const estimates = estimatesOf(group);
  for (const estimator of estimators)
    for (const name of ["value", "lower", "upper"] as const) {
      const density = one(estimates, estimator)[name];
      assertNear(one(estimates, estimator, "weights")[name] / density, 1000, 1e-12);
      assertNear(one(estimates, estimator, "mean_degree")[name] / density, 20, 1e-12);
    }
});

test("a group's estimates do not depend on the other groups or on the order of rows", () => {
  const alone = estimatesOf(group);
  const other = sigmoidGroup(usual, new Random(2, "estimate"));
  const among = estimatesOf([...other.map((o) => ({ ...o, width: 0.1 })), ...group.toReversed()]);
  assert.deepEqual(
    among.filter((e) => e.key.width === 1).map(({ key: _, ...rest }) => rest),
    alone.map(({ key: _, ...rest }) => rest),
  );
});

test("one seed: values without an interval, no susceptibility", () => {
  const estimates = estimatesOf(group.filter((o) => o.seed === 0));
  for (const estimator of ["half-recovery", "steepest"]) {
    const { value, lower, quality, verdict } = one(estimates, estimator);
    assertNear(Math.log(value), -4, 0.25);
    assert.ok(Number.isNaN(lower) && Number.isNaN(quality));
    assert.equal(verdict, "one seed only: no interval");
  }
  const peak = one(estimates, "susceptibility-peak");
  assert.ok(Number.isNaN(peak.value));
  assert.equal(peak.verdict, "one seed only: no variance");
});

test("no collapse and nothing but collapse are verdicts, not errors", () => {
  const flat = (m: number) =>
    [0, 1, 2].flatMap((seed) =>
      Array.from({ length: 10 }, (_, level) => observation(seed, level, 0.5 ** level, m)),
    );
  const verdicts = (m: number) => estimators.map((e) => one(estimatesOf(flat(m)), e).verdict);
  const functional = "all levels functional: the collapse lies beyond the schedule";
  const still = ["flat: the order parameter does not fall", "no variance over seeds"];
  assert.deepEqual(verdicts(0.9), [functional, ...still]);
  assert.deepEqual(verdicts(0.1), ["all levels collapsed", ...still]);
});

test("a seed whose dense network is at chance is left out; without any other, so say the rows", () => {
  const dead = Array.from({ length: 26 }, (_, l) => observation(9, l, 0.75 ** l, Number.NaN));
  assert.equal(one(estimatesOf([...group, ...dead]), "half-recovery").seeds, 8);
  const none = one(estimatesOf(dead), "half-recovery");
  assert.deepEqual([none.seeds, Number.isNaN(none.value)], [0, true]);
  assert.match(none.verdict, /not better than chance/);
});

test("where the estimator is missing in a tail of the samples, there is no interval", () => {
  // One seed of four never collapses: samples with two of it or more stay above 1/2 at the end.
  const rows = [0, 1, 2, 3].flatMap((seed) =>
    Array.from({ length: 12 }, (_, level) =>
      observation(seed, level, 0.5 ** level, level < 4 + seed || seed === 3 ? 1 : 0.1),
    ),
  );
  const { value, lower, quality, verdict } = one(estimatesOf(rows), "half-recovery");
  assert.ok(value > 0 && Number.isNaN(lower));
  // P(at most one in four draws of 1/4) = 0.738: the mean then ends at 0.325, else at 0.55 or more
  assertNear(quality, 0.738, 0.1);
  assert.match(verdict, /^uncertain: found in only \d+ % of bootstrap samples/);
});

test("a collapse at the last level of cells that end disconnected has a steepest point", () => {
  const rows = [0, 1, 2].flatMap((seed) =>
    Array.from({ length: 10 }, (_, level) =>
      observation(seed, level, 0.5 ** level, level < 9 ? 1 : 0, level < 9 ? 0.5 ** level : 0),
    ),
  );
  const { value, lower, upper } = one(estimatesOf(rows), "steepest");
  assertNear(Math.log2(value), -8.5, 0.1);
  assert.ok(lower <= value / 1.4 && upper >= value * 1.4, "no finer than half a level");
});

test("an interval ends at the densest level", () => {
  const wide = sigmoidGroup(
    { ...usual, seeds: 3, centre: -0.9, spread: 0.8, levels: 20 },
    new Random(3, "estimate"),
  );
  for (const { upper } of estimatesOf(wide)) assert.ok(!(upper > 1000));
  for (const { upper, control } of estimatesOf(wide))
    if (control === "density") assert.ok(!(upper > 1));
});

test("rows of the key carry over", () => {
  assert.equal(estimatesOf(group)[0]!.key.dataset, key.dataset);
});
