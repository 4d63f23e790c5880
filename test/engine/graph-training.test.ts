import assert from "node:assert/strict";
import { test } from "node:test";
import { shapeNamed } from "../../bench/shape.js";
import {
  type ActivationKind,
  type ActivationLayer,
  activated,
  activationSetting,
  activations,
} from "../../src/activations.js";
import { sparseEngine } from "../../src/engine/sparse/engine.js";
import { checkBytes, graphBytes } from "../../src/engine/sparse/graph-bytes.js";
import { instantiate } from "../../src/engine/sparse/kernels.js";
import { borrow, giveBack } from "../../src/engine/sparse/workspace.js";
import { UserError } from "../../src/error.js";
import { initialise } from "../../src/initialise.js";
import type { Network } from "../../src/network.js";
import { Random } from "../../src/random.js";
import { pytorchGraphs } from "./graph-pytorch.js";
import { activationOf } from "./graph-reference.js";
import { floatImages, graphOf, residual, sampleGraph, samples } from "./graph-sample.js";
import { adam, difference, sampleImages, sampleNetwork, sgd } from "./sample.js";

const engine = sparseEngine();
const image = { channels: 3, height: 8, width: 8 };
const conv = { kind: "convolution", channels: 6, kernel: 3, padding: 1 };

test("resnet8 follows PyTorch's loss over twenty steps", (t) => {
  const colour = { channels: 3, height: 32, width: 32 };
  const network = initialise(shapeNamed("resnet8", colour, 4), "resnet8");
  const images = floatImages(20, colour);
  // few images at the usual rate are known by heart after twenty steps: a share of next to nothing
  const settings = { ...adam, learningRate: 2e-4, batch: 20, epochs: 20 };
  const [oracle] = pytorchGraphs([{ network, images, settings }]) ?? [];
  if (!oracle) return t.skip("needs Debian's python3-torch");
  const losses: number[] = [];
  const trained = engine.train(network, images, settings, (_, loss) => losses.push(loss));
  assert.equal(losses.length, 20);
  losses.forEach((loss, i) => {
    assert.ok(Math.abs(loss - oracle.losses[i]!) < 1e-4 * oracle.losses[i]!, `step ${i + 1}`);
  });
  const { mean, variance } = trained.normalisations!;
  assert.ok(difference(mean, oracle.mean) < 1e-3);
  assert.ok(difference(variance, oracle.variance) < 1e-3);
});

test("the same bytes at every run, whatever the memory held before", () => {
  const network = sampleGraph(graphOf(residual, image), 0.5);
  const images = floatImages(70, image);
  const settings = { ...adam, batch: 40 };
  const first = engine.train(network, images, settings);
  const other = graphOf(samples["maxima of any sign"]!, { ...image, height: 9 });
  engine.train(sampleGraph(other), floatImages(50, { ...image, height: 9 }), settings);
  engine.train(sampleNetwork([50, 12, 4], 1), sampleImages(60, 50, 4), settings);
  const again = engine.train(network, images, settings);
  assert.deepEqual(again, first);
  assert.deepEqual(engine.gradients(first, images), engine.gradients(again, images));
});

test("what memory held before comes into no result, in whatever network", () => {
  const inner = [conv, { kind: "batch-normalisation" }, { kind: "relu" }];
  const full = [...inner, ...inner, { kind: "full", units: 9 }, { kind: "relu" }, { kind: "full" }];
  const images = floatImages(70, image);
  for (const layers of [...Object.values(samples), full]) {
    const network = sampleGraph(graphOf(layers, image), 0.08);
    const [due, found] = [0, Number.NaN].map((value) => {
      const workspace = borrow();
      const { arena } = workspace;
      arena.floats(arena.reserve(8e6), 2e6).fill(value);
      giveBack(workspace);
      return engine.train(network, images, { ...adam, batch: 40 });
    });
    assert.deepEqual(found, due);
  }
});

test("images as bytes and as the floats that they stand for", () => {
  const network = sampleGraph(graphOf(residual, image), 0.5);
  const bytes = sampleImages(45, 192, 4);
  const floats = { ...bytes, pixels: Float32Array.from(bytes.pixels, (v) => Math.fround(v / 255)) };
  assert.deepEqual(engine.gradients(network, floats), engine.gradients(network, bytes));
});

