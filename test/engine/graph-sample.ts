/** Small graphs of layers, a few of every kind, and networks of them. */
import type { Images } from "../../src/data/dataset.js";
import type { Image } from "../../src/geometry.js";
import { initialise } from "../../src/initialise.js";
import { type LayerGraph, resolveLayers, unitsOfGraph } from "../../src/layer-graph.js";
import { layerGraph, namedLayers } from "../../src/layer-settings.js";
import type { Network } from "../../src/network.js";
import { prune } from "../../src/prune/prune.js";
import { Random } from "../../src/random.js";

export const CLASSES = 4;

const norm = { kind: "batch-normalisation" };
const relu = { kind: "relu" };
const conv = (channels: number, rest: object = {}) => ({
  kind: "convolution",
  channels,
  kernel: 3,
  padding: 1,
  ...rest,
});
const end = [{ kind: "global-average-pool" }, { kind: "full" }];

/** A stem, a block with an identity skip, one with a projection. */
export const residual = [
  conv(4, { bias: false }),
  norm,
  { ...relu, name: "a" },
  conv(4, { bias: false }),
  norm,
  relu,
  conv(4, { bias: false }),
  { ...norm, name: "branch" },
  { kind: "add", from: ["branch", "a"] },
  { ...relu, name: "b" },
  conv(6, { stride: 2, bias: false }),
  norm,
  relu,
  conv(6, { bias: false }),
  { ...norm, name: "narrow" },
  conv(6, { from: "b", kernel: 1, stride: 2, padding: 0, bias: false, name: "projection" }),
  { ...norm, name: "short" },
  { kind: "add", from: ["narrow", "short"] },
  relu,
  ...end,
];

/** One list of layers for each kind, and for what meets. */
export const samples: Readonly<Record<string, readonly object[]>> = {
  "fully connected": [{ kind: "full", units: 12 }, relu, { kind: "full" }],
  "convolution with strides, dilation and groups": [
    conv(4, { stride: [2, 1], padding: { top: 1, bottom: 0, left: 2, right: 1 } }),
    relu,
    conv(6, { dilation: [1, 2], groups: 2, padding: "same" }),
    relu,
    conv(6, { groups: "depthwise", kernel: [3, 2], padding: "valid" }),
    ...end,
  ],
  "convolutions without anything between": [conv(4), conv(5, { stride: 2 }), conv(3), ...end],
  "convolutions in tiles, with a skip": [
    conv(10, { padding: 2 }),
    { ...relu, name: "a" },
    conv(12, { bias: false }),
    norm,
    relu,
    conv(10, { padding: { top: 0, bottom: 2, left: 1, right: 1 }, name: "b" }),
    { kind: "add", from: ["b", "a"] },
    conv(9, { padding: "valid" }),
    ...end,
  ],
  "batch normalisation": [conv(4, { bias: false }), norm, relu, conv(5), norm, ...end],
  "batch normalisation, frozen": [
    conv(4),
    { ...norm, frozen: true },
    relu,
    conv(5),
    { ...norm, frozen: true, momentum: 0.3, epsilon: 1e-3 },
    ...end,
  ],
  "batch normalisation of units": [
    { kind: "full", units: 9 },
    norm,
    relu,
    { kind: "full", units: CLASSES },
    norm,
  ],
  "batch normalisation of the input, of sums and twice": [
    { ...norm, name: "n" },
    conv(3, { name: "c" }),
    { kind: "add", from: ["c", "n"], name: "s" },
    { ...norm, from: "s", name: "one" },
    relu,
    conv(3, { name: "d" }),
    { ...norm, from: "s", name: "two" },
    { kind: "gelu", name: "g" },
    { kind: "add", from: ["d", "g", "s"] },
    ...end,
  ],
  "a sum of a value and what is made of it alone": [
    conv(4, { name: "c" }),
    { ...norm, name: "n" },
    { kind: "add", from: ["n", "c"] },
    relu,
    conv(4, { name: "d" }),
    { ...norm, name: "m", frozen: true },
    { kind: "add", from: ["d", "m"] },
    ...end,
  ],
  "layer normalisation": [
    conv(6),
    { kind: "layer-normalisation" },
    relu,
    conv(4, { stride: 2 }),
    { kind: "layer-normalisation", epsilon: 1e-3 },
    ...end,
  ],
  gelu: [conv(4), { kind: "gelu" }, { kind: "full", units: 8 }, { kind: "gelu" }, { kind: "full" }],
  "activations of large values": [
    conv(5),
    { ...norm, name: "n" },
    { kind: "relu6", name: "six" },
    conv(5, { from: "n" }),
    { kind: "hard-swish", name: "swish" },
    { kind: "add", from: ["swish", "six"] },
    { kind: "leaky-relu", slope: 0.2 },
    { kind: "full", units: 8 },
    { kind: "elu", alpha: 0.7 },
    { kind: "full" },
  ],
  "activations by exponentials": [
    conv(4),
    norm,
    { kind: "silu" },
    conv(4),
    { kind: "gelu-tanh" },
    conv(3),
    { kind: "tanh", name: "t" },
    conv(3, { kernel: 1, padding: 0 }),
    { kind: "sigmoid", name: "s" },
    conv(3, { from: "t" }),
    { kind: "silu", beta: 1.702, name: "quick" },
    { kind: "concatenate", from: ["s", "quick"] },
    { kind: "global-average-pool" },
    { kind: "full", units: 6 },
    { kind: "elu" },
    { kind: "hard-sigmoid" },
    { kind: "full" },
  ],
  "softplus, mish and selu": [
    conv(4),
    norm,
    { kind: "mish" },
    conv(4),
    { kind: "softplus" },
    conv(3),
    norm,
    { kind: "selu" },
    { kind: "global-average-pool" },
    { kind: "full", units: 6 },
    { kind: "mish" },
    { kind: "full" },
  ],
  "gates of values and of channels": [
    conv(4),
    { ...norm, name: "a" },
    { kind: "silu", name: "s" },
    conv(4, { from: "a", name: "up" }),
    { kind: "multiply", from: ["s", "up"], name: "gated" },
    { kind: "global-average-pool" },
    { kind: "full", units: 3 },
    { kind: "silu" },
    { kind: "full", units: 4 },
    { kind: "sigmoid", name: "share" },
    { kind: "multiply", from: ["share", "gated"], name: "squeezed" },
    conv(5),
    { kind: "multiply", from: ["a", "squeezed"], name: "late" },
    { kind: "concatenate", from: ["late", "convolution3"] },
    ...end,
  ],
  "maxima of any sign": [
    conv(4),
    { kind: "max-pool", size: 3, stride: 2, padding: 1 },
    conv(4),
    { kind: "max-pool", size: 2, ceil: true },
    ...end,
  ],
  averages: [
    conv(4),
    { kind: "average-pool", size: [3, 2], stride: 2, padding: 1 },
    { kind: "gelu" },
    { kind: "average-pool", size: 2 },
    { kind: "full" },
  ],
  "sums of three, rectified and not": [
    conv(3, { name: "a" }),
    conv(3, { name: "b", from: "input" }),
    { ...relu, name: "r" },
    conv(3, { name: "c" }),
    { kind: "add", from: ["a", "r", "c"], name: "s" },
    { ...relu, name: "t" },
    { kind: "add", from: ["s", "t", "b"] },
    ...end,
  ],
  concatenation: [
    conv(3, { name: "a" }),
    relu,
    conv(2, { name: "b" }),
    { kind: "concatenate", from: ["input", "relu1", "b", "a"] },
    norm,
    relu,
    conv(3),
    ...end,
  ],
  "transpose, as mlp-mixers have it": [
    conv(5, { kernel: 2, stride: 2, padding: 0, name: "patches" }),
    { kind: "layer-normalisation" },
    { kind: "transpose" },
    conv(7, { kernel: 1, padding: 0 }),
    { kind: "gelu" },
    conv(16, { kernel: 1, padding: 0 }),
    { kind: "transpose" },
    { kind: "full", units: 6, name: "mix" },
    relu,
    { kind: "full" },
  ],
  "a sum after a dense part": [
    { kind: "full", units: 8, name: "a" },
    { ...relu, name: "r" },
    { kind: "full", units: 8, name: "b" },
    { kind: "layer-normalisation", name: "l" },
    { kind: "add", from: ["l", "r"] },
    relu,
    { kind: "full" },
  ],
  "images that are read by what has no weights": [
    { kind: "layer-normalisation", name: "l" },
    { kind: "gelu", name: "g", from: "input" },
    { kind: "max-pool", name: "m", from: "input", size: 3, stride: 1, padding: 1 },
    { kind: "concatenate", from: ["l", "g", "m", "input"] },
    norm,
    conv(4),
    ...end,
  ],
  residual,
};

