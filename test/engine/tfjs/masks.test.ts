import assert from "node:assert/strict";
import { test } from "node:test";
import { batches } from "../../../src/engine/tfjs/batches.js";
import { optimizer } from "../../../src/engine/tfjs/optimizer.js";
import { download, masks, upload } from "../../../src/engine/tfjs/parameters.js";
import { programOf } from "../../../src/engine/tfjs/program.js";
import { adam, sampleImages, sampleNetwork, sgd } from "../sample.js";
import { quiet } from "./backends.js";

const units = [30, 12, 8, 3];

test("pruned weights stay exactly zero through training; unpruned layers have no mask", async () => {
  const backend = await quiet("wasm");
  const { tf } = backend;
  const networks = [sampleNetwork(units, 0.3, "a"), sampleNetwork(units, 0.6, "b")];
  const program = programOf(backend, networks[0]!);
  const { layers } = program;
  const mask = masks(backend, layers, networks);
  assert.deepEqual(masks(backend, layers, [sampleNetwork(units, 1)]), [
    undefined,
    undefined,
    undefined,
  ]);
  const source = batches(backend, networks[0]!, sampleImages(20, 30, 3));
  source.setOrders(networks.map(() => Uint32Array.from({ length: 20 }, (_, i) => i)));
  const batch = source.batch(0, 20);
  for (const settings of [adam, sgd]) {
    const steps = optimizer(backend, settings);
    const { parameters, running } = upload(backend, program, networks);
    let state = { parameters, memory: steps.memory(parameters) };
    for (let step = 0; step < 5; step++) {
      const scale = tf.scalar(1 / 20);
      const before = { parameters: state.parameters, running };
      const { gradients } = program.learn(mask, before, batch, scale);
      state = steps.step(state, gradients);
    }
    for (const l of layers.keys()) {
      const kept = mask[l]!.dataSync();
      const before = parameters[2 * l]!.dataSync();
      const after = state.parameters[2 * l]!.dataSync();
      assert.ok(after.some((value, i) => value !== before[i]));
      assert.ok(after.every((value, i) => kept[i] === 1 || value === 0));
    }
  }
});

test("edge tables go to tensors and back", async () => {
  const backend = await quiet("cpu");
  const networks = [sampleNetwork(units, 0.3, "a"), sampleNetwork(units, 1, "b")];
  const program = programOf(backend, networks[0]!);
  const { layers } = program;
  const { parameters } = upload(backend, program, networks);
  assert.deepEqual(
    parameters.map((tensor) => tensor.shape),
    [
      [2, 30, 12],
      [2, 12],
      [2, 12, 8],
      [2, 8],
      [2, 8, 3],
      [2, 3],
    ],
  );
  const found = await download(program, networks, parameters);
  assert.deepEqual(
    found,
    networks.map(({ weight, bias }) => ({ weight, bias })),
  );
  const masked = masks(backend, layers, networks).map((mask) =>
    backend.tf.sum(mask!, [1, 2]).dataSync(),
  );
  const edges = networks.map((n) => [0, 1, 2].map((l) => n.layer.filter((x) => x === l).length));
  assert.deepEqual(
    masked.map((sums) => Array.from(sums)),
    [0, 1, 2].map((l) => [edges[0]![l], edges[1]![l]]),
  );
});

test("batches gathered on the device are those laid out on the host", async () => {
  const backend = await quiet("cpu");
  const images = sampleImages(30, 12, 3);
  const orders = [0, 7].map((shift) =>
    Uint32Array.from({ length: 30 }, (_, i) => (i * 7 + shift) % 30),
  );
  const read = (gathers: boolean) => {
    const source = batches({ ...backend, gathers }, sampleNetwork([12, 3], 1), images);
    source.setOrders(orders);
    const { images: pixels, labels } = source.batch(24, 6);
    return { shape: pixels.shape, pixels: pixels.dataSync(), labels: labels.dataSync() };
  };
  const host = read(false);
  assert.deepEqual(read(true), host);
  assert.deepEqual(host.shape, [2, 6, 12]);
  const image = orders[1]![24]!;
  assert.equal(host.pixels[6 * 12 + 3], Math.fround(images.pixels[image * 12 + 3]! / 255));
  assert.equal(host.labels[6 * 3 + images.labels[image]!], 1);
});
