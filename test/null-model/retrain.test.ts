import assert from "node:assert/strict";
import { test } from "node:test";
import { sparseEngine } from "../../src/engine/sparse/engine.js";
import { initialise } from "../../src/initialise.js";
import { ladderSize, type NullResult, retrainLadder } from "../../src/null-model/retrain.js";
import { rowsIn } from "../../src/null-model/rows.js";
import { prune } from "../../src/prune/prune.js";
import { adam, sampleImages } from "../engine/sample.js";

const all = sampleImages(300, 30, 3);
const part = (begin: number, end: number) => ({
  ...all,
  count: end - begin,
  pixels: all.pixels.subarray(30 * begin, 30 * end),
  labels: all.labels.subarray(begin, end),
});
const dataset = { train: part(0, 200), test: part(200, 300) };
const engine = sparseEngine();
const before = initialise([30, 16, 8, 3], "retrain");
const dense = engine.train(before, dataset.train, { ...adam, learningRate: 0.01, epochs: 8 });
const learned = rowsIn(dense, prune(dense, 120, "magnitude", ""), "test");
const ladder = { dataset, dense, learned, level: 3 };
const training = { ...adam, learningRate: 0.01, seed: 7 };
const settings = { training, epochs: { initial: 5, inherited: 2 }, repetitions: 2 };

async function collect(own: typeof settings): Promise<NullResult[]> {
  const results: NullResult[] = [];
  for await (const result of retrainLadder(engine, ladder, own)) results.push(result);
  return results;
}

test("every rung from every start, the same twice", async () => {
  const results = await collect(settings);
  assert.equal(results.length, ladderSize(settings));
  assert.equal(results.length, 2 * (4 * 2 + 1));
  const again = await collect(settings);
  assert.deepEqual(again, results);
  for (const { network, performance } of results) {
    assert.equal(network.weight.length, 120);
    assert.equal(performance.weights, 120);
    assert.equal(performance.level, 3);
  }
  const masks = results.filter((r) => r.model === "degrees").map((r) => r.network.target.join());
  assert.equal(new Set(masks).size, 2, "two draws, the same for both starts");
});

test("inherited weights know more before training, and training teaches", async () => {
  const results = await collect(settings);
  const of = (model: string, start: string) =>
    results.find((r) => r.model === model && r.start === start)!.performance;
  assert.ok(of("learned", "inherited").accuracy_before > 0.9);
  assert.ok(of("layer-random", "initial").accuracy_before < 0.5);
  const { accuracy_before, accuracy } = of("layer-random", "initial");
  assert.ok(accuracy > accuracy_before + 0.2, `${accuracy_before} ${accuracy}`);
});

test("without epochs a start is left out", async () => {
  const epochs = { initial: 0, inherited: 1 };
  const results = await collect({ ...settings, epochs });
  assert.ok(results.every((r) => r.start === "inherited"));
  assert.equal(results.length, ladderSize({ ...settings, epochs }));
});
