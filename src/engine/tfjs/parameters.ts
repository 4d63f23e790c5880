/** Parameters of R networks as dense tensors, and back to their edge tables. */
import { layerOffsets, type Network } from "../../network.js";
import type { Backend } from "./backend.js";
import type { Layer } from "./layer.js";
import type { Tensor } from "./library.js";

/** Tensors of every layer: weights [R, ...weightShape] and biases [R, biases], in turn. */
export type Parameters = Tensor[];

/** One a layer, [R, ...weightShape]: 1 where a weight survives; undefined where all do. */
export type Masks = readonly (Tensor | undefined)[];

const sizeOf = (layer: Layer) => layer.weightShape.reduce((a, b) => a * b, 1);

/** Uploads weights and biases; pruned weights are 0. */
export function upload(
  { tf }: Backend,
  layers: readonly Layer[],
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
  layers: readonly Layer[],
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

/** Downloads parameters, or their gradients, as one pair of edge and bias values a network. */
export async function download(
  layers: readonly Layer[],
  networks: readonly Network[],
  parameters: Parameters,
): Promise<{ weight: Float32Array; bias: Float32Array }[]> {
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
    return { weight, bias };
  });
}

/** Values of a layer's edges in dense arrays, network after network. */
function scatter(
  layer: Layer,
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

function placeOf(layer: Layer, network: Network, edge: number): number {
  return layer.place(network.source[edge]!, network.target[edge]!, network.tap[edge]!);
}

/** Where each layer's biases begin in a network's, and the total at the end. */
function biasStarts(layers: readonly Layer[]): number[] {
  const starts = [0];
  for (const layer of layers) starts.push(starts.at(-1)! + layer.biases);
  return starts;
}
