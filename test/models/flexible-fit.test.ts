import assert from "node:assert/strict";
import { test } from "node:test";
import { drawSamples } from "../../bench/calibration/draw.js";
import { continuous, crossovers } from "../../bench/calibration/families.js";
import { critical } from "../../src/models/critical.js";
import { drift } from "../../src/models/drift.js";
import { fitForms, fitLaw, preferred } from "../../src/models/fit-law.js";
import { FlexibleFit, forbidden } from "../../src/models/flexible-fit.js";
import { saturations } from "../../src/models/saturation.js";
import { meanCurves } from "../../src/models/simulate.js";
import { slowChiSquare } from "./slow-chi-square.js";

const design = { sizes: [16, 32, 64, 128], seeds: 8, ratio: 0.65, until: 5e-4, noise: 0.01 };
const transition = meanCurves(drawSamples(continuous[0]!, design, "flexible fit"));

test("chi-square is that of dense generalised least squares", () => {
  const fit = new FlexibleFit(transition);
  for (const theta of [
    [0.5, 0],
    [0.1, -0.2],
  ] as const) {
    const t = transition.flatMap(({ logControl, window }, i) => {
      const l = fit.rough.logSizes[i]!;
      const inside = logControl.subarray(window.from, window.to);
      return Array.from(inside, (u) => u + theta[0] * l + theta[1] * l * l);
    });
    const slow = slowChiSquare(transition, t);
    const fast = fit.chiSquare(drift, theta);
    assert.ok(Math.abs(fast / slow - 1) < 1e-6, `${fast}, not ${slow}`);
  }
});

test("the misfit in m is chi-square but for what F pays for its curvature", () => {
  const fit = new FlexibleFit(transition);
  for (const theta of [
    [0.5, 0],
    [0.1, -0.2],
  ] as const) {
    const [whole, own] = [fit.chiSquare(drift, theta), fit.misfit(drift, theta)];
    assert.ok(own <= whole * (1 + 1e-9) && own > 0.9 * whole, `${own} of ${whole}`);
  }
});

test("parameters that a law forbids cost the highest price", () => {
  const fit = new FlexibleFit(transition);
  assert.equal(fit.chiSquare(critical, [1, 0.5, -0.1]), forbidden); // order at p_c grows with size
  assert.ok(fit.chiSquare(critical, [1, 0.5, 0]) < forbidden);
});

test("without noise the true parameters are found, saturating or not", () => {
  for (const family of continuous) {
    const truth = family.parameters!;
    const exact = { ...family, order: (p: number, L: number) => family.order(p, L, 0) };
    const samples = drawSamples(exact, { ...design, ratio: 0.8, noise: 1e-4 }, "exact");
    const fit = new FlexibleFit(meanCurves(samples));
    const { theta } = preferred(fitForms(fit, critical));
    const found = [theta[0]! * fit.rough.unit, theta[1]!, theta[2]!];
    // F is a spline of eight pieces, so even exact curves leave a little to interpolate.
    for (const [k, t, within] of [
      [0, truth.p_c, 0.1 * truth.p_c],
      [1, truth.sharpening, 0.15],
      [2, truth.decay, 0.12],
    ] as const)
      assert.ok(Math.abs(found[k]! - t) < within, `${family.name}: ${found.join(", ")}`);
  }
});

test("a curve that only moves is found to move as it does, and has no p_c", () => {
  const moving = crossovers.find(({ name }) => name === "weibull, drift 0.5")!;
  const fit = new FlexibleFit(meanCurves(drawSamples(moving, design, "moving")));
  const [g, h] = fitLaw(fit, drift).theta;
  assert.ok(Math.abs(g! - 0.5) < 0.06 && Math.abs(h!) < 0.06, `${g}, ${h}`);
  const asTransition = fitLaw(fit, critical);
  // p_c = 0 and beta/nu = 0 make the two laws one.
  assert.ok(Math.abs(asTransition.theta[0]!) < 0.07);
  assert.ok(Math.abs(asTransition.theta[1]! - 0.5) < 0.1);
});

test("what is predicted within the window is what was fitted, in every form of saturation", () => {
  const fit = new FlexibleFit(transition);
  for (const saturation of saturations) {
    const { theta } = fitLaw(fit, critical, saturation);
    const predicted = fit.predict(critical, theta, saturation);
    transition.forEach(({ mean, window }, i) => {
      assert.equal(predicted[i]!.length, window.to - window.from);
      predicted[i]!.forEach((m, j) => {
        assert.ok(Math.abs(m - mean[window.from + j]!) < 0.15, saturation.name);
      });
    });
  }
});
