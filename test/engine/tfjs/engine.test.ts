import assert from "node:assert/strict";
import { test } from "node:test";
import type { Images } from "../../../src/data/dataset.js";
import { sparseEngine } from "../../../src/engine/sparse/engine.js";
import type { Backend } from "../../../src/engine/tfjs/backend.js";
import { TensorEngine } from "../../../src/engine/tfjs/engine.js";
import { UserError } from "../../../src/error.js";
import type { Network } from "../../../src/network.js";
import * as reference from "../reference.js";
import { adam, difference, sampleImages, sampleNetwork, sgd, withoutLayer } from "../sample.js";
import { quiet } from "./backends.js";

/** Where a gradient is rounding noise Adam's first steps follow its sign; not with this epsilon. */
const smooth = { ...adam, epsilon: 1e-4 };

const engineOn = async (name: "wasm" | "cpu") => new TensorEngine(await quiet(name));

/** The same backend with the traits of a GPU: many replicas, batches gathered on the device. */
async function likeGpu(name: "wasm" | "cpu"): Promise<Backend> {
  return { ...(await quiet(name)), replicas: 64, gathers: true };
}

function referenceGradients(network: Network, images: Images) {
  const all = Array.from({ length: images.count }, (_, i) => i);
  return reference.gradients(network, reference.numbers(network), images, all);
}

for (const name of ["wasm", "cpu"] as const) {
  test(`${name}: loss and gradients are those of the reference`, async () => {
    const engine = await engineOn(name);
    const images = sampleImages(50, 60, 5);
    const whole = sampleNetwork([60, 20, 12, 5], 1);
    const pruned = sampleNetwork([60, 20, 12, 5], 0.2);
    for (const network of [whole, pruned, withoutLayer(pruned, 1)]) {
      const found = await engine.gradients(network, images);
      const expected = referenceGradients(network, images);
      const all = Array.from({ length: 50 }, (_, i) => i);
      const loss = reference.loss(network, reference.numbers(network), images, all);
      assert.ok(Math.abs(found.loss - loss) < 1e-6 * loss);
      assert.equal(found.weight.length, network.weight.length);
      assert.ok(difference(found.weight, expected.weight) < 1e-5);
      assert.ok(difference(found.bias, expected.bias) < 1e-5);
    }
  });
}

test("evaluation is that of the sparse engine, in parts of any size", async () => {
  const images = sampleImages(5000, 40, 4); // more than one pass
  const engine = await engineOn("wasm");
  for (const density of [1, 0.1]) {
    const network = sampleNetwork([40, 16, 4], density);
    const found = await engine.evaluate(network, images);
    const expected = sparseEngine().evaluate(network, images);
    assert.deepEqual(found.confusion, expected.confusion);
    assert.equal(found.accuracy, expected.accuracy);
    for (const key of ["loss", "predictionEntropy", "outcomeEntropy"] as const) {
      assert.ok(Math.abs(found[key] - expected[key]) <= 1e-5 * expected[key], key);
    }
  }
});

test("gradients over several passes are those over the whole", async () => {
  const images = sampleImages(5000, 40, 4);
  const network = sampleNetwork([40, 16, 4], 0.3);
  const found = await (await engineOn("wasm")).gradients(network, images);
  const expected = sparseEngine().gradients(network, images);
  assert.ok(Math.abs(found.loss - expected.loss) < 1e-5 * expected.loss);
  assert.ok(difference(found.weight, expected.weight) < 1e-5);
  assert.ok(difference(found.bias, expected.bias) < 1e-5);
});

test("training moves the numbers as the sparse engine does, and leaves the rest", async () => {
  const engine = await engineOn("wasm");
  const images = sampleImages(70, 100, 5); // batches of 32, 32 and 6
  for (const density of [1, 0.15]) {
    const network = sampleNetwork([100, 20, 12, 5], density);
    const before = structuredClone(network);
    for (const settings of [smooth, sgd]) {
      const found = await engine.train(network, images, { ...settings, epochs: 3 });
      const expected = sparseEngine().train(network, images, { ...settings, epochs: 3 });
      assert.deepEqual(network, before);
      const { weight, bias, ...rest } = found;
      const { weight: dueWeight, bias: dueBias, ...dueRest } = expected;
      assert.deepEqual(rest, dueRest);
      const moved = (now: Float32Array, then: Float32Array) => now.map((x, i) => x - then[i]!);
      for (const [now, due, then] of [
        [weight, dueWeight, network.weight],
        [bias, dueBias, network.bias],
      ] as const) {
        assert.ok(difference(moved(now, then), moved(due, then)) < 1e-3, settings.optimizer);
      }
    }
  }
});

test("a batch larger than the data is all of it", async () => {
  const engine = await engineOn("cpu");
  const images = sampleImages(20, 30, 3);
  const network = sampleNetwork([30, 8, 3], 0.5);
  const whole = await engine.train(network, images, { ...sgd, batch: 20 });
  assert.deepEqual(await engine.train(network, images, { ...sgd, batch: 1000 }), whole);
});

