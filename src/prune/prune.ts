import { UserError } from "../error.js";
import { type Network, selectEdges } from "../network.js";
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

/** The network with the marked rows only, of which there are `count`, and biases of its own. */
function withRows(network: Network, marked: Uint8Array, count: number): Network {
  const rows = new Uint32Array(count);
  for (let e = 0, n = 0; e < marked.length; e++) if (marked[e]) rows[n++] = e;
  const { bias, initialBias } = network;
  return {
    ...selectEdges(network, rows),
    bias: bias.slice(),
    ...(initialBias && { initialBias: initialBias.slice() }),
  };
}
