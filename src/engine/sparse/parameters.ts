import type { Network } from "../../network.js";
import type { Arena } from "./arena.js";
import type { LayerPlan } from "./plan.js";

/**
 * The trained numbers in one array: for each layer its planned edges, then the biases of its
 * targets, each padded with zeros to a multiple of four. Gradients and the optimiser's moments are
 * arrays of the same form.
 */
export interface Parameters {
  /** Numbers in the array, padding included. */
  readonly count: number;
  /** Where each layer's edges and biases begin, in numbers. */
  readonly edges: readonly number[];
  readonly biases: readonly number[];
}

const padded = (n: number) => Math.ceil(n / 4) * 4;

export function parameters(layers: readonly LayerPlan[]): Parameters {
  const edges: number[] = [];
  const biases: number[] = [];
  let count = 0;
  for (const layer of layers) {
    edges.push(count);
    count += padded(layer.edges.length);
    biases.push(count);
    count += padded(layer.targets.length);
  }
  return { count, edges, biases };
}

/** Calls `visit(place in the array, place in the network's weights or biases)` for each number. */
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
    for (let i = 0; i < layer.edges.length; i++) edge(e + i, layer.edges[i]!);
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
