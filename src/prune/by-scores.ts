/** Pruning by scores: in one step, or in several, each scored anew. */
import { type Network, prunableWeights, selectEdges } from "../network.js";
import type { CriterionInput, CriterionModule, EdgeScores } from "./criterion.js";
import { criterionInput, type PruneRequest } from "./criterion-input.js";
import { survivors } from "./survivors.js";

/**
 * How many weights survive each step. Steps lie on one ladder of powers below the dense network, whatever is
 * asked for at the end: from one network, the mask for fewer weights is part of the mask for more.
 */
export function stepCounts(network: Network, keep: number, step: number | undefined): number[] {
  if (step === undefined) return [keep];
  const counts: number[] = [];
  for (let rung = prunableWeights(network) * step; Math.round(rung) > keep; rung *= step)
    if (Math.round(rung) < network.weight.length) counts.push(Math.round(rung));
  return [...counts, keep];
}

/** Prunes by a criterion whose scores are there at once. */
export function pruneByScores(
  network: Network,
  criterion: Omit<CriterionModule, "default"> & { default(input: CriterionInput): EdgeScores },
  request: PruneRequest,
): Network {
  let left = network;
  for (const keep of stepCounts(network, request.keep, criterion.step)) {
    const scores = criterion.default(criterionInput(left, { ...request, keep }));
    left = keepBest(left, scores, keep, criterion.within);
  }
  return left;
}

/** The network with its `keep` best edges, and biases of its own. */
export function keepBest(
  network: Network,
  scores: EdgeScores,
  keep: number,
  within: CriterionModule["within"] = "network",
): Network {
  const exact = scores instanceof Float64Array ? scores : new Float64Array(scores);
  return withMarked(network, survivors(network, exact, keep, within), keep);
}

/** The network with the marked rows only, of which there are `count`, and biases and normalisations of its own. */
export function withMarked(network: Network, marked: Uint8Array, count: number): Network {
  const rows = new Uint32Array(count);
  for (let e = 0, n = 0; e < marked.length; e++) if (marked[e]) rows[n++] = e;
  const { bias, initialBias, normalisations } = network;
  return {
    ...selectEdges(network, rows),
    bias: bias.slice(),
    ...(initialBias && { initialBias: initialBias.slice() }),
    ...(normalisations && { normalisations: structuredClone(normalisations) }),
  };
}
