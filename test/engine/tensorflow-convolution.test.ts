import assert from "node:assert/strict";
import { test } from "node:test";
import "@tensorflow/tfjs-backend-cpu";
import * as tf from "@tensorflow/tfjs-core";
import type { Images } from "../../src/data/dataset.js";
import { sparseEngine } from "../../src/engine/sparse/engine.js";
import { area, type Convolution, type ConvolutionSettings } from "../../src/geometry.js";
import { layersOf, shapeFor } from "../../src/layers.js";
import { layerOffsets, type Network } from "../../src/network.js";
import { difference, sampleImages, sampleNetwork } from "./sample.js";

const conv = (channels: number): ConvolutionSettings => ({
  channels,
  kernel: 3,
  stride: 1,
  padding: "same",
  pool: { kind: "max", size: 2 },
});
const cnn5 = shapeFor(784, 10, [24, 16], [conv(4), conv(6)]);

/** Weights of a layer as a dense tensor: taps x sources x targets (filters), or sources x targets. */
function filters(network: Network, l: number): tf.Tensor {
  const layer = layersOf(network)[l]!;
  const offsets = layerOffsets(network);
  const taps = layer.kind === "full" ? 1 : area(layer.kernel);
  const dense = new Float32Array(taps * layer.sources * layer.targets);
  for (let e = offsets[l]!; e < offsets[l + 1]!; e++) dense[place(network, e)] = network.weight[e]!;
  return layer.kind === "full"
    ? tf.tensor2d(dense, [layer.sources, layer.targets])
    : tf.tensor4d(dense, [layer.kernel.height, layer.kernel.width, layer.sources, layer.targets]);
}

/** Where an edge lies in its layer's tensor. */
function place(network: Network, e: number): number {
  const layer = layersOf(network)[network.layer[e]!]!;
  return (
    (network.tap[e]! * layer.sources + network.source[e]!) * layer.targets + network.target[e]!
  );
}

/** Our order of values, channel by channel, from and to TensorFlow's, channels last. */
const toFlat = (x: tf.Tensor) =>
  tf.reshape(tf.transpose(x, [0, 3, 1, 2]), [x.shape[0]!, -1]) as tf.Tensor2D;
const fromFlat = (x: tf.Tensor, { targets, pooled }: Convolution) =>
  tf.transpose(
    tf.reshape(x, [x.shape[0]!, targets, pooled.height, pooled.width]),
    [0, 2, 3, 1],
  ) as tf.Tensor4D;

/** Loss and gradients by TensorFlow.js's convolution and pooling, the chain rule written out. */
function tensorflow(network: Network, images: Images) {
  const layers = layersOf(network);
  const weights = layers.map((_, l) => filters(network, l));
  let firstBias = 0;
  const biases = layers.map(({ targets }) => {
    firstBias += targets;
    return tf.tensor1d(network.bias.slice(firstBias - targets, firstBias));
  });
  const pixels = Float32Array.from(images.pixels, (byte) => byte / 255);
  const inputs: tf.Tensor[] = [tf.tensor4d(pixels, [images.count, 28, 28, 1])];
  const outputs: tf.Tensor[] = []; // before pooling
  layers.forEach((layer, l) => {
    const [x, w] = [inputs[l]!, weights[l]!];
    if (layer.kind === "convolution") {
      const y = tf.relu(
        tf.add(tf.conv2d(x as tf.Tensor4D, w as tf.Tensor4D, 1, "same"), biases[l]!),
      );
      outputs.push(y);
      const z = tf.maxPool(y as tf.Tensor4D, 2, 2, "valid");
      inputs.push(layers[l + 1]!.kind === "full" ? toFlat(z) : z);
      return;
    }
    const z = tf.add(tf.matMul(x, w), biases[l]!);
    outputs.push(z);
    inputs.push(l + 1 < layers.length ? tf.relu(z) : z);
  });
  const logits = inputs.at(-1)!;
  const labels = tf.oneHot(tf.tensor1d(Array.from(images.labels), "int32"), images.classes);
  const loss = tf.mean(tf.neg(tf.sum(tf.mul(labels, tf.logSoftmax(logits)), 1)));
  let d: tf.Tensor = tf.div(tf.sub(tf.softmax(logits), labels), images.count);
  const dense: Float32Array[] = [];
  const bias: number[][] = [];
  for (let l = layers.length - 1; l >= 0; l--) {
    const layer = layers[l]!;
    const [x, w] = [inputs[l]!, weights[l]!];
    if (layer.kind === "full") {
      dense[l] = tf.matMul(x, d, true, false).dataSync<"float32">();
      bias[l] = Array.from(tf.sum(d, 0).dataSync());
      d = tf.mul(tf.matMul(d, w, false, true), tf.step(x));
      continue;
    }
    const y = outputs[l] as tf.Tensor4D;
    const dz = (layers[l + 1]!.kind === "full" ? fromFlat(d, layer) : d) as tf.Tensor4D;
    const z = tf.maxPool(y, 2, 2, "valid");
    const dy = tf.mul(kernel("MaxPoolGrad", { dy: dz, input: y, output: z }, pooling), tf.step(y));
    const filter = { ...padding, filterShape: w.shape };
    dense[l] = kernel("Conv2DBackpropFilter", { x, dy }, filter).dataSync<"float32">();
    bias[l] = Array.from(tf.sum(dy, [0, 1, 2]).dataSync());
    d = kernel("Conv2DBackpropInput", { dy, filter: w }, { ...padding, inputShape: x.shape });
  }
  return {
    loss: loss.dataSync()[0]!,
    weight: Float32Array.from(network.layer, (l, e) => dense[l]![place(network, e)]!),
    bias: Float32Array.from(bias.flat()),
  };
}

const pooling = { filterSize: 2, strides: 2, pad: "valid" };
const padding = { strides: [1, 1], pad: "same", dataFormat: "NHWC" };

/** One of the kernels behind TensorFlow.js's own gradient functions. */
function kernel(name: string, inputs: Record<string, tf.Tensor>, attributes: object): tf.Tensor {
  const result = tf.engine().runKernel(name, inputs, attributes as tf.NamedAttrMap);
  assert.ok(result instanceof tf.Tensor);
  return result;
}

for (const density of [1, 0.3, 0.05]) {
  test(`cnn5: gradients agree with TensorFlow.js at density ${density}`, () => {
    const images = sampleImages(40, 784, 10);
    const network = sampleNetwork(cnn5, density);
    const found = sparseEngine().gradients(network, images);
    const expected = tensorflow(network, images);
    const offsets = layerOffsets(network);
    for (let l = 0; l < 5; l++) {
      const own = [offsets[l], offsets[l + 1]] as const;
      const error = difference(found.weight.subarray(...own), expected.weight.subarray(...own));
      assert.ok(error < 1e-5, `weights of layer ${l}: ${error}`);
    }
    assert.ok(difference(found.bias, expected.bias) < 1e-5);
    assert.ok(Math.abs(found.loss - expected.loss) < 1e-5 * expected.loss);
  });
}
