import type { Normalise } from "./data/normalise.js";
import { layerWeights } from "./geometry.js";
import { layersOf, type Shape } from "./layers.js";

/**
 * A network is its edge table: one row per surviving weight, sorted by (layer, source, target,
 * tap). A pruned weight has no row. Biases are trained and never pruned, so they are dense.
 *
 * `units` are units per layer, inputs first, for example [784, 256, 128, 64, 10]. With convolutions,
 * for example [1, 8, 16, 120, 84, 10], the first of them are channels: see layers.ts. A network that is
 * no chain has a graph of layers: see layer-graph.ts. Units without a bias have one of 0 there.
 */
export interface Network extends Shape {
  /** Weight layer of each edge: in a chain layer l leads from unit layer l to unit layer l + 1. */
  readonly layer: Uint8Array;
  /** Unit that the layer reads; a value, channel by channel, where a full layer reads planes. */
  readonly source: Uint32Array;
  /** Unit of the layer. */
  readonly target: Uint32Array;
  /** Position in the kernel; 0 in a fully connected layer. */
  readonly tap: Uint16Array;
  readonly weight: Float32Array;
  /** The weight at initialisation; nobody knows it of a network that was trained elsewhere. */
  readonly initial?: Float32Array;
  /** Biases of unit layers 1, 2, … concatenated: sum(units) - units[0] values. */
  readonly bias: Float32Array;
  /** Known where `initial` is. */
  readonly initialBias?: Float32Array;
  /** Of a graph of layers that has any: trained and never pruned, as biases are. */
  readonly normalisations?: Normalisations;
  /** What it does with an image's values before the first layer; as they are if left out. */
  readonly normalise?: Normalise;
}

/** Numbers of all normalisations, channel by channel, in the order of their layers; see layer-graph.ts. */
export interface Normalisations {
  readonly scale: Float32Array;
  readonly shift: Float32Array;
  /** Running ones of batch normalisations; of a layer normalisation 0 and 1, which mean nothing. */
  readonly mean: Float32Array;
  readonly variance: Float32Array;
}

/** Prunable weights of the dense network: the denominator of density. */
export function prunableWeights(shape: Shape): number {
  return layersOf(shape).reduce((total, layer) => total + layerWeights(layer), 0);
}

/** The shape alone. */
export function shapeOf({ units, convolutions, graph }: Shape): Shape {
  return { units, ...(convolutions && { convolutions }), ...(graph && { graph }) };
}

/** What a network is besides its numbers: the attributes of its file. */
export function formOf({ normalise, ...shape }: Shape & Pick<Network, "normalise">) {
  return { ...shapeOf(shape), ...(normalise && { normalise }) };
}

/** Surviving weights / all prunable weights. */
export function density(network: Network): number {
  return network.weight.length / prunableWeights(network);
}

/** The network with the edges of these rows, in this order; everything else is shared. */
export function selectEdges(network: Network, rows: ArrayLike<number>): Network {
  const { layer, source, target, tap, weight, initial } = network;
  return {
    ...network,
    layer: pick(layer, rows, new Uint8Array(rows.length)),
    source: pick(source, rows, new Uint32Array(rows.length)),
    target: pick(target, rows, new Uint32Array(rows.length)),
    tap: pick(tap, rows, new Uint16Array(rows.length)),
    weight: pick(weight, rows, new Float32Array(rows.length)),
    ...(initial && { initial: pick(initial, rows, new Float32Array(rows.length)) }),
  };
}

function pick<T extends Uint8Array | Uint16Array | Uint32Array | Float32Array>(
  values: T,
  rows: ArrayLike<number>,
  out: T,
): T {
  for (let i = 0; i < rows.length; i++) out[i] = values[rows[i]!]!;
  return out;
}

/** Where each layer's edges begin in the table: one entry a layer, and the total at the end. */
export function layerOffsets(network: Network): Uint32Array {
  const offsets = new Uint32Array(network.units.length);
  for (let e = 0; e < network.layer.length; e++) offsets[network.layer[e]! + 1]!++;
  for (let l = 1; l < offsets.length; l++) offsets[l]! += offsets[l - 1]!;
  return offsets;
}