test("without normalisation by the batch, its images need not be in memory together", () => {
  const network = sampleGraph(graphOf(samples["layer normalisation"]!, image));
  const images = floatImages(300, image);
  const part = (from: number, to: number) => ({
    ...images,
    count: to - from,
    labels: images.labels.slice(from, to),
    pixels: (images.pixels as Float32Array).slice(from * 192, to * 192),
  });
  const whole = engine.gradients(network, images);
  const [first, second] = [part(0, 256), part(256, 300)].map((p) => engine.gradients(network, p));
  const due = first!.weight.map((g, e) => (256 * g + 44 * second!.weight[e]!) / 300);
  assert.ok(difference(whole.weight, due) < 2e-6);
  const scale = first!.scale!.map((g, e) => (256 * g + 44 * second!.scale![e]!) / 300);
  assert.ok(difference(whole.scale!, scale) < 2e-6);
});

test("evaluation goes by the running means and variances, image by image", () => {
  const network = sampleGraph(graphOf(residual, image), 0.5);
  const images = floatImages(70, image);
  const whole = engine.logits(network, images);
  const last = {
    ...images,
    count: 1,
    pixels: images.pixels.slice(69 * 192),
    labels: images.labels.slice(69),
  };
  assert.deepEqual(engine.logits(network, last), whole.slice(69 * 4));
});

test("what is dropped in a step is told by seed, epoch, first image and layer", () => {
  const rate = 0.3;
  const layers = [{ kind: "dropout", rate, name: "drop" }, { kind: "full" }];
  const network = sampleGraph(graphOf(layers, image));
  const images = floatImages(50, image);
  const settings = { ...sgd, batch: 50, epochs: 1 };
  const order = new Random(settings.seed, "batches, epoch 1").permutation(50);
  const random = new Random(settings.seed, "dropout drop, epoch 1, images from 0");
  const pixels = new Float32Array(images.pixels.length);
  for (const i of order)
    for (let p = 0; p < 192; p++)
      if (random.uint32() >= rate * 2 ** 32)
        pixels[i * 192 + p] = images.pixels[i * 192 + p]! / (1 - rate);
  const without = { ...network, graph: graphOf([{ kind: "full" }], image) };
  const due = engine.train(without, { ...images, pixels }, settings);
  assert.ok(difference(engine.train(network, images, settings).weight, due.weight) < 1e-6);
  assert.deepEqual(engine.logits(network, images), engine.logits(without, images));
  const { weight } = engine.train(network, images, { ...settings, seed: "other" });
  assert.ok(difference(weight, due.weight) > 1e-4);
});

test("gradients through what is dropped", () => {
  const layers = [
    { kind: "full", units: 9 },
    { kind: "dropout", rate: 0.4 },
    { kind: "full", units: 8 },
    { kind: "gelu", name: "g" },
    { kind: "dropout", rate: 0.2, name: "d" },
    { kind: "add", from: ["g", "d"] },
    { kind: "full" },
  ];
  const network = sampleGraph(graphOf(layers, image), 0.8);
  const settings = { ...sgd, learningRate: 1e-3, momentum: 0, batch: 40, epochs: 1 };
  const images = floatImages(40, image);
  const loss = (of: Network) => {
    let found = Number.NaN;
    engine.train(of, images, { ...settings, learningRate: 0 }, (_, mean) => {
      found = mean;
    });
    return found;
  };
  const { weight } = engine.train(network, images, settings);
  const gradient = weight.map((w, e) => (network.weight[e]! - w) / settings.learningRate);
  // along its own gradient the loss of the same draws falls by the square of the gradient
  const square = gradient.reduce((sum, g) => sum + g * g, 0);
  const moved = (step: number) =>
    loss({ ...network, weight: network.weight.map((w, e) => w + step * gradient[e]!) });
  const fall = (moved(1e-4) - moved(-1e-4)) / 2e-4;
  assert.ok(Math.abs(fall - square) < 0.01 * square, `${fall} for ${square}`);
});

test("units without a bias stay without one, and what leads nowhere stays as it is", () => {
  const network = sampleGraph(graphOf(residual, image), 0.1);
  const images = floatImages(70, image);
  const trained = engine.train(network, images, adam);
  assert.ok(trained.bias.slice(0, -4).every((b) => b === 0));
  const { weight } = engine.gradients(network, images);
  assert.ok(weight.some((g) => g === 0));
  trained.weight.forEach((w, e) => {
    if (weight[e] === 0) assert.equal(w, network.weight[e]);
  });
});

