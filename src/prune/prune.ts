import { UserError } from "../error.js";
import { type Network, shapeOf } from "../network.js";
import { byLayerMagnitude } from "./layer-magnitude.js";
import { byMagnitude } from "./magnitude.js";
import { atRandom } from "./random.js";

/** Which weights stay: the largest, the largest of each layer, or any. */
export const criteria = ["magnitude", "layer-magnitude", "random"] as const;
export type Criterion = (typeof criteria)[number];

/**
 * The network with exactly `keep` of its weights; biases and initial values stay with their rows.
 * For one network, criterion and seed the result for fewer weights is part of the result for more.
 * @param seed names the random order; the other criteria do not use it.
 * @throws UserError if `keep` is not a whole number from 0 to the present number of weights.
 */
export function prune(network: Network, keep: number, criterion: Criterion, seed: string): Network {
  const present = network.weight.length;
  if (!Number.isInteger(keep) || keep < 0 || keep > present) {
    throw new UserError(
      `cannot keep ${keep} weights: expected a whole number from 0 to ${present}, ` +
        "the weights that the network has",
    );
  }
  return withRows(network, marks(network, keep, criterion, seed), keep);
}

function marks(network: Network, keep: number, criterion: Criterion, seed: string): Uint8Array {
  switch (criterion) {
    case "magnitude":
      return byMagnitude(network, keep);
    case "layer-magnitude":
      return byLayerMagnitude(network, keep);
    case "random":
      return atRandom(network, keep, seed);
  }
}

/** The network with the marked rows only, of which there are `count`. */
function withRows(network: Network, marked: Uint8Array, count: number): Network {
  const rows = new Uint32Array(count);
  for (let e = 0, n = 0; e < marked.length; e++) if (marked[e]) rows[n++] = e;
  return {
    ...shapeOf(network),
    layer: pick(network.layer, rows, new Uint8Array(count)),
    source: pick(network.source, rows, new Uint32Array(count)),
    target: pick(network.target, rows, new Uint32Array(count)),
    tap: pick(network.tap, rows, new Uint16Array(count)),
    weight: pick(network.weight, rows, new Float32Array(count)),
    initial: pick(network.initial, rows, new Float32Array(count)),
    bias: network.bias.slice(),
    initialBias: network.initialBias.slice(),
  };
}

function pick<T extends Uint8Array | Uint16Array | Uint32Array | Float32Array>(
  values: T,
  rows: Uint32Array,
  out: T,
): T {
  for (let i = 0; i < rows.length; i++) out[i] = values[rows[i]!]!;
  return out;
}
