/**
 * The slow, obvious reference: one image and one edge at a time, in double precision.
 */
import type { Images } from "../../src/data/dataset.js";
import type { Optimizer } from "../../src/engine/engine.js";
import { layersOf } from "../../src/layers.js";
import type { Network } from "../../src/network.js";
import { backward, convolve, type Numbers, pooled } from "./reference-convolution.js";

export function numbers(network: Network): Numbers {
  return { weight: Float64Array.from(network.weight), bias: Float64Array.from(network.bias) };
}

/** What each layer reads, layer by layer; logits at the end. */
export function forward(network: Network, values: Numbers, pixels: Pixels): Float64Array[] {
  return passes(network, values, pixels).map(({ x }) => x);
}

type Pixels = Uint8Array | Float32Array;

/** Brightness, or floats as they are; then what the network does with them, part by part. */
function read({ normalise }: Network, pixels: Pixels): Float64Array {
  const whole = pixels instanceof Uint8Array ? 255 : 1;
  return Float64Array.from(pixels as Iterable<number>, (value, p) => {
    if (!normalise) return value / whole;
    const part = (list: readonly number[]) => list[Math.floor(p / (pixels.length / list.length))]!;
    return (value / whole - part(normalise.mean)) / part(normalise.std);
  });
}

/** Inputs of each layer, outputs of a convolution before pooling, first bias; logits at the end. */
function passes(network: Network, values: Numbers, pixels: Pixels) {
  const shapes = layersOf(network);
  const results: { x: Float64Array; y?: Float64Array; firstBias: number }[] = [];
  let x: Float64Array = read(network, pixels);
  let firstBias = 0;
  shapes.forEach((shape, l) => {
    const bias = values.bias.slice(firstBias, firstBias + shape.targets);
    if (shape.kind === "convolution") {
      const y = convolve(network, l, shape, values, bias, x);
      results.push({ x, y, firstBias });
      x = pooled(shape, y);
    } else {
      results.push({ x, firstBias });
      const z = bias;
      for (let e = 0; e < network.layer.length; e++) {
        if (network.layer[e] !== l) continue;
        z[network.target[e]!]! += values.weight[e]! * x[network.source[e]!]!;
      }
      x = l === shapes.length - 1 ? z : z.map((value) => Math.max(0, value));
    }
    firstBias += shape.targets;
  });
  return [...results, { x, firstBias }];
}

export function softmax(logits: Float64Array): Float64Array {
  const top = Math.max(...logits);
  const e = logits.map((z) => Math.exp(z - top));
  const sum = e.reduce((a, b) => a + b, 0);
  return e.map((x) => x / sum);
}

const image = (images: Images, i: number) =>
  images.pixels.subarray(i * images.width, (i + 1) * images.width);

/** Mean cross-entropy over the chosen images. */
export function loss(
  network: Network,
  values: Numbers,
  images: Images,
  chosen: ArrayLike<number>,
): number {
  let sum = 0;
  for (let i = 0; i < chosen.length; i++) {
    const p = softmax(forward(network, values, image(images, chosen[i]!)).at(-1)!);
    sum -= Math.log(p[images.labels[chosen[i]!]!]!);
  }
  return sum / chosen.length;
}

/** Gradients of the mean cross-entropy over the chosen images, by the chain rule. */
export function gradients(
  network: Network,
  values: Numbers,
  images: Images,
  chosen: ArrayLike<number>,
): Numbers {
  const result = {
    weight: new Float64Array(values.weight.length),
    bias: new Float64Array(values.bias.length),
  };
  const shapes = layersOf(network);
  for (let i = 0; i < chosen.length; i++) {
    const layers = passes(network, values, image(images, chosen[i]!));
    let d = softmax(layers.at(-1)!.x);
    d[images.labels[chosen[i]!]!]! -= 1;
    d = d.map((x) => x / chosen.length);
    for (let l = shapes.length - 1; l >= 0; l--) {
      const shape = shapes[l]!;
      const { x, y, firstBias } = layers[l]!;
      if (shape.kind === "convolution") {
        d = backward(network, l, shape, values, x, y!, d, firstBias, result);
        continue;
      }
      for (let t = 0; t < d.length; t++) result.bias[firstBias + t]! += d[t]!;
      const below = new Float64Array(shape.sources);
      for (let e = 0; e < network.layer.length; e++) {
        if (network.layer[e] !== l) continue;
        const [s, t] = [network.source[e]!, network.target[e]!];
        result.weight[e]! += x[s]! * d[t]!;
        below[s]! += values.weight[e]! * d[t]!;
      }
      d = below.map((value, s) => (x[s]! > 0 ? value : 0));
    }
  }
  return result;
}

/** An optimiser as its paper states it; each call moves the numbers along the gradients. */
export function optimizer(settings: Optimizer): (values: Numbers, gradient: Numbers) => void {
  const states = { weight: new Moments(settings), bias: new Moments(settings) };
  return (values, gradient) => {
    states.weight.step(values.weight, gradient.weight);
    states.bias.step(values.bias, gradient.bias);
  };
}

class Moments {
  #settings: Optimizer;
  #steps = 0;
  #first = new Map<number, number>();
  #second = new Map<number, number>();

  constructor(settings: Optimizer) {
    this.#settings = settings;
  }

  step(values: Float64Array, gradient: Float64Array): void {
    const { learningRate, momentum, beta1, beta2, epsilon } = this.#settings;
    this.#steps++;
    for (let i = 0; i < values.length; i++) {
      const g = gradient[i]!;
      if (this.#settings.optimizer === "sgd") {
        const v = momentum * (this.#first.get(i) ?? 0) + g;
        this.#first.set(i, v);
        values[i]! -= learningRate * v;
        continue;
      }
      const m = beta1 * (this.#first.get(i) ?? 0) + (1 - beta1) * g;
      const v = beta2 * (this.#second.get(i) ?? 0) + (1 - beta2) * g * g;
      this.#first.set(i, m);
      this.#second.set(i, v);
      const mean = m / (1 - beta1 ** this.#steps);
      const square = v / (1 - beta2 ** this.#steps);
      values[i]! -= (learningRate * mean) / (Math.sqrt(square) + epsilon);
    }
  }
}
