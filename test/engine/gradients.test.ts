import assert from "node:assert/strict";
import { test } from "node:test";
import { sparseEngine } from "../../src/engine/sparse/engine.js";
import { Session } from "../../src/engine/sparse/session.js";
import { compareGradients } from "./compare-gradients.js";
import * as reference from "./reference.js";
import { difference, sampleImages, sampleNetwork, withoutLayer } from "./sample.js";

const engine = sparseEngine();
const all = (n: number) => Array.from({ length: n }, (_, i) => i);

test("the reference agrees with central finite differences", () => {
  const images = sampleImages(9, 20, 4);
  const network = sampleNetwork([20, 7, 6, 4], 0.6);
  const values = reference.numbers(network);
  const gradient = reference.gradients(network, values, images, all(9));
  for (const part of ["weight", "bias"] as const) {
    const numeric = values[part].map((value, i) => {
      const step = 1e-5;
      values[part][i] = value + step;
      const above = reference.loss(network, values, images, all(9));
      values[part][i] = value - step;
      const below = reference.loss(network, values, images, all(9));
      values[part][i] = value;
      return (above - below) / (2 * step);
    });
    assert.ok(difference(gradient[part], numeric) < 1e-8);
  }
});

for (const density of [1, 0.3, 0.1, 0.02]) {
  test(`gradients agree with the reference at density ${density}`, () => {
    compareGradients(sampleNetwork([196, 48, 24, 10], density), sampleImages(70, 196, 10));
  });
}

test("gradients agree with the reference over several chunks of images", () => {
  const images = sampleImages(300, 50, 5);
  compareGradients(sampleNetwork([50, 12, 5], 1), images);
  compareGradients(sampleNetwork([50, 12, 5], 0.1), images);
});

test("gradients agree with the reference at awkward sizes", () => {
  compareGradients(sampleNetwork([51, 33, 7, 3], 0.8), sampleImages(33, 51, 3));
  compareGradients(sampleNetwork([51, 1, 3], 1), sampleImages(31, 51, 3)); // one hidden unit
  compareGradients(sampleNetwork([51, 6, 3], 0.5), sampleImages(1, 51, 3)); // one image
  compareGradients(sampleNetwork([51, 3], 0.5), sampleImages(5, 51, 3)); // no hidden layer
  compareGradients(sampleNetwork([5, 40, 40, 40, 2], 0.04), sampleImages(40, 5, 2, 0.6)); // dead units
  compareGradients(sampleNetwork([70000, 3, 2], 0.0005), sampleImages(3, 70000, 2));
  compareGradients(sampleNetwork([70000, 3, 2], 0.5), sampleImages(3, 70000, 2, 0.01));
});

test("all pixels lit, or none", () => {
  compareGradients(sampleNetwork([30, 8, 3], 1), sampleImages(10, 30, 3, 1));
  const dark = sampleImages(10, 30, 3);
  compareGradients(sampleNetwork([30, 8, 3], 1), { ...dark, pixels: new Uint8Array(300) });
});

test("an empty layer, and no edges at all", () => {
  const images = sampleImages(40, 30, 3);
  const network = sampleNetwork([30, 12, 9, 3], 0.5);
  for (const layer of [0, 1, 2]) compareGradients(withoutLayer(network, layer), images);
  compareGradients(sampleNetwork([30, 12, 9, 3], 0), images);
});

test("products over lit pixels and over edges agree to rounding", () => {
  const images = sampleImages(200, 100, 10);
  for (const density of [1, 0.2, 0.03]) {
    const network = sampleNetwork([100, 40, 20, 10], density);
    const [lit, edges] = (["lit", "edges"] as const).map((products) => {
      const session = new Session(network, images, 96, products);
      session.setOrder(Uint32Array.from(all(200)));
      session.run(0, 200, true);
      const weight = new Float32Array(network.weight.length);
      const bias = new Float32Array(network.bias.length);
      session.read(session.gradient, { weight, bias });
      const { loss } = session.scores();
      session.close();
      return { weight, bias, loss };
    });
    assert.ok(difference(lit!.weight, edges!.weight) < 3e-6);
    assert.ok(difference(lit!.bias, edges!.bias) < 3e-6);
    assert.ok(Math.abs(lit!.loss - edges!.loss) < 1e-6 * edges!.loss);
  }
});

test("edges and biases that lead to no output have no gradient", () => {
  const network = sampleNetwork([30, 20, 20, 3], 0.05);
  const images = sampleImages(50, 30, 3);
  const { weight } = engine.gradients(network, images);
  const feeding = new Set(
    Array.from(network.layer.keys())
      .filter((e) => network.layer[e] === 2)
      .map((e) => network.source[e]!),
  );
  const dead = Array.from(network.layer.keys()).filter(
    (e) => network.layer[e] === 1 && !feeding.has(network.target[e]!),
  );
  assert.ok(dead.length > 0);
  for (const e of dead) assert.equal(weight[e], 0);
});
