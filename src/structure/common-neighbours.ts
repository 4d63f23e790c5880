/**
 * How many neighbours each two units of the smaller side have in common: the matrix A A^T of a layer's
 * adjacency A, with degrees on the diagonal. Its eigenvalues are the squared singular values of A, and
 * its entries count four-cycles.
 * Costs the sum of squared degrees of the other side; undefined where that or the side is too large.
 */
import type { Bipartite } from "../graph/bipartite.js";
import { grouped, rowStarts } from "../grouped.js";

/** Units of the smaller side, and pairs counted, at most: about 1 s. */
export const mostUnits = 640;
export const mostPairs = 4e8;

export interface CommonNeighbours {
  readonly size: number;
  /** size x size, symmetric. */
  readonly counts: Float64Array;
}

export function commonNeighbours(layer: Bipartite): CommonNeighbours | undefined {
  const flip = layer.rows > layer.columns;
  const size = flip ? layer.columns : layer.rows;
  const [own, other] = flip ? [layer.column, layer.row] : [layer.row, layer.column];
  if (size > mostUnits) return undefined;
  const begin = rowStarts(other, flip ? layer.rows : layer.columns);
  const length = (u: number) => begin[u + 1]! - begin[u]!;
  let pairs = 0;
  for (let u = 0; u + 1 < begin.length; u++) pairs += length(u) * length(u);
  if (pairs > mostPairs) return undefined;
  const sorted = grouped(other, begin.length - 1).map((e) => own[e]!);
  const counts = new Float64Array(size * size);
  for (let u = 0; u + 1 < begin.length; u++)
    for (let i = begin[u]!; i < begin[u + 1]!; i++) {
      const row = sorted[i]! * size;
      for (let j = begin[u]!; j < begin[u + 1]!; j++) counts[row + sorted[j]!]!++;
    }
  return { size, counts };
}
