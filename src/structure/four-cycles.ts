/**
 * Four-cycles of a weight layer (two units below, both joined to the same two above), the shortest that
 * a bipartite graph can have:
 *
 *   X = sum over pairs of units with g common neighbours of g (g - 1) / 2
 *
 * Against density alone (m edges at random on a x b places) mean and variance are exact. With
 * P(t) = m (m-1) … (m-t+1) / (N (N-1) … (N-t+1)), N = a b, the chance that t given places are all taken,
 *
 *   E[X]   = C(a,2) C(b,2) P(4)
 *   E[X^2] = sum over i, j = 0 … 2 of r_i(a) r_j(b) P(8 - i j),   r_i(n) ordered pairs of pairs of n
 *            units that share i: C(n,2) C(n-2,2), C(n,2) 2 (n-2), C(n,2)
 *
 * because two four-cycles that share i units below and j above share i j edges. z = (X - E) / sd; NaN
 * where the number of edges leaves no choice. Of a convolution in g groups N = g a b, with a and b units in
 * each, E is g times as much, and two four-cycles of different groups share nothing.
 */
import type { LayerRoom } from "../graph/weight-layers.js";
import type { CommonNeighbours } from "./common-neighbours.js";

export function fourCycles({ size, counts }: CommonNeighbours): number {
  let sum = 0;
  for (let i = 0; i < size; i++)
    for (let j = 0; j < i; j++) {
      const g = counts[i * size + j]!;
      sum += (g * (g - 1)) / 2;
    }
  return sum;
}

/** Mean and standard deviation for `edges` edges at random in a weight layer. */
export function expectedFourCycles(
  { sources: a, targets: b, blocks, pairs: places }: LayerRoom,
  edges: number,
): { mean: number; deviation: number } {
  const taken = (t: number) => {
    let p = 1;
    for (let k = 0; k < t; k++) p *= Math.max(0, edges - k) / (places - k);
    return p;
  };
  const pairs = (n: number) => (n * (n - 1)) / 2;
  const shared = (n: number) => [pairs(n) * pairs(n - 2), pairs(n) * 2 * (n - 2), pairs(n)];
  const own = pairs(a) * pairs(b);
  const mean = blocks * own * taken(4);
  // E[X^2] - E[X]^2 with the square spread over the same sum, which loses fewer digits.
  let variance = 0;
  shared(a).forEach((r, i) => {
    shared(b).forEach((c, j) => {
      if (r > 0 && c > 0) variance += blocks * r * c * (taken(8 - i * j) - taken(4) * taken(4));
    });
  });
  if (blocks > 1) variance += blocks * (blocks - 1) * own * own * (taken(8) - taken(4) * taken(4));
  return { mean, deviation: Math.sqrt(Math.max(0, variance)) };
}
