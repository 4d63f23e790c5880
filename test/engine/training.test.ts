import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import type { Images } from "../../src/data/dataset.js";
import type { TrainingSettings } from "../../src/engine/engine.js";
import { sparseEngine } from "../../src/engine/sparse/engine.js";
import { UserError } from "../../src/error.js";
import { initialise } from "../../src/initialise.js";
import type { Network } from "../../src/network.js";
import { Random } from "../../src/random.js";
import * as reference from "./reference.js";
import type { Numbers } from "./reference-convolution.js";
import { adam, difference, sampleImages, sampleNetwork, sgd, withoutLayer } from "./sample.js";

const engine = sparseEngine();
const HASH = "11740bc533bbee733d8170d1750c8177fca2ee1769a007a63607a139316795cc";

/** The reference's training, in the batch order that the engine promises. */
function trained(network: Network, images: Images, settings: TrainingSettings): Numbers {
  const values = reference.numbers(network);
  const step = reference.optimizer(settings);
  for (let epoch = 1; epoch <= settings.epochs; epoch++) {
    const random = new Random(settings.seed, `batches, epoch ${epoch}`);
    const order = random.permutation(images.count);
    for (let i = 0; i < images.count; i += settings.batch) {
      const batch = order.subarray(i, i + settings.batch);
      step(values, reference.gradients(network, values, images, batch));
    }
  }
  return values;
}

/** Both trainings move the numbers by the same amounts. */
function compare(network: Network, images: Images, settings: TrainingSettings): void {
  const found = engine.train(network, images, settings);
  const expected = trained(network, images, settings);
  for (const part of ["weight", "bias"] as const) {
    const moved = found[part].map((value, i) => value - network[part][i]!);
    const due = expected[part].map((value, i) => value - network[part][i]!);
    const error = difference(moved, due);
    assert.ok(error < 1e-3, `${settings.optimizer}, ${part}: ${error}`);
  }
}

// Where a gradient is rounding noise Adam's first steps depend on its sign, so the comparison
// uses an epsilon that tells noise from signal; the gradients themselves are compared elsewhere.
const smooth = { ...adam, epsilon: 1e-4 };

// 1 and 0.5: first layer over lit pixels, without and with pruned weights; below: over edges
for (const density of [1, 0.5, 0.15, 0.03]) {
  const images = sampleImages(70, 100, 5); // batches of 32, 32 and 6
  const network = sampleNetwork([100, 20, 12, 5], density);
  test(`one step agrees with the reference at density ${density}`, () => {
    for (const settings of [smooth, sgd])
      compare(network, images, { ...settings, batch: 70, epochs: 1 });
  });
  test(`several epochs agree with the reference at density ${density}`, () => {
    for (const settings of [smooth, sgd]) compare(network, images, { ...settings, epochs: 3 });
  });
}

test("a batch larger than the data is all of it", () => {
  const images = sampleImages(20, 30, 3);
  const network = sampleNetwork([30, 8, 3], 0.5);
  const settings = { ...sgd, batch: 20 };
  const whole = engine.train(network, images, settings);
  assert.deepEqual(engine.train(network, images, { ...settings, batch: 1000 }), whole);
});

test("only weights and biases change, and only of edges that lead to an output", () => {
  const images = sampleImages(64, 50, 4);
  const network = sampleNetwork([50, 30, 30, 4], 0.04);
  const before = structuredClone(network);
  const after = engine.train(network, images, adam);
  assert.deepEqual(network, before);
  const { weight, bias, ...rest } = after;
  const { weight: oldWeight, bias: oldBias, ...oldRest } = network;
  assert.deepEqual(rest, oldRest);
  const gradient = engine.gradients(network, images);
  assert.ok(weight.some((value, e) => value !== oldWeight[e]));
  const expected = trained(network, images, adam);
  for (let e = 0; e < weight.length; e++) {
    if (expected.weight[e] === oldWeight[e]) assert.equal(weight[e], oldWeight[e]);
  }
  assert.equal(gradient.weight.length, weight.length);
  assert.ok(bias.some((value, u) => value !== oldBias[u]));
});

test("with an empty layer the output biases learn the class frequencies", () => {
  const images = sampleImages(300, 30, 3);
  const network = withoutLayer(sampleNetwork([30, 8, 3], 1), 0);
  const settings = { ...sgd, learningRate: 0.5, epochs: 200, batch: 300 };
  const { confusion, ...scores } = engine.evaluate(engine.train(network, images, settings), images);
  const counts = [0, 1, 2].map((c) => images.labels.filter((label) => label === c).length);
  const entropy = counts.reduce((sum, n) => sum - (n / 300) * Math.log(n / 300), 0);
  assert.ok(Math.abs(scores.loss - entropy) < 1e-4);
  assert.equal(scores.mutualInformation, 0);
  assert.equal(confusion.filter((n) => n > 0).length, 3);
});