test("networks trained together come out as trained alone", async () => {
  const images = sampleImages(50, 40, 4);
  const jobs = [1, 0.5, 0.2, 0.05].map((density, i) => ({
    network: sampleNetwork([40, 16, 8, 4], density, `replica ${i}`),
    settings: { ...adam, seed: `seed ${i}` },
  }));
  for (const name of ["wasm", "cpu"] as const) {
    const alone = new TensorEngine(await quiet(name));
    const together = new TensorEngine(await likeGpu(name));
    const losses: number[][] = jobs.map(() => []);
    const found = await together.trainMany(jobs, images, (job, epoch, loss) => {
      assert.equal(epoch, losses[job]!.length + 1);
      losses[job]!.push(loss);
    });
    for (const [i, { network, settings }] of jobs.entries()) {
      const own: number[] = [];
      const due = await alone.train(network, images, settings, (_, loss) => own.push(loss));
      assert.deepEqual(found[i]!.source, network.source);
      // The wasm backend multiplies batches by another routine, which rounds otherwise.
      assert.ok(difference(found[i]!.weight, due.weight) < (name === "cpu" ? 1e-9 : 1e-5));
      assert.ok(difference(losses[i]!, own) < 1e-6);
    }
    const evaluations = await together.evaluateMany(found, images);
    for (const [i, network] of found.entries()) {
      const due = await alone.evaluate(network, images);
      assert.deepEqual(evaluations[i]!.confusion, due.confusion);
      assert.ok(Math.abs(evaluations[i]!.loss - due.loss) < 1e-6);
    }
  }
});

test("jobs of several units and settings come back in their order", async () => {
  const together = new TensorEngine(await likeGpu("cpu"));
  const images = sampleImages(30, 20, 3);
  const [small, large] = [
    [20, 4, 3],
    [20, 9, 3],
  ];
  const jobs = [small, large, small, large, small].map((units, i) => ({
    network: sampleNetwork(units!, 0.5, `${i}`),
    settings: { ...(i === 2 ? sgd : adam), seed: `${i}` },
  }));
  const found = await together.trainMany(jobs, images);
  for (const [i, { network, settings }] of jobs.entries()) {
    const due = await together.train(network, images, settings);
    assert.deepEqual(found[i]!.units, network.units);
    assert.ok(difference(found[i]!.weight, due.weight) < 1e-9);
  }
});

test("no tensor is left behind, and none gathers from epoch to epoch", async () => {
  for (const name of ["wasm", "cpu"] as const) {
    const backend = await likeGpu(name);
    const images = sampleImages(40, 30, 3);
    const network = sampleNetwork([30, 8, 3], 0.5);
    for (const engine of [new TensorEngine(backend), await engineOn(name)]) {
      const { tf } = backend;
      const before = tf.memory().numTensors;
      for (const settings of [adam, sgd]) {
        const during: number[] = [];
        await engine.train(network, images, { ...settings, epochs: 4 }, () => {
          during.push(tf.memory().numTensors);
        });
        assert.equal(new Set(during).size, 1, `${during}`);
        assert.ok(during[0]! > before);
      }
      await engine.evaluate(network, images);
      await engine.gradients(network, images);
      const diverging = { ...sgd, learningRate: 1e30 };
      await assert.rejects(engine.train(network, images, diverging), UserError);
      assert.equal(tf.memory().numTensors, before);
    }
  }
});

test("no transposed product reaches the wasm backend", async () => {
  const engine = await engineOn("wasm");
  const { tf } = await quiet("wasm");
  const own = tf.getKernel("BatchMatMul", "wasm");
  const seen: unknown[] = [];
  tf.unregisterKernel("BatchMatMul", "wasm");
  tf.registerKernel({
    ...own,
    kernelFunc(params) {
      seen.push(params.attrs?.["transposeA"], params.attrs?.["transposeB"]);
      return own.kernelFunc(params);
    },
  });
  try {
    await engine.train(sampleNetwork([30, 8, 6, 3], 0.5), sampleImages(40, 30, 3), adam);
  } finally {
    tf.unregisterKernel("BatchMatMul", "wasm");
    tf.registerKernel(own);
  }
  // 2 epochs of 2 batches; 3 products forward, 3 for weights, 2 for values below
  assert.equal(seen.length, 2 * 2 * 2 * 8);
  assert.ok(seen.every((transposed) => transposed === false));
});

test("a loss that is not finite ends training with the epoch and the learning rate", async () => {
  const engine = await engineOn("cpu");
  const images = sampleImages(64, 30, 3);
  const network = sampleNetwork([30, 20, 20, 3], 1);
  // the second case is seen in the weights alone: no loss follows the only step
  for (const [learningRate, epochs, batch] of [
    [1e30, 9, 32],
    [1e39, 1, 64],
  ] as const) {
    await assert.rejects(
      engine.train(network, images, { ...sgd, learningRate, epochs, batch }),
      (error) =>
        error instanceof UserError &&
        error.message.includes("in epoch 1") &&
        error.message.includes(`learning rate ${learningRate}`),
    );
  }
});

test("settings that cannot work and images that do not fit are refused", async () => {
  const engine = await engineOn("cpu");
  const network = sampleNetwork([30, 5, 3], 1);
  const images = sampleImages(4, 30, 3);
  for (const wrong of [{ batch: 0 }, { batch: 1.5 }, { epsilon: 0 }, { epsilon: 1e-60 }]) {
    await assert.rejects(engine.train(network, images, { ...adam, ...wrong }), UserError);
  }
  const misfits = [
    sampleImages(4, 31, 3),
    sampleImages(4, 30, 4),
    { ...images, count: 0 },
    { ...images, labels: Uint8Array.of(0, 1, 2, 3) },
  ];
  for (const bad of misfits) {
    await assert.rejects(engine.evaluate(network, bad), UserError);
    await assert.rejects(engine.train(network, bad, adam), UserError);
    await assert.rejects(engine.gradients(network, bad), UserError);
  }
});
