import assert from "node:assert/strict";
import { test } from "node:test";
import { meanCurve } from "../../src/models/error-model.js";
import type { SizeSample } from "../../src/models/sample.js";
import { Random } from "../../src/random.js";

/** A logistic in ln p whose seeds lie `tau` apart, with `noise` at every level. */
function sample(tau: number, noise: number, seeds: number, random: Random): SizeSample {
  const control = Float64Array.from({ length: 20 }, (_, l) => 0.7 ** l);
  const values = Array.from({ length: seeds }, () => {
    const z = tau * random.normal();
    return control.map(
      (p) => 1 / (1 + Math.exp(-2 * (Math.log(p) + 3 + z))) + noise * random.normal(),
    );
  });
  return { size: 10, factor: 1, control: values.map(() => control), values };
}

test("the move of a seed and the noise of a level are told apart", () => {
  for (const [tau, noise] of [
    [0.1, 0.01],
    [0, 0.02],
    [0.05, 0.005],
  ] as const) {
    const { shift, noise: found, window } = meanCurve(sample(tau, noise, 200, new Random(1, "e")));
    const steepest = Math.max(...shift.map(Math.abs));
    // The steepest slope of the logistic in ln p is 2/4, a little less between levels.
    assert.ok(Math.abs(steepest - tau / 2) < 0.15 * (tau / 2) + 0.006, `${steepest}`);
    const inside = found.subarray(window.from, window.to);
    const level = inside.reduce((a, b) => a + b, 0) / inside.length;
    assert.ok(Math.abs(level / noise - 1) < 0.6, `${level}, not ${noise}`);
  }
});

test("the covariance of the mean is that of repeated experiments", () => {
  const [tau, noise, seeds] = [0.15, 0.01, 8];
  const trials = 400;
  const random = new Random(2, "covariance");
  const curves = Array.from({ length: trials }, () => meanCurve(sample(tau, noise, seeds, random)));
  const [a, b] = [8, 10]; // two levels in the fall
  const at = (j: number) => curves.map(({ mean }) => mean[19 - j]!);
  const average = (values: readonly number[]) => values.reduce((x, y) => x + y, 0) / trials;
  const [meanA, meanB] = [average(at(a)), average(at(b))];
  const product = average(at(a).map((m, t) => (m - meanA) * (at(b)[t]! - meanB)));
  const model = average(curves.map(({ shift }) => (shift[19 - a]! * shift[19 - b]!) / seeds));
  assert.ok(Math.abs(model / product - 1) < 0.3, `${model}, not ${product}`);
});

test("levels without a positive control parameter are not compared", () => {
  const { control, values, ...rest } = sample(0.1, 0.01, 5, new Random(3, "zero"));
  const cut = control.map((row) => row.map((p, l) => (l >= 17 ? 0 : p)));
  const { window, logControl } = meanCurve({ ...rest, control: cut, values });
  assert.ok(Number.isNaN(logControl[0]!) && window.from >= 3);
});

test("a given window is kept", () => {
  const window = { from: 4, to: 9 };
  assert.deepEqual(meanCurve(sample(0.1, 0.01, 5, new Random(4, "w")), window).window, window);
});
