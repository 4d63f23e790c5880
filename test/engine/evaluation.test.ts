import assert from "node:assert/strict";
import { test } from "node:test";
import { evaluation } from "../../src/engine/confusion.js";
import { sparseEngine } from "../../src/engine/sparse/engine.js";
import * as reference from "./reference.js";
import { adam, sampleImages, sampleNetwork, withoutLayer } from "./sample.js";

const engine = sparseEngine();
const near = (a: number, b: number, tolerance = 1e-5) =>
  assert.ok(Math.abs(a - b) <= tolerance * Math.max(1, Math.abs(b)), `${a} ${b}`);

for (const [density, count] of [
  [1, 300],
  [0.1, 300],
  [0.1, 1],
] as const) {
  test(`an evaluation of ${count} images agrees with the reference at density ${density}`, () => {
    const images = sampleImages(count, 100, 7);
    const network = sampleNetwork([100, 30, 20, 7], density);
    const values = reference.numbers(network);
    const confusion = new Uint32Array(49);
    let entropy = 0;
    for (let i = 0; i < count; i++) {
      const pixels = images.pixels.subarray(i * 100, (i + 1) * 100);
      const p = Array.from(reference.softmax(reference.forward(network, values, pixels).at(-1)!));
      entropy -= p.reduce((sum, q) => sum + (q > 0 ? q * Math.log(q) : 0), 0) / count;
      confusion[images.labels[i]! * 7 + p.indexOf(Math.max(...p))]!++;
    }
    const found = engine.evaluate(network, images);
    assert.deepEqual(found.confusion, confusion);
    near(found.predictionEntropy, entropy);
    const all = Array.from({ length: count }, (_, i) => i);
    near(found.loss, reference.loss(network, values, images, all));
  });
}

test("where the first layer is empty, values that are no bytes are as little looked at as bytes", () => {
  const images = sampleImages(70, 100, 7);
  const pixels = Float32Array.from(images.pixels, (value) => value / 255 - 3);
  const normalise = { mean: [0.4], std: [0.2] };
  const convolution = { channels: 4, kernel: 3, stride: 1, padding: "same" } as const;
  const convolutions = { input: { height: 10, width: 10 }, layers: [convolution] };
  for (const form of [[100, 30, 7], { units: [1, 4, 20, 7], convolutions }] as const) {
    const network = withoutLayer(sampleNetwork(form, 0.5), 0);
    const settings = { ...adam, epochs: 2, batch: 50 };
    const found = [
      { network, images },
      { network, images: { ...images, pixels } },
      { network: { ...network, normalise }, images },
    ].map((one) => {
      engine.evaluate(sampleNetwork([100, 30, 7], 1), { ...images, pixels }); // leaves traces in memory
      const { weight, bias } = engine.train(one.network, one.images, settings);
      return { weight, bias, evaluation: engine.evaluate(one.network, one.images) };
    });
    assert.deepEqual(found[1], found[0]);
    assert.deepEqual(found[2], found[0]);
  }
});

test("ties go to the lowest class", () => {
  const network = { ...sampleNetwork([10, 4, 3], 0), bias: new Float32Array(7) };
  const images = sampleImages(30, 10, 3);
  const { confusion, predictionEntropy, loss } = engine.evaluate(network, images);
  for (let i = 0; i < 9; i++) if (i % 3 > 0) assert.equal(confusion[i], 0);
  near(predictionEntropy, Math.log(3), 1e-6);
  near(loss, Math.log(3), 1e-6);
});

test("confident logits give zero entropy and no infinity", () => {
  const network = sampleNetwork([10, 4, 3], 0);
  network.bias.set([0, 0, 0, 0, 500, -500, 0]);
  const images = sampleImages(30, 10, 3);
  const { loss, predictionEntropy } = engine.evaluate(network, images);
  const right = images.labels.filter((label) => label === 0).length;
  const far = images.labels.filter((label) => label === 1).length;
  near(loss, (far * 1000 + (30 - right - far) * 500) / 30);
  assert.equal(predictionEntropy, 0);
});

test("entropies and information of known confusion matrices", () => {
  const perfect = evaluation(Uint32Array.of(5, 0, 0, 5), 0.1, 0.2);
  assert.deepEqual(
    [perfect.accuracy, perfect.loss, perfect.predictionEntropy, perfect.outcomeEntropy],
    [1, 0.1, 0.2, Math.LN2],
  );
  near(perfect.mutualInformation, Math.LN2, 1e-15); // the class is known: I = H = log 2
  const constant = evaluation(Uint32Array.of(5, 0, 5, 0), 0, 0);
  assert.equal(constant.accuracy, 0.5);
  assert.equal(constant.outcomeEntropy, 0);
  assert.equal(constant.mutualInformation, 0);
  const independent = evaluation(Uint32Array.of(2, 4, 3, 6), 0, 0);
  near(independent.mutualInformation, 0, 1e-15);
  // Binary symmetric channel with error 1/4: I = log 2 - H(1/4) (Cover & Thomas, section 7.1.4)
  const noisy = evaluation(Uint32Array.of(3, 1, 1, 3), 0, 0);
  near(noisy.mutualInformation, Math.LN2 - (0.25 * Math.log(4) + 0.75 * Math.log(4 / 3)), 1e-15);
});
