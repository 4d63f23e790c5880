/**
 * Synaptic flow through a network that is a graph of layers (synflow.ts): each weight's share of R.
 *
 * What a batch normalisation multiplies a channel by in evaluation counts by its size, so that a network has
 * the flow of the one in which it is folded into the weights before it; of a layer normalisation its scale
 * does. Means and shifts are biases, and there are none. Activations count as ReLU, which leaves what is positive
 * as it is.
 *
 * Paths do not all cross the same layers, so no layer's scores may be divided by their own sum. The values of
 * each layer are kept below 1 beside a power of 2, which no depth makes too large.
 */
import { eachCarried, valuesOf } from "../carried.js";
import type { LayerGraph, ResolvedLayer } from "../layer-graph.js";
import type { Network } from "../network.js";
import { carried, type LayerWiring, layerWiring, perChannel } from "./layer-passes.js";
import { backward, products, wiring } from "./passes.js";

/** values x 2^exponent. */
interface Flow {
  readonly values: Float64Array;
  readonly exponent: number;
}

/** O(edges x positions). */
export function layerFlowShares(network: Network, graph: LayerGraph): Float64Array {
  const magnitude = network.weight.map((w) => Math.abs(w));
  const own = layerWiring(network, graph, wiring(network, magnitude, undefined));
  const ahead = forwardFlows(own, { values: ones(valuesOf(graph.input)), exponent: 0 });
  const total = ahead.at(own.layers.length - 1)!;
  const sum = total.values.reduce((all, value) => all + value, 0);
  const shares = new Float64Array(magnitude.length);
  if (!(sum > 0)) return shares;
  const back = own.layers.map((): Flow | undefined => undefined);
  const add = (place: number, flow: Flow) => {
    if (place >= 0) back[place] = joined([flow, ...(back[place] ? [back[place]] : [])]);
  };
  back[own.layers.length - 1] = { values: ones(total.values.length), exponent: 0 };
  const gradient = new Float64Array(magnitude.length);
  for (let place = own.layers.length - 1; place >= 0; place--) {
    const layer = own.layers[place]!;
    const d = back[place]!;
    const [input] = layer.inputs as [number];
    const x = ahead.at(input)!;
    if (layer.weights) {
      const { index } = layer.weights;
      const { offsets } = own.wires;
      const below = backward(own.wires, index, x.values, d.values, gradient);
      add(input, scaled({ values: below, exponent: d.exponent }));
      const size = powerOf2(x.exponent + d.exponent - total.exponent);
      for (let e = offsets[index]!; e < offsets[index + 1]!; e++)
        shares[e] = ((gradient[e]! * magnitude[e]!) / sum) * size;
    } else for (const [to, flow] of backwardCarried(own, layer, ahead, d)) add(to, scaled(flow));
    back[place] = undefined;
  }
  return shares;
}

/** Of every layer by its place; those of the images at -1. */
class Flows {
  readonly #layers: Flow[] = [];
  constructor(private readonly images: Flow) {}

  at(place: number): Flow | undefined {
    return place < 0 ? this.images : this.#layers[place];
  }

  push(flow: Flow): void {
    this.#layers.push(flow);
  }
}

function forwardFlows(own: LayerWiring, images: Flow): Flows {
  const flows = new Flows(images);
  for (const layer of own.layers) {
    const read = aligned([...new Set(layer.inputs)].map((input) => flows.at(input)!));
    const values = new Map([...new Set(layer.inputs)].map((input, i) => [input, read[i]!.values]));
    const x = values.get(layer.inputs[0]!)!;
    const y = layer.weights
      ? products(own.wires, layer.weights.index, x, 0)
      : layer.normalisation
        ? perChannel(layer, x, (value, c) => value * factorOf(own, layer, c))
        : carried(layer, own.imageOf, (input) => values.get(input)!);
    const factors = layer.layer.kind === "multiply" ? 2 : 1;
    flows.push(scaled({ values: y, exponent: factors * read[0]!.exponent }));
  }
  return flows;
}

/** What a normalisation multiplies a channel by, without its sign. */
function factorOf({ normalisations }: LayerWiring, own: ResolvedLayer, channel: number): number {
  const at = own.normalisation!.begin + channel;
  const scale = Math.abs(normalisations.scale[at]!);
  if (own.layer.kind !== "batch-normalisation") return scale;
  return scale / Math.sqrt(normalisations.variance[at]! + own.layer.epsilon);
}

