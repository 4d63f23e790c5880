import assert from "node:assert/strict";
import { test } from "node:test";
import { exp } from "../../src/math.js";
import { compareModels, models } from "../../src/models/compare.js";
import { softplus } from "../../src/models/critical.js";
import type { ModelName } from "../../src/models/model.js";
import type { SizeSample } from "../../src/scaling/sample.js";
import { evenly, percolation } from "../scaling/lattices.js";
import { draw, type Law, moving, smooth } from "../scaling/synthetic.js";

const options = { seed: 3, repetitions: 20, confidence: 0.95, name: "models" };

function remaining(samples: readonly SizeSample[]): readonly ModelName[] {
  return compareModels(samples, options).remaining;
}

test("a sigmoid of fixed width is recognised, at one place and at a moving one", () => {
  for (const law of [smooth, moving]) {
    const left = remaining(draw({ ...law, seeds: 12 }, "sigmoid"));
    // The error law with a low plateau at zero is a sigmoid too: the two cannot be told apart.
    assert.ok(left.includes("sigmoid"), left.join());
    assert.ok(
      left.every((name) => name === "sigmoid" || name === "error-law"),
      left.join(),
    );
  }
});

test("percolation is recognised as a critical power law", () => {
  const samples = [12, 24, 48, 96].map((L) => percolation(L, 20, evenly(0.3, 0.7, 31)));
  const { results, remaining: left } = compareModels(samples, options);
  assert.ok(left.includes("critical"), left.join());
  assert.ok(!left.includes("sigmoid") && !left.includes("error-law"), left.join());
  const { theta } = results.find(({ model }) => model.name === "critical")!;
  assert.ok(Math.abs(theta[0]! - 0.5) < 0.02, `p_c = ${theta[0]}`);
});

test("an error law with a plateau of its own is told from a sigmoid", () => {
  const law: Law = {
    ...smooth,
    seeds: 12,
    noise: 0.003,
    // Rosenfeld's law with e = 0.04, gamma = 0.6: a long power-law region.
    order: (p, size, z) => {
      const low = (0.02 * (size / 16) ** -0.5 * Math.exp(0.02 * z)) ** 2;
      const high = low * 0.04 ** (-2 / 0.6);
      return 1 - 0.04 * ((p * p + high) / (p * p + low)) ** 0.3;
    },
    controls: Array.from({ length: 25 }, (_, i) => 0.7 ** i),
  };
  assert.deepEqual(remaining(draw(law, "error law")), ["error-law"]);
});

test("every model rises with p, stays at or below its height, and is finite at p = 0", () => {
  const theta: Readonly<Record<ModelName, readonly number[]>> = {
    critical: [0.3, 0.8, 0.5, 0.2, 2],
    sigmoid: [-1, 0.4, -0.5],
    "error-law": [-2, 0.4, 1.2, -3],
    jump: [0.4, 0.1, 2, 1.2, 0.95],
    bkt: [0.2, 0.1, 0.7, 0.1, 1, -2],
  };
  for (const model of models) {
    const curve = evenly(0, 1, 50).map((p) => model.predict(theta[model.name], p, 0.4));
    assert.ok(
      curve.every((m) => m > -1e-9 && m <= 1),
      model.name,
    );
    assert.ok(
      curve.every((m, i) => i === 0 || m >= curve[i - 1]!),
      model.name,
    );
    assert.equal(model.parameters.length, model.steps.length);
  }
});

test("the error law is the modulus of its complex formula", () => {
  const [P, gamma, e, p] = [0.05, 1.3, 0.02, 0.2];
  const predict = models.find(({ name }) => name === "error-law")!.predict;
  const modulus = (re: number, im: number) => Math.hypot(re, im);
  const ratio = modulus(p, P * (1 / e) ** (1 / gamma)) / modulus(p, P);
  const expected = 1 - e * ratio ** gamma;
  assert.ok(Math.abs(predict([Math.log(P), 0, gamma, Math.log(e)], p, 0) - expected) < 1e-12);
});

test("softplus meets its limits", () => {
  assert.equal(softplus(40), 40);
  assert.ok(Math.abs(softplus(0) - Math.LN2) < 1e-15);
  assert.equal(softplus(-40), exp(-40));
});
