import assert from "node:assert/strict";
import { test } from "node:test";
import { fitLaw } from "../../src/models/fit-law.js";
import { FlexibleFit } from "../../src/models/flexible-fit.js";
import type { SizeSample } from "../../src/models/sample.js";
import { meanCurves } from "../../src/models/simulate.js";
import { scale } from "../../src/scaling/scale.js";
import type { Variant } from "../../src/scaling/variants.js";
import { continuous, draw, moving } from "./synthetic.js";

const options = { seed: 2, repetitions: 0, confidence: 0.95, name: "test", variants: true };

function scaled(samples: readonly SizeSample[]) {
  const result = scale(samples, options);
  assert.ok(!("reason" in result));
  return result;
}

const named = (variants: readonly Variant[], name: Variant["name"]) =>
  variants.filter((variant) => variant.name === name);

const more = "a level more at each end";
const less = "a level less at each end";

test("five sizes: without the smallest while three are left, and with a correction", () => {
  const { variants, fit } = scaled(
    draw({ ...continuous, sizes: [16, 24, 32, 64, 128] }, "five sizes"),
  );
  assert.deepEqual(
    named(variants, "without the smallest").map(({ smallest, sizes }) => [smallest, sizes]),
    [
      [24, 4],
      [32, 3],
    ],
  );
  const [corrected] = named(variants, "corrected");
  assert.ok(corrected!.fit.chiSquare <= fit.chiSquare + 1e-6);
  assert.ok(Number.isFinite(corrected!.correction!.amplitude + corrected!.correction!.shift));
});

test("three sizes: none without the smallest, no correction", () => {
  const { variants } = scaled(draw({ ...continuous, sizes: [16, 32, 64] }, "three sizes"));
  assert.deepEqual(
    variants.map(({ name }) => name),
    [more, less],
  );
});

test("a level more or less: the same law fitted to just those levels of each size", () => {
  const samples = draw(continuous, "stretches");
  const { variants, windows, study } = scaled(samples);
  for (const [name, by] of [
    [more, 1],
    [less, -1],
  ] as const) {
    const other = windows.map(({ from, to }) => ({
      from: Math.max(0, from - by),
      to: Math.min(continuous.controls.length, to + by),
    }));
    const fit = new FlexibleFit(meanCurves(samples, other));
    const { theta, chiSquare } = fitLaw(fit, study.best.law, study.best.saturation);
    const [variant] = named(variants, name);
    assert.equal(variant!.fit.criticalPoint, theta[0]! * fit.rough.unit);
    assert.deepEqual([variant!.fit.sharpening, variant!.fit.decay], [theta[1], theta[2]]);
    assert.equal(variant!.fit.chiSquare, chiSquare);
    assert.deepEqual([variant!.smallest, variant!.sizes], [16, 4]);
    // where the law is true the stretch does not matter
    assert.ok(Math.abs(variant!.fit.criticalPoint - 0.5) < 0.02, `${variant!.fit.criticalPoint}`);
  }
});

test("no stretch reaches over the levels, or to a control parameter of 0", () => {
  const controls = [0, ...Array.from({ length: 9 }, (_, i) => 0.42 + 0.02 * i)];
  const samples = draw({ ...continuous, controls }, "few levels");
  const { variants, windows } = scaled(samples);
  assert.ok(windows.some(({ from, to }) => from === 1 || to === 10));
  const [grown] = named(variants, more);
  if (grown) assert.ok(Number.isFinite(grown.fit.criticalPoint));
  const own = windows.every(({ from, to }) => from === 1 && to === 10);
  assert.equal(grown === undefined, own);
});

test("where every level is compared and there are four, nothing can grow or shrink", () => {
  const controls = [0.4, 0.47, 0.53, 0.6];
  const { variants } = scaled(draw({ ...continuous, controls }, "four levels"));
  assert.deepEqual([named(variants, more), named(variants, less)], [[], []]);
});

test("a place that tends to zero drifts without the smallest sizes", () => {
  const sizes = [16, 32, 64, 128, 256];
  const curved = {
    ...moving,
    sizes,
    // the place goes as L^-1 at first and stays from L = 64
    order: (p: number, size: number, z: number) =>
      moving.order(p * (Math.min(size, 64) / size), size, z),
  };
  const { variants, fit } = scaled(draw(curved, "drifts"));
  const last = named(variants, "without the smallest").at(-1)!;
  assert.ok(
    Math.abs(last.fit.criticalPoint - fit.criticalPoint) > 0.1 * Math.abs(fit.criticalPoint) ||
      Math.abs(last.fit.sharpening - fit.sharpening) > 0.1,
    `${fit.criticalPoint} ${last.fit.criticalPoint}, ${fit.sharpening} ${last.fit.sharpening}`,
  );
});
