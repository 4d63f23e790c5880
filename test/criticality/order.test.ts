import assert from "node:assert/strict";
import { test } from "node:test";
import { failureOf } from "../../src/criticality/failure.js";
import { orderCurve } from "../../src/criticality/order.js";
import { orderParameter } from "../../src/criticality/order-parameter.js";
import { trajectories } from "../../src/criticality/trajectories.js";
import { Random } from "../../src/random.js";
import { varianceInterval } from "../../src/statistics/variance-interval.js";
import { assertNear } from "../statistics/near.js";
import { observation, sigmoidGroup, usual } from "./synthetic.js";

const options = { seed: 0, repetitions: 300, confidence: 0.95 };

test("the order parameter is 1 for the dense accuracy and 0 at chance", () => {
  assert.equal(orderParameter(0.97, 0.97, 10), 1);
  assert.equal(orderParameter(0.1, 0.97, 10), 0);
  assertNear(orderParameter(0.55, 0.9, 5), 0.5, 1e-15);
  assert.ok(orderParameter(0.05, 0.97, 10) < 0, "worse than chance is negative, not cut");
  assert.ok(Number.isNaN(orderParameter(0.1, 0.1, 10)));
});

test("failure labels: the first that holds", () => {
  const label = (m: number, layer: number, effective: number) =>
    failureOf({ orderParameter: m, emptiestLayer: layer, effectiveDensity: effective });
  assert.equal(label(0.5, 0.1, 0.1), "functional");
  assert.equal(label(0.49, 0, 0), "empty-layer");
  assert.equal(label(0.49, 0.1, 0), "disconnected");
  assert.equal(label(0.49, 0.1, 0.1), "not-functioning");
  assert.equal(label(Number.NaN, 0.1, 0.1), "not-functioning");
  assert.equal(label(0.49, Number.NaN, 0), "disconnected");
});

test("mean and susceptibility of a level, by hand", () => {
  const values = [0.2, 0.4, 0.5, 0.6, 0.8];
  const rows = orderCurve(
    trajectories(values.map((m, seed) => observation(seed, 0, 0.25, m))),
    options,
  );
  const row = rows.find(({ phase }) => phase === "after")!;
  assertNear(row.mean, 0.5, 1e-15);
  assertNear(row.susceptibility, 100 * 0.05, 1e-13); // size 100, variance 0.2 / 4
  const { lower, upper } = varianceInterval(values, 0.95);
  assertNear(row.susceptibilityLower, 100 * lower, 1e-12);
  assertNear(row.susceptibilityUpper, 100 * upper, 1e-12);
  assert.ok(row.lower < 0.5 && 0.5 < row.upper);
  assert.deepEqual([row.seeds, row.level, row.control.weights], [5, 0, 250]);
});

test("seeds that agree exactly have no width and no susceptibility", () => {
  const rows = orderCurve(
    trajectories([0, 1, 2].map((seed) => observation(seed, 0, 1, 1))),
    options,
  );
  const { mean, lower, upper, susceptibility, susceptibilityUpper } = rows[0]!;
  assert.deepEqual([mean, lower, upper, susceptibility, susceptibilityUpper], [1, 1, 1, 0, 0]);
});

test("one seed has a mean and nothing else", () => {
  const { mean, lower, susceptibility } = orderCurve(
    trajectories([observation(0, 0, 1, 0.7)]),
    options,
  )[0]!;
  assert.equal(mean, 0.7);
  assert.ok(Number.isNaN(lower) && Number.isNaN(susceptibility));
});

test("the interval of the mean covers it 95 times in 100", () => {
  let covered = 0;
  let all = 0;
  for (let trial = 0; trial < 40; trial++) {
    // No spread of the points, so that the true mean is the sigmoid itself.
    const shape = { ...usual, spread: 0, noise: 0.1 };
    const random = new Random(trial, "order coverage");
    for (const row of orderCurve(trajectories(sigmoidGroup(shape, random)), options)) {
      if (row.phase === "before") continue;
      const truth = 1 / (1 + Math.exp(-2 * (Math.log(row.control.density) + 4)));
      all++;
      if (row.lower <= truth && truth <= row.upper) covered++;
    }
  }
  assert.ok(covered / all > 0.92 && covered / all < 0.98, String(covered / all));
});