export function graphOf(layers: readonly object[], image: Image, classes = CLASSES): LayerGraph {
  return layerGraph("given", namedLayers("given", layers), image, classes);
}

/** A pruned network with biases and normalisations that are not those of the beginning. */
export function sampleGraph(graph: LayerGraph, density = 1, seed = "graph"): Network {
  const dense = initialise({ units: unitsOfGraph(graph), graph }, seed);
  const network = prune(dense, Math.round(density * dense.weight.length), "random", seed);
  const random = new Random(seed, "test numbers");
  const bias = network.bias.slice();
  for (const { layer, weights } of resolveLayers(graph))
    if (weights && !("bias" in layer && layer.bias === false))
      for (let t = 0; t < weights.layer.targets; t++)
        bias[weights.bias + t] = 0.2 * random.normal();
  if (!network.normalisations) return { ...network, bias };
  const around = (value: number, by: number) =>
    network.normalisations!.scale.map(() => value + by * random.normal());
  const normalisations = {
    scale: around(1, 0.3),
    shift: around(0, 0.3),
    mean: around(0, 0.2),
    variance: around(1, 0.2),
  };
  return { ...network, bias, normalisations };
}

/** Images of floats of any sign, whose classes depend on them. */
export function floatImages(count: number, image: Image, classes = CLASSES, seed = 1): Images {
  const random = new Random(seed, "test floats");
  const width = image.channels * image.height * image.width;
  const labels = Uint8Array.from({ length: count }, () => random.integer(classes));
  const pixels = Float32Array.from({ length: count * width }, (_, i) => {
    const label = labels[Math.floor(i / width)]!;
    return random.normal() + Math.sin((i % width) * (label + 1));
  });
  return { count, width, pixels, labels, classes, image };
}
