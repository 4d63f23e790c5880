import assert from "node:assert/strict";
import { test } from "node:test";
import { sparseEngine } from "../../../src/engine/sparse/engine.js";
import { TensorEngine } from "../../../src/engine/tfjs/engine.js";
import { gather, views, type Windows } from "../../../src/engine/tfjs/windows.js";
import type { ConvolutionSettings } from "../../../src/geometry.js";
import type { Shape } from "../../../src/layers.js";
import { Random } from "../../../src/random.js";
import * as reference from "../reference.js";
import { adam, difference, sampleImages, sampleNetwork } from "../sample.js";
import { quiet } from "./backends.js";

const plain = { kernel: 3, stride: 1, padding: "same" } as const;
const all = (n: number) => Array.from({ length: n }, (_, i) => i);

/** On planes that are not square and leave remainders. */
function shape(layers: readonly ConvolutionSettings[], hidden: readonly number[] = [4]): Shape {
  const units = [1, ...layers.map((layer) => layer.channels), ...hidden];
  return { units, convolutions: { input: { height: 9, width: 11 }, layers } };
}

const two = (settings: Omit<ConvolutionSettings, "channels">) =>
  shape([2, 3].map((channels) => ({ ...settings, channels })));

const shapes: Readonly<Record<string, Shape>> = {
  "no pooling": two(plain),
  "no zeros": two({ ...plain, padding: "valid" }),
  "stride 2": two({ ...plain, stride: 2 }),
  "stride 2, no zeros": two({ ...plain, stride: 2, padding: "valid" }),
  "stride 3 above kernel 2": two({ kernel: 2, stride: 3, padding: "same" }),
  "largest of windows that overlap": two({ ...plain, pool: { kind: "max", size: 3, stride: 2 } }),
  "mean of windows": two({ ...plain, pool: { kind: "average", size: 2 } }),
  "global mean": shape([
    { ...plain, channels: 2, pool: { kind: "max", size: 2 } },
    { ...plain, channels: 3, pool: { kind: "global-average" } },
  ]),
};

for (const [name, form] of Object.entries(shapes)) {
  test(`gradients of a convolution are those of the reference: ${name}`, async () => {
    const images = sampleImages(7, 99, 4, 0.5);
    for (const density of [1, 0.4]) {
      const network = sampleNetwork(form, density);
      const values = reference.numbers(network);
      const expected = reference.gradients(network, values, images, all(7));
      const loss = reference.loss(network, values, images, all(7));
      for (const backend of ["wasm", "cpu"] as const) {
        const found = await new TensorEngine(await quiet(backend)).gradients(network, images);
        assert.ok(Math.abs(found.loss - loss) < 1e-5 * loss, backend);
        assert.ok(difference(found.weight, expected.weight) < 1e-5, backend);
        assert.ok(difference(found.bias, expected.bias) < 1e-5, backend);
      }
    }
  });
}

test("gathering is the adjoint of seeing: <views(x), y> = <x, gather(y)>", async () => {
  const backend = await quiet("cpu");
  const { tf } = backend;
  const random = new Random(3, "planes");
  const windows: Windows = {
    input: { height: 5, width: 7 },
    output: { height: 3, width: 4 },
    height: 3,
    width: 2,
    stride: { down: 2, right: 2 },
    top: 1,
    left: 0,
  };
  const draw = (...dimensions: [number, number, number]) =>
    tf.tensor(
      Float32Array.from({ length: dimensions.reduce((a, b) => a * b) }, () => random.normal()),
      dimensions,
    );
  const dot = (a: ReturnType<typeof draw>, b: ReturnType<typeof draw>) =>
    tf.sum(tf.mul(a, b)).dataSync()[0]!;
  const x = draw(2, 5, 7);
  const seen = views(backend, windows, x);
  const y = seen.map(() => draw(2, 3, 4));
  const left = seen.reduce((sum, view, k) => sum + dot(view, y[k]!), 0);
  const right = dot(x, gather(backend, windows, y));
  assert.ok(Math.abs(left - right) < 1e-5, `${left} ${right}`);
  assert.ok(Math.abs(left) > 1e-2);
});

test("networks with convolutions trained together come out as trained alone", async () => {
  const images = sampleImages(30, 99, 4, 0.5);
  const form = shape([{ ...plain, channels: 3, pool: { kind: "max", size: 2 } }], [8, 4]);
  const jobs = [1, 0.3].map((density, i) => ({
    network: sampleNetwork(form, density, `replica ${i}`),
    settings: { ...adam, seed: `seed ${i}` },
  }));
  const backend = await quiet("cpu");
  const together = new TensorEngine({ ...backend, replicas: 8, gathers: true });
  const before = backend.tf.memory().numTensors;
  const found = await together.trainMany(jobs, images);
  for (const [i, { network, settings }] of jobs.entries()) {
    const due = await new TensorEngine(backend).train(network, images, settings);
    assert.ok(difference(found[i]!.weight, due.weight) < 1e-6);
    const [own, sparse] = [
      await together.evaluate(due, images),
      sparseEngine().evaluate(due, images),
    ];
    assert.deepEqual(own.confusion, sparse.confusion);
    assert.ok(Math.abs(own.loss - sparse.loss) < 1e-5);
  }
  assert.equal(backend.tf.memory().numTensors, before);
});
