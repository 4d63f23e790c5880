import type { Network } from "../network.js";
import type { Graph } from "./graph.js";
import { lowerBound } from "./lower-bound.js";

type Edges = Pick<Graph, "source" | "target" | "weight" | "multiplicity" | "weightLayer">;

/**
 * One edge for all weights between two nodes, which are of one layer: its weight is their L2 norm, its
 * multiplicity their number. Sorted by source, then target. O(weights log weights).
 * @param ends of each weight. @param nodes how many there are.
 */
export function joinedWeights(
  { weight, layer }: Pick<Network, "weight" | "layer">,
  ends: Pick<Graph, "source" | "target">,
  nodes: number,
): Edges {
  const keys = Float64Array.from(ends.source, (s, w) => s * nodes + ends.target[w]!);
  const distinct = keys.slice().sort();
  const count = unique(distinct);
  const edges = distinct.subarray(0, count);
  const squares = new Float64Array(count);
  const multiplicity = new Uint32Array(count);
  const weightLayer = new Uint8Array(count);
  for (let w = 0, e = 0; w < keys.length; w++) {
    // The taps of a kernel follow one another.
    if (w === 0 || keys[w] !== keys[w - 1]) e = lowerBound(edges, keys[w]!);
    squares[e]! += weight[w]! * weight[w]!;
    multiplicity[e]!++;
    weightLayer[e] = layer[w]!;
  }
  return {
    source: Uint32Array.from(edges, (key) => Math.floor(key / nodes)),
    target: Uint32Array.from(edges, (key) => key % nodes),
    weight: Float32Array.from(squares, Math.sqrt),
    multiplicity,
    weightLayer,
  };
}

/** Puts the distinct ones of ascending numbers first, and tells how many they are. */
function unique(sorted: Float64Array): number {
  let count = 0;
  for (const value of sorted)
    if (count === 0 || sorted[count - 1] !== value) sorted[count++] = value;
  return count;
}
