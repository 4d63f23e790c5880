/** Weights that are present once so many edges are: each edge stands for as many as its multiplicity says. */
import { lowerBound } from "../graph/lower-bound.js";
import { cumulate, SampleBins } from "./sample-bins.js";

/** Whether every edge stands for one weight, as those of fully connected layers do. */
export function areOnes(multiplicity: Uint32Array): boolean {
  for (let e = 0; e < multiplicity.length; e++) if (multiplicity[e] !== 1) return false;
  return true;
}

/**
 * All in one pass over the table, which reads nothing at random. O(E).
 * @param rank time of each edge, 1 for the first. @param samples ascending numbers of edges, the last one being all of
 * them. @param others numbers of edges, in any order; NaN is of what does not happen.
 * @returns what tells of these numbers.
 */
export function weightsPresent(
  multiplicity: Uint32Array,
  rank: Uint32Array,
  samples: Uint32Array,
  others: readonly number[],
): (edges: number) => number {
  const asked = new Set([...samples, ...others.filter((edges) => edges > 0)]);
  const counts = Uint32Array.from(asked).sort();
  const bins = new SampleBins(counts);
  const weights = new Float64Array(counts.length + 1);
  for (let e = 0; e < rank.length; e++) weights[bins.of(rank[e]!)]! += multiplicity[e]!;
  const sums = cumulate(weights, 1);
  return (edges) => (edges > 0 ? sums[lowerBound(counts, edges)]! : edges);
}