test("a network of which nothing is left but biases and shifts", () => {
  const dense = sampleGraph(graphOf(residual, image));
  const none = { layer: new Uint8Array(0), source: new Uint32Array(0), target: new Uint32Array(0) };
  const network = { ...dense, ...none, tap: new Uint16Array(0), weight: new Float32Array(0) };
  const images = floatImages(40, image);
  const { bias } = engine.train(network, images, adam);
  assert.ok(bias.some((b, i) => b !== network.bias[i]));
  const values = engine.logits(network, images);
  assert.deepEqual(values.slice(0, 4), values.slice(4, 8));
});

test("one value a channel is nothing to normalise", () => {
  const layers = [{ kind: "full", units: 6 }, { kind: "batch-normalisation" }, { kind: "full" }];
  const network = sampleGraph(graphOf(layers, image));
  const images = floatImages(33, image);
  assert.throws(
    () => engine.train(network, images, { ...adam, batch: 32 }),
    (error) =>
      error instanceof UserError && /layer batch-normalisation1: .*batch size/.test(error.message),
  );
  assert.equal(engine.logits(network, images).length, 33 * 4);
});

test("what engines or memory cannot do is refused in one line", () => {
  const graph = graphOf(residual, image);
  const network = sampleGraph(graph);
  const refused = (run: () => unknown, words: RegExp) =>
    assert.throws(run, (error) => error instanceof UserError && words.test(error.message));
  refused(() => checkBytes(graph, 1e6, true), /^a batch of 1000000 images: .* smaller batch/);
  assert.equal(graphBytes(graph, 1e6, false), graphBytes(graph, 1, false));
  assert.ok(graphBytes(graph, 64, true) > graphBytes(graph, 32, true));
  const other = { ...floatImages(5, image), image: { channels: 3, height: 4, width: 16 } };
  refused(() => engine.logits(network, other), /expected 3 x 8 x 8 .* found 3 x 4 x 16/);
});

for (const layer of [
  ...Object.keys(activations).map((kind) => ({ kind: kind as ActivationKind })),
  { kind: "leaky-relu", slope: -0.3 },
  { kind: "elu", alpha: 2 },
  { kind: "silu", beta: 1.702 },
] as readonly ActivationLayer[])
  test(`${JSON.stringify(layer)}: values of the kernel, and slopes that are its own`, () => {
    const kernels = instantiate();
    const start = Math.ceil(Number(kernels.heapBase.value) / 64) * 64;
    kernels.memory.grow(4);
    const n = 4096;
    const [x, y, d] = [0, 1, 2].map(
      (i) => new Float32Array(kernels.memory.buffer, start + 4 * n * i, n),
    );
    x!.forEach((_, i) => {
      x![i] = (i - n / 2) / 350 + 1e-4;
    });
    x!.set([-1000, 1000, -88, 88, 0, 1e-8, -1e-8], 0);
    y!.fill(1);
    const { curve } = activations[layer.kind];
    const setting = activationSetting(layer);
    kernels.activateBack(curve, setting, 1, 4 * n, start, 0, start + 4 * n, 0, start + 8 * n, 0, 0);
    kernels.activate(curve, setting, 1, 4 * n, start, 0, start + 4 * n, 0);
    const slopeAt = (v: number) =>
      (activationOf(layer, v + 1e-4) - activationOf(layer, v - 1e-4)) / 2e-4;
    const inDouble = activated(layer);
    x!.forEach((v, i) => {
      const due = activationOf(layer, v);
      const near = Math.max(1e-3, Math.abs(v), Math.abs(due));
      assert.ok(Math.abs(y![i]! - due) <= 4e-7 * near, `${v}: ${y![i]}`);
      assert.ok(Math.abs(inDouble(v) - due) <= 1e-9 * near, `${v} in double`);
      // the functions bend at some points, where there is no slope
      if ([-3, 0, 3, 6].every((bend) => Math.abs(v - bend) > 2e-4))
        assert.ok(Math.abs(d![i]! - slopeAt(v)) < 2e-6, `slope at ${v}: ${d![i]}`);
    });
  });
