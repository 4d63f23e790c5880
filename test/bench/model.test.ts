/** What the model of an epoch counts, against counting one by one. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { workOf } from "../../bench/model.js";
import { initialise } from "../../src/initialise.js";
import { shapeFor } from "../../src/layers.js";
import { prune } from "../../src/prune/prune.js";
import { sampleImages, sampleNetwork } from "../engine/sample.js";

const images = sampleImages(70, 60, 5);
const litPixels = images.pixels.filter((pixel) => pixel > 0).length / 70;

test("a dense network goes over lit pixels and whole blocks of 32 targets", () => {
  const work = workOf(sampleNetwork([60, 40, 5], 1), images, 32);
  assert.ok(work.lit);
  assert.ok(Math.abs(work.forward - (litPixels * 64 + 40 * 5)) < 1e-9);
  assert.equal(work.gradient, work.forward);
  assert.equal(work.backward, 40 * 5);
});

test("a sparse network goes over the edges that can change the outputs", () => {
  const network = sampleNetwork([60, 20, 5], 0.1);
  const useful = Array.from(network.layer.keys()).filter(
    (e) =>
      network.layer[e] === 1 ||
      network.source.some((s, i) => network.layer[i] === 1 && s === network.target[e]),
  );
  const above = useful.filter((e) => network.layer[e] === 1).length;
  const work = workOf(network, images, 32);
  assert.ok(!work.lit);
  assert.deepEqual(
    [work.forward, work.gradient, work.backward],
    [useful.length, useful.length, above],
  );
  // 70 images in batches of 32, 32 and 6: each a panel
  assert.equal(work.edges, 3 * useful.length * 52);
});

test("a tap counts once for each position", () => {
  const shape = shapeFor(
    64,
    3,
    [6],
    [{ channels: 2, kernel: 3, stride: 1, padding: "same", pool: { kind: "max", size: 2 } }],
  );
  const dense = initialise(shape, "taps");
  const work = workOf(
    prune(dense, dense.weight.length, "magnitude", ""),
    sampleImages(9, 64, 3),
    9,
  );
  assert.equal(work.correlation, 2 * 9 * 64);
  assert.equal(work.forward, 2 * 9 * 64 + 2 * 16 * 6 + 6 * 3);
  assert.equal(work.backward, 2 * 16 * 6 + 6 * 3);
});
