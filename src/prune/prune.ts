import type { Images } from "../data/dataset.js";
import { UserError } from "../error.js";
import type { Network } from "../network.js";
import { pruneByScores, withMarked } from "./by-scores.js";
import { byLayerMagnitude } from "./layer-magnitude.js";
import { byMagnitude } from "./magnitude.js";
import { atRandom } from "./random.js";
import { snip } from "./snip.js";
import { synflow } from "./synflow.js";
import { wanda } from "./wanda.js";

/** Which weights stay: the largest, the largest of each layer, those of the best scores, or any. */
export const criteria = [
  "magnitude",
  "layer-magnitude",
  "snip",
  "synflow",
  "wanda",
  "random",
] as const;
export type Criterion = (typeof criteria)[number];

/** Those that are written as scores, as a user's own are. */
const scored = { snip, synflow, wanda };

/**
 * The network with exactly `keep` of its weights; biases and initial values stay with their rows.
 * For one network, criterion and seed the result for fewer weights is part of the result for more.
 * @param seed names the random order, and the batch that is drawn from `images`.
 * @param images training images, which snip and wanda need.
 * @throws UserError if `keep` is not a whole number from 0 to the present number of weights.
 */
export function prune(
  network: Network,
  keep: number,
  criterion: Criterion,
  seed: string,
  images?: Images,
): Network {
  checkKeep(network, keep);
  switch (criterion) {
    case "magnitude":
      return withMarked(network, byMagnitude(network, keep), keep);
    case "layer-magnitude":
      return withMarked(network, byLayerMagnitude(network, keep), keep);
    case "random":
      return withMarked(network, atRandom(network, keep, seed), keep);
    default:
      return pruneByScores(network, scored[criterion], { keep, seed, level: 1, images });
  }
}

/** @throws UserError unless so many weights can be kept. */
export function checkKeep(network: Network, keep: number): void {
  const present = network.weight.length;
  if (Number.isInteger(keep) && keep >= 0 && keep <= present) return;
  throw new UserError(
    `cannot keep ${keep} weights: expected a whole number from 0 to ${present}, ` +
      "the weights that the network has",
  );
}
