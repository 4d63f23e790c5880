/** The loss of a network that is a graph of layers, slowly and in double precision, over images as one batch. */
import type { ActivationLayer } from "../../src/activations.js";
import type { Images } from "../../src/data/dataset.js";
import type { Convolution, Pool } from "../../src/geometry.js";
import { type ResolvedLayer, resolveLayers } from "../../src/layer-graph.js";
import type { Network } from "../../src/network.js";
import { softmax } from "./reference.js";

/** Planes of one image: value of channel, row, column; what lies outside is 0. */
interface Values {
  readonly channels: number;
  readonly height: number;
  readonly width: number;
  readonly data: Float64Array;
}

export interface GraphNumbers {
  readonly weight: Float64Array;
  readonly bias: Float64Array;
  readonly scale: Float64Array;
  readonly shift: Float64Array;
}

export function graphNumbers({ weight, bias, normalisations }: Network): GraphNumbers {
  const { scale = [], shift = [] } = normalisations ?? {};
  return {
    weight: Float64Array.from(weight),
    bias: Float64Array.from(bias),
    scale: Float64Array.from(scale),
    shift: Float64Array.from(shift),
  };
}

/** Of training: batch normalisation by these images, nothing dropped. */
export function graphLoss(network: Network, numbers: GraphNumbers, images: Images): number {
  const layers = resolveLayers(network.graph!);
  const { input } = network.graph!;
  const values: Values[][] = [];
  const read = Array.from({ length: images.count }, (_, i) => ({
    ...input,
    data: Float64Array.from(images.pixels.subarray(i * images.width, (i + 1) * images.width)),
  }));
  for (const layer of layers)
    values.push(
      worked(
        network,
        numbers,
        layer,
        layer.inputs.map((i) => values[i] ?? read),
      ),
    );
  let sum = 0;
  values.at(-1)!.forEach(({ data }, i) => {
    sum -= Math.log(softmax(data)[images.labels[i]!]!);
  });
  return sum / images.count;
}

const at = ({ height, width, data }: Values, c: number, i: number, j: number) =>
  i >= 0 && i < height && j >= 0 && j < width ? data[(c * height + i) * width + j]! : 0;

function worked(
  network: Network,
  numbers: GraphNumbers,
  own: ResolvedLayer,
  [x = [], ...more]: Values[][],
): Values[] {
  const { layer, channels, height, width } = own;
  const make = (value: (image: number, c: number, i: number, j: number) => number): Values[] =>
    x.map((_, image) => ({
      channels,
      height,
      width,
      data: Float64Array.from({ length: channels * height * width }, (_, p) => {
        const j = p % width;
        const i = Math.floor(p / width) % height;
        return value(image, Math.floor(p / (width * height)), i, j);
      }),
    }));
  const each = (of: (v: number) => number) => make((n, c, i, j) => of(at(x[n]!, c, i, j)));
  switch (layer.kind) {
    case "full":
    case "convolution":
      return weighted(network, numbers, own, x);
    case "batch-normalisation":
    case "layer-normalisation":
      return normalised(network, numbers, own, x, make);
    case "relu":
      return each((v) => Math.max(0, v));
    case "max-pool":
    case "average-pool":
    case "global-average-pool":
      return make((n, c, i, j) => pooled(own.pool!, x[n]!, c, i, j));
    case "add":
      return make((n, c, i, j) =>
        [x, ...more].reduce((sum, values) => sum + at(values[n]!, c, i, j), 0),
      );
    case "multiply":
      return make((n, c, i, j) =>
        [x, ...more].reduce(
          (product, values) =>
            product *
            (values[n]!.data.length === channels ? values[n]!.data[c]! : at(values[n]!, c, i, j)),
          1,
        ),
      );
    case "concatenate":
      return x.map((_, n) => ({
        channels,
        height,
        width,
        data: Float64Array.from([x, ...more].flatMap((values) => Array.from(values[n]!.data))),
      }));
    case "dropout":
      return x;
    case "transpose":
      return make((n, c, _, j) => x[n]!.data[j * channels + c]!);
    default:
      return each((v) => activationOf(layer, v));
  }
}

