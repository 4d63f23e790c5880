import { UserError } from "../error.js";
import { groupsOf } from "../geometry.js";
import { layersOf } from "../layers.js";
import type { Network } from "../network.js";

/** Order of edge tables: layer, source, target, tap. */
function compare(a: Network, i: number, b: Network, j: number): number {
  return (
    a.layer[i]! - b.layer[j]! ||
    a.source[i]! - b.source[j]! ||
    a.target[i]! - b.target[j]! ||
    a.tap[i]! - b.tap[j]!
  );
}

/**
 * Rows of the dense network's table at which a subnetwork has its edges, ascending. Both tables are
 * sorted, so one pass over them is enough: O(E).
 * @throws UserError where the dense network lacks an edge. `where` names the subnetwork's file.
 */
export function rowsIn(dense: Network, part: Network, where: string): Uint32Array {
  const rows = new Uint32Array(part.layer.length);
  let row = 0;
  for (let e = 0; e < rows.length; e++, row++) {
    while (row < dense.layer.length && compare(dense, row, part, e) < 0) row++;
    if (row >= dense.layer.length || compare(dense, row, part, e) !== 0)
      throw new UserError(
        `${where}: expected a subnetwork of the dense network, found layer ${part.layer[e]}, ${part.source[e]} -> ${part.target[e]}, which the dense network lacks`,
      );
    rows[e] = row;
  }
  return rows;
}

/** One layer's edges at one position in the kernel, in one group of a convolution: a bipartite graph. */
export interface Block {
  readonly layer: number;
  readonly tap: number;
  /** Units of edge i. */
  readonly source: Uint32Array;
  readonly target: Uint32Array;
}

/** Groups of a layer at most. */
const mostGroups = 2 ** 20;

/** The edges at these rows, layer by layer, tap by tap and group by group. */
export function blocks(dense: Network, rows: Uint32Array): Block[] {
  const layers = layersOf(dense);
  const keyOf = (row: number) => {
    const layer = layers[dense.layer[row]!]!;
    const group = Math.floor((dense.source[row]! * groupsOf(layer)) / layer.sources);
    return (dense.layer[row]! * 65536 + dense.tap[row]!) * mostGroups + group;
  };
  const sizes = new Map<number, number>();
  for (const row of rows) sizes.set(keyOf(row), (sizes.get(keyOf(row)) ?? 0) + 1);
  const found = new Map<number, Block & { filled: number }>();
  for (const [key, size] of [...sizes].sort(([a], [b]) => a - b))
    found.set(key, {
      layer: Math.floor(key / mostGroups / 65536),
      tap: Math.floor(key / mostGroups) % 65536,
      source: new Uint32Array(size),
      target: new Uint32Array(size),
      filled: 0,
    });
  for (const row of rows) {
    const own = found.get(keyOf(row))!;
    own.source[own.filled] = dense.source[row]!;
    own.target[own.filled++] = dense.target[row]!;
  }
  return Array.from(found.values(), ({ filled: _, ...block }) => block);
}

/** Rows of the dense table at which these edges stand, ascending. All of them must be there. */
export function rowsOfBlocks(dense: Network, parts: readonly Block[]): Uint32Array {
  const found = new Uint32Array(parts.reduce((sum, { source }) => sum + source.length, 0));
  let next = 0;
  for (const { layer, tap, source, target } of parts)
    for (let i = 0; i < source.length; i++)
      found[next++] = findRow(dense, layer, source[i]!, target[i]!, tap);
  return found.sort();
}

/** Binary search. @throws RangeError where the dense network has no such edge. */
function findRow(dense: Network, layer: number, source: number, target: number, tap: number) {
  let low = 0;
  let high = dense.layer.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    const order =
      dense.layer[middle]! - layer ||
      dense.source[middle]! - source ||
      dense.target[middle]! - target ||
      dense.tap[middle]! - tap;
    if (order === 0) return middle;
    if (order < 0) low = middle + 1;
    else high = middle;
  }
  throw new RangeError(`the dense network has no edge ${source} -> ${target} in layer ${layer}`);
}
