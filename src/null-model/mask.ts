import { curveball } from "../graph/curveball.js";
import type { Network } from "../network.js";
import type { Random } from "../random.js";
import type { Model } from "./ladder.js";
import { globalRandom, layerRandom } from "./random-mask.js";
import { blocks, rowsOfBlocks } from "./rows.js";

/**
 * Rows of the dense network's table that a null model of the mask `rows` keeps, ascending.
 * Convolutions: an edge is one tap of one kernel, and layers of any kind are rows of the same table.
 * global-random and layer-random choose among all taps of all kernels; degrees treats each position
 * in the kernel as a bipartite graph of channels, so that every channel keeps its number of weights at
 * every position.
 */
export function nullMask(
  dense: Network,
  rows: Uint32Array,
  model: Model,
  random: Random,
): Uint32Array {
  switch (model) {
    case "global-random":
      return globalRandom(dense, rows, random);
    case "layer-random":
      return layerRandom(dense, rows, random);
    case "degrees":
      return sameDegrees(dense, rows, random);
    case "shuffled-weights":
    case "learned":
      return rows;
  }
}

function sameDegrees(dense: Network, rows: Uint32Array, random: Random): Uint32Array {
  const parts = blocks(dense, rows).map((block) => ({ ...block, ...curveball(block, random) }));
  return rowsOfBlocks(dense, parts);
}

/** Share of the mask's rows that the learned mask has too; NaN of an empty mask. Both ascend. */
export function overlap(mask: Uint32Array, learned: Uint32Array): number {
  let [common, next] = [0, 0];
  for (let i = 0; i < mask.length; i++) {
    while (learned[next]! < mask[i]!) next++;
    if (learned[next] === mask[i]) common++;
  }
  return common / mask.length;
}
