import assert from "node:assert/strict";
import { test } from "node:test";
import { sparseEngine } from "../../src/engine/sparse/engine.js";
import { initialise } from "../../src/initialise.js";
import { Random } from "../../src/random.js";
import { Robustness } from "../../src/robustness/curve.js";
import { noisyWeights } from "../../src/robustness/noise.js";
import { perturbations } from "../../src/robustness/perturbation.js";
import { adam, sampleImages } from "../engine/sample.js";

const engine = sparseEngine();
const images = sampleImages(300, 40, 3);
const network = engine.train(initialise([40, 24, 12, 3], "robustness"), images, {
  ...adam,
  learningRate: 0.01,
  epochs: 8,
});
const settings = {
  perturbations,
  shares: [0, 0.25, 0.5, 0.75, 1],
  amplitudes: [0, 0.5, 4],
  draws: 3,
  seed: 1,
};

test("a curve for every perturbation, from whole to nothing, the same twice", async () => {
  const measure = new Robustness(engine, images, settings);
  const points = await measure.curves(network);
  assert.deepEqual(await new Robustness(engine, images, settings).curves(network), points);
  const whole = engine.evaluate(network, images).accuracy;
  const empty = { ...network, layer: new Uint8Array(), source: new Uint32Array() };
  const none = {
    ...empty,
    target: new Uint32Array(),
    tap: new Uint16Array(),
    weight: new Float32Array(),
    initial: new Float32Array(),
  };
  const nothing = engine.evaluate(none, images).accuracy;
  assert.ok(whole > 0.95 && nothing < 0.6);
  for (const perturbation of perturbations) {
    const own = points.filter((point) => point.perturbation === perturbation);
    const isNoise = perturbation.endsWith("noise");
    assert.deepEqual(
      own.map((point) => point.amount),
      isNoise ? settings.amplitudes : settings.shares,
    );
    assert.equal(own[0]!.accuracy, whole);
    if (isNoise) assert.ok(own.at(-1)!.accuracy < whole - 0.2);
    else assert.equal(own.at(-1)!.accuracy, nothing);
    const isDrawn = isNoise || perturbation.startsWith("random");
    assert.equal(own[1]!.draws, isDrawn ? 3 : 1);
    assert.equal(Number.isNaN(own[1]!.deviation), !isDrawn);
  }
});

test("a point is the mean over its draws", async () => {
  const only = { ...settings, perturbations: ["weight-noise"] as const, amplitudes: [0, 2] };
  const [, point] = await new Robustness(engine, images, only).curves(network);
  const byHand = [0, 1, 2].map((draw) => {
    const random = new Random(1, `robustness, weight-noise, ${draw}`);
    return engine.evaluate(noisyWeights(network, 2, random), images).accuracy;
  });
  const mean = byHand.reduce((s, x) => s + x, 0) / 3;
  assert.ok(Math.abs(point!.accuracy - mean) < 1e-12);
  assert.ok(new Set(byHand).size > 1);
});
