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
  const block = LANES * layer.sources.length;
  return layer.edges.map((_, i) => {
    const t = layer.target[i]!;
    return Math.floor(t / LANES) * block + layer.source[i]! * LANES + (t % LANES);
  });
}

/** Calls `edge` and `bias` with each number's place in the array and its row in the network. */
function pairs(
  network: Network,
  layers: readonly LayerPlan[],
  places: Parameters,
  edge: (place: number, row: number) => void,
  bias: (place: number, row: number) => void,
): void {
  let firstBias = 0;
  layers.forEach((layer, l) => {
    const e = places.edges[l]!;
    const blocks = l === 0 ? places.blocks : undefined;
    for (let i = 0; i < layer.edges.length; i++) edge(e + (blocks?.[i] ?? i), layer.edges[i]!);
    const b = places.biases[l]!;
    for (let i = 0; i < layer.targets.length; i++) bias(b + i, firstBias + layer.targets[i]!);
    firstBias += network.units[l + 1]!;
  });
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
  pairs(
    network,
    layers,
    places,
    (place, row) => {
      values[place] = network.weight[row]!;
    },
    (place, row) => {
      values[place] = network.bias[row]!;
    },
  );
  return start;
}

/** Puts an array of the same form back in a network's order; numbers outside the plan stay. */
export function readParameters(
  values: Float32Array,
  network: Network,
  layers: readonly LayerPlan[],
  places: Parameters,
  weight: Float32Array,
  bias: Float32Array,
): void {
  pairs(
    network,
    layers,
    places,
    (place, row) => {
      weight[row] = values[place]!;
    },
    (place, row) => {
      bias[row] = values[place]!;
    },
  );
}
