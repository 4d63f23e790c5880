import type { Network } from "../../network.js";
import type { Arena } from "./arena.js";
import type { LayerPlan } from "./plan.js";

/** Images a panel and targets a block; see assembly/panel.ts. */
export const LANES = 32;

/**
 * The trained numbers in one array: for each layer its planned edges, then the biases of its
 * targets, each padded with zeros to a multiple of four. Gradients and the optimiser's moments are
 * arrays of the same form. A lit first layer has a number for every pair of units (blocks of 32
 * targets, sources x 32 each): its products need the zeros, and where it pays to compute them, a
 * step of the optimiser over them costs less than picking the edges out.
 */
export interface Parameters {
  /** Numbers in the array, padding included. */
  readonly count: number;
  /** Where each layer's edges and biases begin, in numbers. */
  readonly edges: readonly number[];
  readonly biases: readonly number[];
  /** Where each edge of a lit first layer is, from the layer's beginning. */
  readonly blocks: Uint32Array | undefined;
}

const padded = (n: number) => Math.ceil(n / 4) * 4;

/** @param lit whether the first layer is worked from lit pixels. */
export function parameters(layers: readonly LayerPlan[], lit: boolean): Parameters {
  const edges: number[] = [];
  const biases: number[] = [];
  let count = 0;
  for (const [l, layer] of layers.entries()) {
    edges.push(count);
    count += lit && l === 0 ? blockSize(layer) : padded(layer.edges.length);
    biases.push(count);
    count += padded(layer.targets.length);
  }
  return { count, edges, biases, blocks: lit ? blockPlaces(layers[0]!) : undefined };
}

/** Numbers in a lit layer's blocks. */
export function blockSize(layer: LayerPlan): number {
  return Math.ceil(layer.targets.length / LANES) * LANES * layer.sources.length;
}

/** Where each edge is in its layer's blocks. */
export function blockPlaces(layer: LayerPlan): Uint32Array {
  const { source, target } = layer;
  const block = LANES * layer.sources.length;
  const places = new Uint32Array(source.length);
  for (let i = 0; i < places.length; i++) {
    const t = target[i]!;
    const lane = t % LANES;
    places[i] = ((t - lane) / LANES) * block + source[i]! * LANES + lane;
  }
  return places;
}

/** A layer's share of the array beside the rows of the network's arrays that it stands for. */
interface Share {
  readonly start: number;
  /** Where each number is from `start`; one after another if left out. */
  readonly places: Uint32Array | undefined;
  /** The first row, and each row from there. */
  readonly first: number;
  readonly rows: Uint32Array;
}

function shares(network: Network, layers: readonly LayerPlan[], places: Parameters) {
  const weight: Share[] = [];
  const bias: Share[] = [];
  let first = 0;
  for (const [l, { edges, targets }] of layers.entries()) {
    const blocks = l === 0 ? places.blocks : undefined;
    weight.push({ start: places.edges[l]!, places: blocks, first: 0, rows: edges });
    bias.push({ start: places.biases[l]!, places: undefined, first, rows: targets });
    first += network.units[l + 1]!;
  }
  return { weight, bias };
}

/** Puts a network's weights and biases into memory of their own. */
export function writeParameters(
  arena: Arena,
  network: Network,
  layers: readonly LayerPlan[],
  places: Parameters,
): number {
  const start = arena.allocate(4 * places.count);
  const values = arena.floats(start, places.count);
  const { weight, bias } = shares(network, layers, places);
  for (const share of weight) put(values, share, network.weight);
  for (const share of bias) put(values, share, network.bias);
  return start;
}

/** Copies an array of the same form to a network's order; rows outside the plan stay. */
export function readParameters(
  values: Float32Array,
  network: Network,
  layers: readonly LayerPlan[],
  places: Parameters,
  into: { readonly weight: Float32Array; readonly bias: Float32Array },
): void {
  const { weight, bias } = shares(network, layers, places);
  for (const share of weight) take(values, share, into.weight);
  for (const share of bias) take(values, share, into.bias);
}

function put(values: Float32Array, { start, places, first, rows }: Share, from: Float32Array) {
  for (let i = 0; i < rows.length; i++) {
    values[start + (places ? places[i]! : i)] = from[first + rows[i]!]!;
  }
}

function take(values: Float32Array, { start, places, first, rows }: Share, into: Float32Array) {
  for (let i = 0; i < rows.length; i++) {
    into[first + rows[i]!] = values[start + (places ? places[i]! : i)]!;
  }
}
