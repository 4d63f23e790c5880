/** Parameters of R networks as dense tensors, and back to their edge tables. */
import { concatenate } from "../../concatenate.js";
import { layerOffsets, type Network, type Normalisations } from "../../network.js";
import type { Backend } from "./backend.js";
import type { Tensor } from "./library.js";

/** Where the weights of a layer lie. */
export interface WeightPlaces {
  /** Of one network. */
  readonly weightShape: readonly number[];
  readonly biases: number;
  /** Where an edge's weight lies in one network's weights, laid out row by row. */
  place(source: number, target: number, tap: number): number;
}

/**
 * Tensors of every layer: weights [R, ...weightShape] and biases [R, biases], in turn; then of every
 * normalisation scales and shifts, [R, channels].
 */
export type Parameters = Tensor[];

/** All that a network's values come from. */
export interface State {
  readonly parameters: Parameters;
  /** Of every normalisation the running mean and variance, [R, channels], in turn. */
  readonly running: readonly Tensor[];
}

/** One a layer, [R, ...weightShape]: 1 where a weight survives; undefined where all do. */
export type Masks = readonly (Tensor | undefined)[];

const sizeOf = (layer: WeightPlaces) => layer.weightShape.reduce((a, b) => a * b, 1);

/** What a program needs to know of its networks. */
interface Places {
  readonly layers: readonly WeightPlaces[];
  readonly normalisations: readonly number[];
}

/** Uploads weights, biases and normalisations; pruned weights are 0. */
export function upload(
  backend: Backend,
  { layers, normalisations }: Places,
  networks: readonly Network[],
): State {
  const norms = (part: keyof Normalisations) =>
    uploadChannels(backend, normalisations, networks, part);
  const [scale, shift, mean, variance] = (["scale", "shift", "mean", "variance"] as const).map(
    norms,
  ) as [Tensor[], Tensor[], Tensor[], Tensor[]];
  const inTurn = (first: Tensor[], second: Tensor[]) => first.flatMap((x, n) => [x, second[n]!]);
  return {
    parameters: [...uploadWeights(backend, layers, networks), ...inTurn(scale, shift)],
    running: inTurn(mean, variance),
  };
}

/** One tensor [R, channels] for each normalisation. */
function uploadChannels(
  { tf }: Backend,
  sizes: readonly number[],
  networks: readonly Network[],
  part: keyof Normalisations,
): Tensor[] {
  let begin = 0;
  return sizes.map((size) => {
    const values = new Float32Array(networks.length * size);
    networks.forEach(({ normalisations }, r) => {
      values.set(normalisations![part].subarray(begin, begin + size), r * size);
    });
    begin += size;
    return tf.tensor(values, [networks.length, size]);
  });
}

function uploadWeights(
  { tf }: Backend,
  layers: readonly WeightPlaces[],
  networks: readonly Network[],
): Parameters {
  const starts = biasStarts(layers);
  return layers.flatMap((layer, l) => {
    const bias = new Float32Array(networks.length * layer.biases);
    networks.forEach((network, r) => {
      bias.set(network.bias.subarray(starts[l], starts[l + 1]), r * layer.biases);
    });
    const weight = scatter(layer, l, networks, (network, e) => network.weight[e]!);
    return [
      tf.tensor(weight, [networks.length, ...layer.weightShape]),
      tf.tensor(bias, [networks.length, layer.biases]),
    ];
  });
}

/** A layer with nothing pruned in any of the networks gets none: that saves memory and products. */
export function masks(
  { tf }: Backend,
  layers: readonly WeightPlaces[],
  networks: readonly Network[],
): Masks {
  const offsets = networks.map(layerOffsets);
  return layers.map((layer, l) => {
    const size = sizeOf(layer);
    if (offsets.every((of) => of[l + 1]! - of[l]! === size)) return undefined;
    const mask = scatter(layer, l, networks, () => 1);
    return tf.tensor(mask, [networks.length, ...layer.weightShape]);
  });
}

/** Downloads parameters, or their gradients, as edge, bias and normalisation values of each network. */
export async function download(
  { layers, normalisations }: Places,
  networks: readonly Network[],
  parameters: Parameters,
): Promise<Downloaded[]> {
  const values = await Promise.all(parameters.map((tensor) => tensor.data<"float32">()));
  const starts = biasStarts(layers);
  return networks.map((network, r) => {
    const weight = new Float32Array(network.weight.length);
    const bias = new Float32Array(network.bias.length);
    const offsets = layerOffsets(network);
    layers.forEach((layer, l) => {
      const dense = values[2 * l]!;
      const first = r * sizeOf(layer);
      for (let e = offsets[l]!; e < offsets[l + 1]!; e++) {
        weight[e] = dense[first + placeOf(layer, network, e)]!;
      }
      const own = values[2 * l + 1]!.subarray(r * layer.biases, (r + 1) * layer.biases);
      bias.set(own, starts[l]);
    });
    const norms = values.slice(2 * layers.length);
    return {
      weight,
      bias,
      ...(normalisations.length > 0 && {
        scale: channelsOf(normalisations, norms, r, 0),
        shift: channelsOf(normalisations, norms, r, 1),
      }),
    };
  });
}

export interface Downloaded {
  readonly weight: Float32Array;
  readonly bias: Float32Array;
  readonly scale?: Float32Array;
  readonly shift?: Float32Array;
}

/** Downloads running means and variances of each network. */
export async function downloadRunning(
  { normalisations }: Places,
  networks: readonly Network[],
  running: readonly Tensor[],
): Promise<{ mean: Float32Array; variance: Float32Array }[]> {
  const values = await Promise.all(running.map((tensor) => tensor.data<"float32">()));
  return networks.map((_, r) => ({
    mean: channelsOf(normalisations, values, r, 0),
    variance: channelsOf(normalisations, values, r, 1),
  }));
}

/** Channels of network r, of the first or second of each pair of tensors. */
function channelsOf(
  sizes: readonly number[],
  pairs: readonly Float32Array[],
  r: number,
  which: 0 | 1,
): Float32Array {
  return concatenate(
    sizes.map((size, n) => pairs[2 * n + which]!.subarray(r * size, (r + 1) * size)),
    (count) => new Float32Array(count),
  );
}

/** Values of a layer's edges in dense arrays, network after network. */
function scatter(
  layer: WeightPlaces,
  l: number,
  networks: readonly Network[],
  value: (network: Network, edge: number) => number,
): Float32Array {
  const dense = new Float32Array(networks.length * sizeOf(layer));
  networks.forEach((network, r) => {
    const offsets = layerOffsets(network);
    const first = r * sizeOf(layer);
    for (let e = offsets[l]!; e < offsets[l + 1]!; e++) {
      dense[first + placeOf(layer, network, e)] = value(network, e);
    }
  });
  return dense;
}

function placeOf(layer: WeightPlaces, network: Network, edge: number): number {
  return layer.place(network.source[edge]!, network.target[edge]!, network.tap[edge]!);
}

/** Where each layer's biases begin in a network's, and the total at the end. */
function biasStarts(layers: readonly WeightPlaces[]): number[] {
  const starts = [0];
  for (const layer of layers) starts.push(starts.at(-1)! + layer.biases);
  return starts;
}
