/** Masks that were made elsewhere, as a criterion: level by level, the densest first. */
import { UserError } from "../error.js";
import { type Network, prunableWeights } from "../network.js";
import { withMarked } from "./by-scores.js";
import type { PruneRequest } from "./criterion-input.js";
import { eachKept, type Mask, readMask } from "./mask.js";
import type { OwnCriterion } from "./own-criterion.js";

interface Counted {
  readonly path: string;
  readonly count: number;
}

export interface OwnMasks extends OwnCriterion {
  /** Surviving weights, level by level. */
  readonly counts: readonly number[];
  readonly notes: readonly string[];
}

/**
 * @param paths one file a density, in any order. @param dense the network that they are masks of.
 * @throws UserError for two of one density, one that keeps all or nothing, or one that does not fit.
 */
export function ownMasks(paths: readonly string[], sha256: string, dense: Network): OwnMasks {
  const notes = new Set<string>();
  const read = paths.map((path): Counted => {
    const mask = readMask(path, dense);
    for (const note of mask.notes) notes.add(note);
    return { path, count: checkedCount(path, mask, dense) };
  });
  const masks = read.sort((a, b) => b.count - a.count);
  const twice = masks.findIndex(({ count }, i) => count === masks[i + 1]?.count);
  if (twice >= 0)
    throw new UserError(
      `${masks[twice]!.path}: expected one mask a density, found ${masks[twice]!.count} weights here and in ${masks[twice + 1]!.path}`,
    );
  return {
    sha256,
    counts: masks.map(({ count }) => count),
    notes: [...notes],
    prune: async (network, { level }: PruneRequest) => masked(network, masks, level),
  };
}

function checkedCount(path: string, { count }: Mask, dense: Network): number {
  const all = prunableWeights(dense);
  if (count > 0 && count < all) return count;
  throw new UserError(
    `${path}: expected a mask that keeps some of the network's ${all} weights, found ${count}`,
  );
}

/** What has no weight any more cannot be kept: fine-tuning inherits the weights of the level before. */
function masked(network: Network, masks: readonly Counted[], level: number): Network {
  const { path, count } = masks[level - 1]!;
  const marks = new Uint8Array(network.weight.length);
  let kept = 0;
  eachKept(readMask(path, network), network, (row) => {
    marks[row] = 1;
    kept++;
  });
  if (kept === count) return withMarked(network, marks, count);
  const before = masks[level - 2];
  throw new UserError(
    `${path}: keeps ${count - kept} of its ${count} weights that are pruned ${before ? `in ${before.path}, the level before` : "already"}; fine-tuning from level to level needs nested masks: give such, or "pruning": "one-shot"`,
  );
}
