import assert from "node:assert/strict";
import { test } from "node:test";
import { initialise } from "../src/initialise.js";
import { layerOffsets } from "../src/network.js";

test("a dense table in order, He-normal weights, zero biases", () => {
  const units = [300, 80, 5];
  const network = initialise(units, "a");
  const offsets = layerOffsets(network);
  assert.deepEqual(Array.from(offsets), [0, 24000, 24400]);
  for (let e = 0; e < network.layer.length; e++) {
    const l = network.layer[e]!;
    const place = network.source[e]! * units[l + 1]! + network.target[e]!;
    assert.equal(offsets[l]! + place, e);
  }
  for (const l of [0, 1]) {
    const weights = network.weight.subarray(offsets[l], offsets[l + 1]);
    const mean = weights.reduce((sum, w) => sum + w, 0) / weights.length;
    const variance = weights.reduce((sum, w) => sum + w * w, 0) / weights.length;
    const due = 2 / units[l]!;
    // five standard errors of the mean, and of the variance of a normal sample
    assert.ok(Math.abs(mean) < 5 * Math.sqrt(due / weights.length));
    assert.ok(Math.abs(variance / due - 1) < 5 * Math.sqrt(2 / weights.length));
  }
  assert.deepEqual(network.initial, network.weight);
  assert.notEqual(network.initial, network.weight);
  assert.deepEqual(network.bias, new Float32Array(85));
  assert.deepEqual(network.initialBias, network.bias);
});

test("streams belong to the seed and the layer", () => {
  const one = initialise([10, 6, 4], "a");
  assert.deepEqual(initialise([10, 6, 4], "a"), one);
  assert.notDeepEqual(initialise([10, 6, 4], "b").weight, one.weight);
  const deeper = initialise([10, 6, 4, 2], "a");
  assert.deepEqual(deeper.weight.subarray(0, 84), one.weight);
});
