import assert from "node:assert/strict";
import { test } from "node:test";
import { drawSamples } from "../../bench/calibration/draw.js";
import type { Family } from "../../bench/calibration/families.js";
import { seedResamples } from "../../src/models/resample.js";
import { sharpening } from "../../src/models/sharpening.js";

const design = { sizes: [16, 32, 64, 128], seeds: 8, ratio: 0.8, until: 1e-3, noise: 0.005 };

/** A logistic in ln p of width ~ L^-c. */
const family = (c: number): Family => ({
  name: `narrows by ${c}`,
  truth: "crossover",
  order: (p, size, z) => 1 / (1 + Math.exp(-3 * size ** c * (Math.log(p) + 3 + 0.05 * z))),
});

function found(c: number) {
  const samples = drawSamples(family(c), design, `sharpening ${c}`);
  return sharpening(samples, seedResamples(samples, 200, 1, "sharpening"), 0.95);
}

test("the exponent of the width is found, of falls that narrow, stay and widen", () => {
  for (const c of [0.3, 0, -0.3]) {
    const { value, lower, upper } = found(c);
    assert.ok(Math.abs(value - c) < 0.1, `${value}, not ${c}`);
    assert.ok(lower < value && value < upper);
    assert.equal(lower > 0, c > 0);
    assert.equal(upper < 0, c < 0);
  }
});

test("the width is the logarithm of p at three quarters over p at a quarter", () => {
  // 2 ln 3 / 3 of a logistic with sharpness 3
  for (const ratio of found(0).ratios) assert.ok(Math.abs(ratio - (2 * Math.log(3)) / 3) < 0.08);
});
