/** What passes.ts does, through a network that is a graph of layers, as it answers after training. */
import { activated, isActivation } from "../activations.js";
import { eachCarried, valuesOf } from "../carried.js";
import { UserError } from "../error.js";
import type { Image } from "../geometry.js";
import {
  type LayerGraph,
  normalisedChannels,
  type ResolvedLayer,
  resolveLayers,
} from "../layer-graph.js";
import type { Network, Normalisations } from "../network.js";
import { products, type Wiring } from "./passes.js";

/** A network's layers with what they need. */
export interface LayerWiring {
  readonly wires: Wiring;
  readonly layers: readonly ResolvedLayer[];
  readonly imageOf: (place: number) => Image;
  /** Where nothing is normalised it is read by nobody. */
  readonly normalisations: Normalisations;
}

const none = new Float32Array();

/** @throws UserError for a network that was read without its normalisations. */
export function layerWiring(network: Network, graph: LayerGraph, wires: Wiring): LayerWiring {
  const { normalisations } = network;
  if (!normalisations && normalisedChannels(graph) > 0)
    throw new UserError(
      "expected the network's normalisations, which units.arrow holds, found none; name that file too",
    );
  const layers = resolveLayers(graph);
  return {
    wires,
    layers,
    imageOf: (place) => (place < 0 ? graph.input : layers[place]!),
    normalisations: normalisations ?? { scale: none, shift: none, mean: none, variance: none },
  };
}

/** The values that every layer gives for one image, by its place. */
export function layerValues(wiring: LayerWiring, pixels: Float64Array): Float64Array[] {
  const values: Float64Array[] = [];
  const valuesAt = (place: number) => (place < 0 ? pixels : values[place]!);
  for (const own of wiring.layers) values.push(layerOutput(wiring, own, valuesAt));
  return values;
}

function layerOutput(
  { wires, imageOf, normalisations }: LayerWiring,
  own: ResolvedLayer,
  valuesAt: (place: number) => Float64Array,
): Float64Array {
  const x = valuesAt(own.inputs[0]!);
  if (own.weights) return products(wires, own.weights.index, x, own.weights.bias);
  switch (own.layer.kind) {
    case "batch-normalisation": {
      const { epsilon } = own.layer;
      const { scale, shift, mean, variance } = normalisations;
      return perChannel(own, x, (v, c) => {
        const at = own.normalisation!.begin + c;
        return (scale[at]! * (v - mean[at]!)) / Math.sqrt(variance[at]! + epsilon) + shift[at]!;
      });
    }
    case "layer-normalisation":
      return normalisedOver(own, x, normalisations, own.layer.epsilon);
    case "relu":
      return x.map((v) => Math.max(0, v));
    default:
      return isActivation(own.layer)
        ? x.map(activated(own.layer))
        : carried(own, imageOf, valuesAt);
  }
}

/** What a layer without weights gives for values that it does not alter: sums, products, means, maxima of them. */
export function carried(
  own: ResolvedLayer,
  imageOf: (place: number) => Image,
  valuesAt: (place: number) => Float64Array,
): Float64Array {
  const y = new Float64Array(valuesOf(own));
  if (own.pool?.kind === "max") {
    y.fill(Number.NEGATIVE_INFINITY);
    eachCarried(own, imageOf, (input, from, to) => {
      y[to] = Math.max(y[to]!, valuesAt(input)[from]!);
    });
    return y;
  }
  if (own.layer.kind === "multiply") {
    y.fill(1);
    eachCarried(own, imageOf, (input, from, to) => {
      y[to]! *= valuesAt(input)[from]!;
    });
    return y;
  }
  eachCarried(own, imageOf, (input, from, to) => {
    y[to]! += valuesAt(input)[from]!;
  });
  return own.pool ? y.map((sum) => sum / (own.pool!.height * own.pool!.width)) : y;
}

/** Every value by its channel. */
export function perChannel(
  { height, width }: ResolvedLayer,
  x: Float64Array,
  of: (value: number, channel: number) => number,
): Float64Array {
  const positions = height * width;
  return x.map((value, i) => of(value, Math.floor(i / positions)));
}

/** Mean and variance over the channels of each position. */
function normalisedOver(
  { channels, height, width, normalisation }: ResolvedLayer,
  x: Float64Array,
  { scale, shift }: Normalisations,
  epsilon: number,
): Float64Array {
  const positions = height * width;
  const y = new Float64Array(x.length);
  for (let p = 0; p < positions; p++) {
    let [sum, square] = [0, 0];
    for (let c = 0; c < channels; c++) sum += x[c * positions + p]!;
    const mean = sum / channels;
    for (let c = 0; c < channels; c++) square += (x[c * positions + p]! - mean) ** 2;
    const deviation = Math.sqrt(square / channels + epsilon);
    for (let c = 0; c < channels; c++) {
      const at = normalisation!.begin + c;
      y[c * positions + p] = (scale[at]! * (x[c * positions + p]! - mean)) / deviation + shift[at]!;
    }
  }
  return y;
}
