import { freshNormalisations } from "../initialise.js";
import { formOf, layerOffsets, type Network } from "../network.js";
import type { Random } from "../random.js";
import type { Model, Start } from "./ladder.js";
import { nullMask, overlap } from "./mask.js";

export interface Subnetwork {
  readonly network: Network;
  /** Share of its edges that the learned mask has too. */
  readonly overlap: number;
}

/**
 * A subnetwork of one rung of the ladder, ready to be trained.
 * @param dense the trained dense network with its weights at initialisation.
 * @param learned rows of its table that the learned mask keeps.
 */
export function subnetwork(
  dense: Network,
  learned: Uint32Array,
  model: Model,
  start: Start,
  random: Random,
): Subnetwork {
  const mask = nullMask(dense, learned, model, random);
  const { initial, initialBias } = dense;
  const normalisations =
    start === "inherited" ? structuredClone(dense.normalisations) : freshNormalisations(dense);
  const [own, ownBias] =
    start === "inherited" ? [dense.weight, dense.bias] : [known(initial), known(initialBias)];
  const network: Network = {
    ...formOf(dense),
    layer: Uint8Array.from(mask, (row) => dense.layer[row]!),
    source: Uint32Array.from(mask, (row) => dense.source[row]!),
    target: Uint32Array.from(mask, (row) => dense.target[row]!),
    tap: Uint16Array.from(mask, (row) => dense.tap[row]!),
    weight: Float32Array.from(mask, (row) => own[row]!),
    ...(initial && { initial: Float32Array.from(mask, (row) => initial[row]!) }),
    bias: ownBias.slice(),
    ...(initialBias && { initialBias: initialBias.slice() }),
    ...(normalisations && { normalisations }),
  };
  if (model === "shuffled-weights") shuffleWithinLayers(network, random);
  return { network, overlap: overlap(mask, learned) };
}

function known(initial: Float32Array | undefined): Float32Array {
  if (!initial) throw new TypeError("no weights at initialisation to start from");
  return initial;
}

/** Weights change places within each layer, in place; where they started says `initial` as well. */
function shuffleWithinLayers(network: Network, random: Random): void {
  const offsets = layerOffsets(network);
  for (let l = 0; l + 1 < offsets.length; l++) {
    const begin = offsets[l]!;
    const order = random.permutation(offsets[l + 1]! - begin);
    for (const values of [network.weight, ...(network.initial ? [network.initial] : [])]) {
      const before = values.slice(begin, offsets[l + 1]!);
      for (let i = 0; i < order.length; i++) values[begin + i] = before[order[i]!]!;
    }
  }
}