/** As the papers write them. */
export function activationOf(layer: ActivationLayer, v: number): number {
  const logistic = (z: number) => 1 / (1 + Math.exp(-z));
  switch (layer.kind) {
    case "gelu":
      return v * (0.5 + 0.5 * erf(v / Math.SQRT2));
    case "gelu-tanh":
      return 0.5 * v * (1 + Math.tanh(Math.sqrt(2 / Math.PI) * (v + 0.044715 * v ** 3)));
    case "relu6":
      return Math.min(6, Math.max(0, v));
    case "leaky-relu":
      return v > 0 ? v : (layer.slope ?? 0.01) * v;
    case "elu":
      return v > 0 ? v : (layer.alpha ?? 1) * Math.expm1(v);
    case "silu":
      return v * logistic((layer.beta ?? 1) * v);
    case "sigmoid":
      return logistic(v);
    case "softplus":
      return Math.log1p(Math.exp(-Math.abs(v))) + Math.max(v, 0);
    case "mish":
      return v * Math.tanh(Math.log1p(Math.exp(v)));
    case "selu":
      return 1.0507009873554805 * (v > 0 ? v : 1.6732632423543772 * Math.expm1(v));
    case "tanh":
      return Math.tanh(v);
    case "hard-swish":
      return v <= -3 ? 0 : v >= 3 ? v : (v * (v + 3)) / 6;
    case "hard-sigmoid":
      return v <= -3 ? 0 : v >= 3 ? 1 : v / 6 + 0.5;
  }
}

function weighted(
  { layer, source, target, tap }: Network,
  { weight, bias }: GraphNumbers,
  { weights, channels, height, width }: ResolvedLayer,
  x: Values[],
): Values[] {
  const { index, layer: shape, bias: first } = weights!;
  return x.map((read) => {
    const area = height * width;
    const data = Float64Array.from(
      { length: channels * area },
      (_, p) => bias[first + Math.floor(p / area)]!,
    );
    for (let e = 0; e < layer.length; e++) {
      if (layer[e] !== index) continue;
      const from = source[e]!;
      for (let p = 0; p < area; p++)
        data[target[e]! * area + p]! +=
          weight[e]! *
          (shape.kind === "full"
            ? read.data[from]!
            : tapped(shape, read, from, tap[e]!, Math.floor(p / width), p % width));
    }
    return { channels, height, width, data };
  });
}

function tapped(own: Convolution, x: Values, c: number, tap: number, i: number, j: number) {
  const a = Math.floor(tap / own.kernel.width);
  const b = tap % own.kernel.width;
  const row = i * own.stride.down + a * own.dilation.down - own.top;
  return at(x, c, row, j * own.stride.right + b * own.dilation.right - own.left);
}

function normalised(
  network: Network,
  { scale, shift }: GraphNumbers,
  { layer, normalisation, channels, height, width }: ResolvedLayer,
  x: Values[],
  make: (value: (image: number, c: number, i: number, j: number) => number) => Values[],
): Values[] {
  if (layer.kind !== "batch-normalisation" && layer.kind !== "layer-normalisation") return x;
  const area = height * width;
  const from = normalisation!.begin;
  const running = network.normalisations!;
  const moments = (values: number[]) => {
    const mean = values.reduce((a, b) => a + b, 0) / values.length;
    const variance = values.reduce((a, b) => a + (b - mean) ** 2, 0) / values.length;
    return { mean, variance };
  };
  const channel = (c: number) =>
    moments(x.flatMap(({ data }) => Array.from(data.subarray(c * area, (c + 1) * area))));
  const all = Array.from({ length: channels }, (_, c) => {
    if (layer.kind === "layer-normalisation") return undefined;
    if (!layer.frozen) return channel(c);
    return { mean: running.mean[from + c]!, variance: running.variance[from + c]! };
  });
  const across = (n: number, i: number, j: number) =>
    moments(Array.from({ length: channels }, (_, c) => at(x[n]!, c, i, j)));
  return make((n, c, i, j) => {
    const { mean, variance } = all[c] ?? across(n, i, j);
    const value = (at(x[n]!, c, i, j) - mean) / Math.sqrt(variance + layer.epsilon);
    return scale[from + c]! * value + shift[from + c]!;
  });
}

function pooled(own: Pool, x: Values, c: number, i: number, j: number): number {
  const inside: number[] = [];
  for (let a = 0; a < own.height; a++)
    for (let b = 0; b < own.width; b++) {
      const row = i * own.stride.down + a - own.top;
      const column = j * own.stride.right + b - own.left;
      if (row >= 0 && row < x.height && column >= 0 && column < x.width)
        inside.push(at(x, c, row, column));
    }
  if (own.kind === "max") return Math.max(...inside);
  return inside.reduce((sum, v) => sum + v, 0) / (own.height * own.width);
}

/** By its series, and beyond 2, where that loses digits, by Laplace's continued fraction. */
export function erf(x: number): number {
  const size = Math.abs(x);
  if (size > 2) {
    let fraction = size;
    for (let k = 100; k > 0; k--) fraction = size + k / 2 / fraction;
    return Math.sign(x) * (1 - Math.exp(-x * x) / Math.sqrt(Math.PI) / fraction);
  }
  let term = x;
  let sum = x;
  for (let n = 1; n < 200; n++) {
    term *= (-x * x) / n;
    sum += term / (2 * n + 1);
  }
  return (2 / Math.sqrt(Math.PI)) * sum;
}
