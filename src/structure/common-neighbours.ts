/**
 * How many neighbours each two units of the smaller side have in common: the matrix A A^T of a layer's
 * adjacency A, with degrees on the diagonal. Its eigenvalues are the squared singular values of A, and
 * its entries count four-cycles.
 * Costs the sum of squared degrees of the other side; undefined where that or the side is too large.
 */
import type { Bipartite } from "../graph/bipartite.js";

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
  const lists = Array.from({ length: flip ? layer.rows : layer.columns }, (): number[] => []);
  for (let e = 0; e < own.length; e++) lists[other[e]!]!.push(own[e]!);
  const pairs = lists.reduce((sum, list) => sum + list.length * list.length, 0);
  if (size > mostUnits || pairs > mostPairs) return undefined;
  const counts = new Float64Array(size * size);
  for (const list of lists)
    for (const a of list) {
      const begin = a * size;
      for (const b of list) counts[begin + b]!++;
    }
  return { size, counts };
}