test("training learns, and reports each epoch's mean loss", () => {
  const images = sampleImages(400, 100, 5);
  const losses: number[] = [];
  const network = engine.train(
    initialise([100, 30, 5], "learn"),
    images,
    { ...adam, epochs: 12 },
    (epoch, loss) => {
      assert.equal(epoch, losses.length + 1);
      losses.push(loss);
    },
  );
  assert.equal(losses.length, 12);
  assert.ok(losses[11]! < 0.3 * losses[0]!);
  assert.ok(engine.evaluate(network, images).accuracy > 0.95);
});

test("the same bytes again, whatever ran before", () => {
  const images = sampleImages(100, 60, 4);
  const network = sampleNetwork([60, 20, 4], 0.3);
  const first = engine.train(network, images, adam);
  engine.train(sampleNetwork([90, 10, 3], 1), sampleImages(10, 90, 3), sgd);
  engine.evaluate(first, images);
  const diverging = { ...sgd, learningRate: 1e30 };
  assert.throws(() => engine.train(sampleNetwork([60, 200, 4], 1), images, diverging), UserError);
  assert.deepEqual(engine.train(network, images, adam), first);
  assert.deepEqual(sparseEngine().train(network, images, adam), first);
});

test("a loss that is not finite ends training with the epoch and the learning rate", () => {
  const images = sampleImages(64, 30, 3);
  const network = sampleNetwork([30, 20, 20, 3], 1);
  // the second case is seen in the weights alone: no loss follows the only step
  for (const [learningRate, epochs, batch] of [
    [1e30, 9, 32],
    [1e39, 1, 64],
  ] as const) {
    assert.throws(
      () => engine.train(network, images, { ...sgd, learningRate, epochs, batch }),
      (error) =>
        error instanceof UserError &&
        error.message.includes("in epoch 1") &&
        error.message.includes(`learning rate ${learningRate}`),
    );
  }
});

test("networks trained and evaluated together are those trained and evaluated alone", () => {
  const images = sampleImages(40, 30, 3);
  const jobs = [1, 0.3].map((density, i) => ({
    network: sampleNetwork([30, 5, 3], density, `${i}`),
    settings: { ...adam, epochs: 2, seed: `seed ${i}` },
  }));
  const heard: [number, number][] = [];
  const found = engine.trainMany(jobs, images, (job, epoch) => heard.push([job, epoch]));
  assert.deepEqual(
    found,
    jobs.map(({ network, settings }) => engine.train(network, images, settings)),
  );
  assert.deepEqual(heard, [
    [0, 1],
    [0, 2],
    [1, 1],
    [1, 2],
  ]);
  assert.deepEqual(
    engine.evaluateMany(found, images),
    found.map((network) => engine.evaluate(network, images)),
  );
});

test("settings that cannot work are refused", () => {
  const network = sampleNetwork([30, 5, 3], 1);
  const images = sampleImages(4, 30, 3);
  for (const wrong of [{ batch: 0 }, { batch: 1.5 }, { epsilon: 0 }, { epsilon: 1e-60 }]) {
    assert.throws(() => engine.train(network, images, { ...adam, ...wrong }), UserError);
  }
});

test("images that do not fit the network are refused", () => {
  const network = sampleNetwork([30, 5, 3], 1);
  const images = sampleImages(4, 30, 3);
  const wrong = [
    sampleImages(4, 31, 3),
    sampleImages(4, 30, 4),
    { ...images, count: 0 },
    { ...images, labels: Uint8Array.of(0, 1, 2, 3) },
  ];
  for (const bad of wrong) assert.throws(() => engine.evaluate(network, bad), UserError);
});

test("networks of which only the graph can be asked are refused", () => {
  const images = sampleImages(4, 1, 1);
  const without = sampleNetwork([1, 1, 1], 1);
  for (const units of [
    [1, 1_000_000, 1],
    [1, 1, 10_001],
  ]) {
    const bias = new Float32Array(units[1]! + units[2]!);
    assert.throws(() => engine.evaluate({ ...without, units, bias }, images), {
      name: "UserError",
      message: /at most 1000000 units and 10000 outputs to train or evaluate, found /,
    });
  }
});

test("the bytes of a short training are what they were, under each of V8's compilers", () => {
  const script = fileURLToPath(new URL("short-training.js", import.meta.url));
  for (const flags of [[], ["--liftoff-only"], ["--no-liftoff"]]) {
    const child = spawnSync(process.execPath, [...flags, script], { encoding: "utf8" });
    // Computed by this very test (Node 20, x86-64, with and without AVX). It guards the promise of
    // the same bytes on every machine; a deliberate change of the arithmetic changes it once.
    assert.equal(child.stdout, HASH, `${flags} ${child.stderr}`);
  }
});

test("a look at the network between epochs finds what fewer epochs would have made, and changes nothing", () => {
  const images = sampleImages(90, 60, 4);
  const network = sampleNetwork([60, 12, 4], 0.4);
  const settings = { ...adam, epochs: 3, batch: 40 };
  const seen: Network[] = [];
  const trained = engine.train(network, images, settings, (_epoch, _loss, now) => {
    seen.push(now());
    engine.evaluate(seen.at(-1)!, images);
  });
  assert.deepEqual(trained, engine.train(network, images, settings));
  const shorter = [1, 2, 3].map((epochs) => engine.train(network, images, { ...settings, epochs }));
  assert.deepEqual(seen, shorter);
});
