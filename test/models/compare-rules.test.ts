/** Who challenges whom, who remains, and the numbers beside it, on fits as good as they are told. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { compareLaws } from "../../src/models/compare.js";
import { fitLaw } from "../../src/models/fit-law.js";
import { FlexibleFit, splines } from "../../src/models/flexible-fit.js";
import type { LawName } from "../../src/models/law.js";
import { assertNear } from "../statistics/near.js";
import { best, type Told, ToldExperiment } from "./told.js";

type Squares = Record<LawName, number>;

/** Draws that every law fits alike: whoever is challenged by more than the margin is beaten. */
const alike: Told = () => 15;
const options = { seed: 1, name: "rules" };
const compared = (squares: Squares, told = alike) =>
  compareLaws(new ToldExperiment(told, squares), options);
const remaining = (squares: Squares) => compared(squares).remaining;

test("smooth laws are challenged by transitions alone, transitions by all others", () => {
  const narrowing = { critical: 95, bkt: 95, drift: 100, narrowing: 20 };
  assert.deepEqual(remaining(narrowing), ["drift", "narrowing"]);
  assert.deepEqual(remaining({ ...narrowing, drift: 20, narrowing: 100 }), ["drift", "narrowing"]);
  assert.deepEqual(remaining({ critical: 50, bkt: 20, drift: 99, narrowing: 99 }), ["bkt"]);
  assert.deepEqual(remaining({ critical: 20, bkt: 50, drift: 99, narrowing: 99 }), ["critical"]);
  const near = { critical: 20, bkt: 30, drift: 30, narrowing: 30 };
  assert.deepEqual(remaining(near), ["critical", "bkt", "drift", "narrowing"]);
  const { results } = compared(near);
  assert.deepEqual(
    results.map(({ name, challenge }) => [name, challenge.gain]),
    [
      ["critical", -10],
      ["bkt", 10],
      ["drift", 10],
      ["narrowing", 10],
    ],
  );
});

test("laws that are not beaten are studied, with 49 draws; how well a beaten one fits is not asked", () => {
  const { results } = compared({ critical: 20, bkt: 99, drift: 99, narrowing: 25 }, (_, draw) =>
    draw < 4 ? 25 : 15,
  );
  assert.deepEqual(
    results.map(({ name, p, replicates }) => [name, p, replicates.length]),
    [
      ["critical", 5 / 50, 49],
      ["bkt", Number.NaN, 0],
      ["drift", Number.NaN, 0],
      ["narrowing", 5 / 50, 49],
    ],
  );
});

test("a study of the critical law that was made already is taken over, with its fit", () => {
  const experiment = new ToldExperiment(alike, { critical: 99, bkt: 99, drift: 99, narrowing: 99 });
  const criticalLaw = compared({ critical: 1, bkt: 1, drift: 1, narrowing: 1 }).results[0]!.best
    .law;
  const study = { best: best(criticalLaw, 20), p: 0.77, replicates: [] };
  const { results, remaining: left } = compareLaws(experiment, options, study);
  assert.deepEqual([results[0]!.p, results[0]!.best.chiSquare], [0.77, 20]);
  assert.ok(results.slice(1).every(({ p }) => Number.isNaN(p)));
  assert.deepEqual(left, ["critical"]);
});

test("AICc, BIC, residual and the error of the means by their formulas", () => {
  const experiment = new ToldExperiment(alike, { critical: 20, bkt: 21, drift: 22, narrowing: 23 });
  const { results, error } = compareLaws(experiment, options);
  const { fit, curves } = experiment;
  for (const { best: own, aicc, bic, residual, prediction } of results) {
    const k = own.theta.length + splines;
    const n = fit.points;
    assertNear(aicc, own.chiSquare + 2 * k + (2 * k * (k + 1)) / (n - k - 1), 1e-9);
    assertNear(bic, own.chiSquare + k * Math.log(n), 1e-9);
    const squares = fit
      .predict(own.law, own.theta, own.saturation)
      .flatMap((row, i) =>
        Array.from(row, (m, j) => (curves[i]!.mean[curves[i]!.window.from + j]! - m) ** 2),
      );
    assert.equal(squares.length, n);
    assertNear(residual, Math.sqrt(squares.reduce((a, b) => a + b, 0) / n), 1e-9);
    assert.ok(Number.isNaN(prediction), "three sizes");
  }
  const errors = curves.flatMap(({ noise, shift, seeds, window: { from, to } }) =>
    [...noise.slice(from, to)].map((e, j) => (e ** 2 + shift[from + j]! ** 2) / seeds),
  );
  assertNear(error, Math.sqrt(errors.reduce((a, b) => a + b, 0) / errors.length), 1e-12);
});

test("with four sizes each is predicted from the others: root mean square over sizes and levels", () => {
  const squares = { critical: 99, bkt: 99, drift: 1, narrowing: 99 };
  const experiment = new ToldExperiment(alike, squares, [16, 32, 64, 128]);
  const { curves, fit } = experiment;
  for (const { best: own, prediction } of compareLaws(experiment, options).results) {
    const errors = curves.map((left, i) => {
      const rest = <T>(all: readonly T[]) => all.filter((_, j) => j !== i);
      const others = new FlexibleFit(rest(curves), {
        ...fit.rough,
        logSizes: rest(fit.rough.logSizes),
      });
      const { law, theta, saturation } = fitLaw(others, own.law, own.saturation);
      const told = others.extrapolate(law, theta, saturation, left, fit.rough.logSizes[i]!);
      const { from, to } = left.window;
      assert.equal(told.length, to - from);
      const off = Array.from(told, (m, j) => (left.mean[from + j]! - m) ** 2);
      return off.reduce((a, b) => a + b, 0) / off.length;
    });
    assertNear(prediction, Math.sqrt(errors.reduce((a, b) => a + b, 0) / 4), 1e-12);
    // the curves are of one form that only moves
    if (own.law.name === "drift")
      assert.ok(prediction > 0 && prediction < 0.05, String(prediction));
  }
});