/** Gradients of what a layer without weights reads, from those of what it gives. */
function backwardCarried(
  own: LayerWiring,
  layer: ResolvedLayer,
  ahead: Flows,
  { values: d, exponent }: Flow,
): Map<number, Flow> {
  if (layer.layer.kind === "multiply")
    return backwardFactors(own, layer, ahead, { values: d, exponent });
  const below = new Map<number, Float64Array>(
    layer.inputs.map((input) => [input, new Float64Array(valuesOf(own.imageOf(input)))]),
  );
  if (layer.normalisation) {
    const values = perChannel(layer, d, (value, c) => value * factorOf(own, layer, c));
    below.set(layer.inputs[0]!, values);
  } else if (layer.pool?.kind === "max") {
    const [input] = layer.inputs as [number];
    const x = ahead.at(input)!.values;
    const best = new Int32Array(d.length).fill(-1);
    // Of the largest values of a window the first has the gradient.
    eachCarried(layer, own.imageOf, (_, from, to) => {
      if (best[to]! < 0 || x[from]! > x[best[to]!]!) best[to] = from;
    });
    const values = below.get(input)!;
    best.forEach((from, to) => {
      values[from]! += d[to]!;
    });
  } else {
    const share = layer.pool ? 1 / (layer.pool.height * layer.pool.width) : 1;
    eachCarried(layer, own.imageOf, (input, from, to) => {
      below.get(input)![from]! += d[to]! * share;
    });
  }
  return new Map([...below].map(([input, values]) => [input, { values, exponent }]));
}

/** Of a product: that of each factor is multiplied by the other. */
function backwardFactors(
  { imageOf }: LayerWiring,
  layer: ResolvedLayer,
  ahead: Flows,
  d: Flow,
): Map<number, Flow> {
  const [one, two] = layer.inputs as [number, number];
  const spread = (place: number) => {
    const out = new Float64Array(d.values.length);
    eachCarried(layer, imageOf, (input, from, to) => {
      if (input === place) out[to] = ahead.at(input)!.values[from]!;
    });
    return out;
  };
  const back = (place: number, other: number): [number, Flow] => {
    const [values, factor] = [new Float64Array(valuesOf(imageOf(place))), spread(other)];
    eachCarried(layer, imageOf, (input, from, to) => {
      if (input === place) values[from]! += d.values[to]! * factor[to]!;
    });
    return [place, { values, exponent: d.exponent + ahead.at(other)!.exponent }];
  };
  return new Map([back(one, two), back(two, one)]);
}

const ones = (length: number) => new Float64Array(length).fill(1);

/** The largest between 1/2 and 1. */
function scaled({ values, exponent }: Flow): Flow {
  const most = values.reduce((a, b) => Math.max(a, b), 0);
  if (!(most > 0)) return { values, exponent: 0 };
  const own = exponentOf(most) + 1;
  const factor = powerOf2(-own);
  return { values: values.map((value) => value * factor), exponent: exponent + own };
}

/** With one exponent, the largest. */
function aligned(flows: readonly Flow[]): Flow[] {
  const flowing = flows.filter(({ values }) => values.some((value) => value > 0));
  const exponent = Math.max(...(flowing.length > 0 ? flowing : flows).map((flow) => flow.exponent));
  return flows.map((flow) => {
    if (flow.exponent === exponent) return flow;
    const factor = powerOf2(flow.exponent - exponent);
    return { values: flow.values.map((value) => value * factor), exponent };
  });
}

function joined(flows: readonly Flow[]): Flow {
  const [first, ...others] = aligned(flows) as [Flow, ...Flow[]];
  const values = first.values.map((value, i) =>
    others.reduce((sum, other) => sum + other.values[i]!, value),
  );
  return { values, exponent: first.exponent };
}

const bits = new DataView(new ArrayBuffer(8));

/** The whole part of the logarithm to base 2 of a normal number above 0. */
function exponentOf(value: number): number {
  bits.setFloat64(0, value);
  return ((bits.getUint16(0) >> 4) & 0x7ff) - 1023;
}

/** Exact; 0 where it is too small for a number. */
function powerOf2(exponent: number): number {
  if (exponent < -1022) return 0;
  bits.setFloat64(0, 0);
  bits.setUint16(0, Math.min(2046, exponent + 1023) << 4);
  return bits.getFloat64(0);
}
