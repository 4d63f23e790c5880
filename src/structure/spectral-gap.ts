/**
 * Spectral gap of a weight layer: of the two largest singular values s1 >= s2 of its 0-1 adjacency, over
 * units with edges,
 *
 *   gap    (s1 - s2) / s1: 0 where the layer falls into equal parts, near 1 for a good expander
 *   ratio  s2 / (sqrt(d - 1) + sqrt(e - 1)), d and e the mean degrees of the two sides. A biregular
 *          graph with a ratio of at most 1 is Ramanujan: no larger gap is possible for large graphs
 *          (Feng & Li, J. Number Theory 60, 1, 1996; for unequal degrees the mean stands in, Hoory,
 *          J. Comb. Theory B 93, 215, 2005). NaN where both mean degrees are 1.
 *
 * Both NaN where the layer has fewer than two units on a side, or is too large (common-neighbours.ts).
 */
import type { Bipartite } from "../graph/bipartite.js";
import type { CommonNeighbours } from "./common-neighbours.js";
import { largestEigenvalues } from "./largest-eigenvalues.js";

/** A square that is this small beside the largest is rounding: the singular value is 0. */
const nothing = 1e-13;

export interface SpectralGap {
  readonly gap: number;
  readonly ratio: number;
}

export function spectralGap(layer: Bipartite, common: CommonNeighbours | undefined): SpectralGap {
  if (!common || common.size < 2) return { gap: Number.NaN, ratio: Number.NaN };
  const [largest, next] = largestEigenvalues(common.counts, common.size, 2);
  const first = Math.sqrt(largest!);
  const second = next! > nothing * largest! ? Math.sqrt(next!) : 0;
  const edges = layer.row.length;
  const bound = Math.sqrt(edges / layer.rows - 1) + Math.sqrt(edges / layer.columns - 1);
  return {
    gap: (first - second) / first,
    ratio: bound > 0 ? second / bound : Number.NaN,
  };
}
