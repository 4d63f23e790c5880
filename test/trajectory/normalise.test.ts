/** What a data set says of its values becomes part of the networks that are trained on it. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { glyphs } from "../../src/data/glyphs.js";
import { sparseEngine } from "../../src/engine/sparse/engine.js";
import { subnetwork } from "../../src/null-model/subnetwork.js";
import { Random } from "../../src/random.js";
import { fineTune, pruneLevel, trainDense } from "../../src/trajectory/level.js";
import { adam } from "../engine/sample.js";

const normalise = { mean: [0.13], std: [0.31] };
const plain = { train: glyphs(1, "train", 200), test: glyphs(1, "test", 60) };
const dataset = { ...plain, normalise };
const training = { ...adam, batch: 32, epochs: 2, seed: 1 };
const engine = sparseEngine();

test("trained, pruned, tuned and shuffled networks keep it; a data set without it leaves none", async () => {
  const layers = { hidden: [12] };
  const { network: dense } = await trainDense(engine, dataset, layers, training);
  assert.deepEqual(dense.normalise, normalise);
  const pruned = pruneLevel(dense, 500, "magnitude", 1);
  const { network: tuned } = await fineTune(engine, pruned, dataset, training, 1);
  assert.deepEqual(tuned.normalise, normalise);
  const rows = Uint32Array.from({ length: 100 }, (_, i) => 7 * i);
  const { network } = subnetwork(dense, rows, "degrees", "initial", new Random(1, "test"));
  assert.deepEqual(network.normalise, normalise);
  const { network: other } = await trainDense(engine, plain, layers, training);
  assert.ok(!("normalise" in other));
  assert.deepEqual(other.initial, dense.initial);
  assert.notDeepEqual(other.weight, dense.weight);
});

test("images of another form than the network's are refused, though they have as many values", async () => {
  const image = { channels: 1, height: 28, width: 28 };
  const convolution = { channels: 2, kernel: 3, stride: 2, padding: 1 } as const;
  const layers = { hidden: [5], convolutions: [convolution] };
  const square = { ...plain, train: { ...plain.train, image } };
  const { network } = await trainDense(engine, square, layers, { ...training, epochs: 0 });
  const turned = { ...plain.test, image: { channels: 4, height: 14, width: 14 } };
  assert.throws(
    () => engine.evaluate(network, turned),
    /expected 1 x 28 x 28 channels, rows and columns, found 4 x 14 x 14/,
  );
});
