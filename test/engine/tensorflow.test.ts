import assert from "node:assert/strict";
import { test } from "node:test";
import "@tensorflow/tfjs-backend-cpu";
import * as tf from "@tensorflow/tfjs-core";
import type { Images } from "../../src/data/dataset.js";
import { sparseEngine } from "../../src/engine/sparse/engine.js";
import { layerOffsets, type Network } from "../../src/network.js";
import { difference, sampleImages, sampleNetwork } from "./sample.js";

/**
 * Loss and gradients in TensorFlow.js's operations on dense matrices, pruned entries zero. The
 * Node build of tfjs-core comes without gradient functions, so the chain rule is written out;
 * PyTorch's own differentiation is compared in pytorch.test.ts.
 */
function tensorflow(network: Network, images: Images) {
  const { units } = network;
  const offsets = layerOffsets(network);
  const layers = units.slice(1).map((targets, l) => {
    const dense = new Float32Array(units[l]! * targets);
    for (let e = offsets[l]!; e < offsets[l + 1]!; e++) {
      dense[network.source[e]! * targets + network.target[e]!] = network.weight[e]!;
    }
    return tf.tensor2d(dense, [units[l]!, targets]);
  });
  const starts = units.map((_, l) => units.slice(1, l + 1).reduce((a, b) => a + b, 0));
  const biases = units
    .slice(1)
    .map((_, l) => tf.tensor1d(network.bias.slice(starts[l]!, starts[l + 1]!)));
  const pixels = Float32Array.from(images.pixels, (byte) => byte / 255);
  const x = tf.tensor2d(pixels, [images.count, images.width]);
  const labels = tf.oneHot(tf.tensor1d(Array.from(images.labels), "int32"), images.classes);
  const values: tf.Tensor2D[] = [x];
  layers.forEach((layer, l) => {
    const z = tf.add(tf.matMul(values[l]!, layer), biases[l]!) as tf.Tensor2D;
    values.push(l + 1 < layers.length ? tf.relu(z) : z);
  });
  const logits = values.at(-1)!;
  const perImage = tf.neg(tf.sum(tf.mul(labels, tf.logSoftmax(logits)), 1));
  let d = tf.div(tf.sub(tf.softmax(logits), labels), images.count) as tf.Tensor2D;
  const dense: Float32Array[] = [];
  const bias: number[][] = [];
  for (let l = layers.length - 1; l >= 0; l--) {
    dense[l] = tf.matMul(values[l]!, d, true, false).dataSync<"float32">();
    bias[l] = Array.from(tf.sum(d, 0).dataSync());
    d = tf.mul(tf.matMul(d, layers[l]!, false, true), tf.step(values[l]!));
  }
  return {
    loss: tf.mean(perImage).dataSync()[0]!,
    weight: Float32Array.from(network.layer, (l, e) => {
      return dense[l]![network.source[e]! * units[l + 1]! + network.target[e]!]!;
    }),
    bias: Float32Array.from(bias.flat()),
  };
}

for (const density of [1, 0.2, 0.01]) {
  test(`gradients agree with TensorFlow.js at density ${density}`, () => {
    const images = sampleImages(130, 784, 10);
    const network = sampleNetwork([784, 64, 32, 10], density);
    const found = sparseEngine().gradients(network, images);
    const expected = tensorflow(network, images);
    assert.ok(difference(found.weight, expected.weight) < 1e-5);
    assert.ok(difference(found.bias, expected.bias) < 1e-5);
    assert.ok(Math.abs(found.loss - expected.loss) < 1e-5 * expected.loss);
  });
}
