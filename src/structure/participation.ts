/**
 * Participation of units in communities (Guimera & Amaral, Nature 433, 895, 2005):
 *
 *   P(v) = 1 - sum over communities c of (s_vc / s_v)^2
 *
 * s_vc being the absolute weight between v and members of c: 0 where all of a unit's weight leads to one
 * community, 1 - 1 / n where it is spread evenly over n. NaN for units without weight. O(V + E).
 */
import type { Graph } from "../graph/graph.js";

/** @param community of each node; nodes without edges do not matter. */
export function participation(graph: Graph, community: Uint32Array): Float64Array {
  const { source, target, weight } = graph;
  const count = community.reduce((most, c) => Math.max(most, c + 1), 0);
  const nodes = graph.nodes.id.length;
  const shares = new Map<number, number>();
  const total = new Float64Array(nodes);
  for (let e = 0; e < source.length; e++)
    for (const [v, other] of [
      [source[e]!, target[e]!],
      [target[e]!, source[e]!],
    ] as const) {
      const key = v * count + community[other]!;
      shares.set(key, (shares.get(key) ?? 0) + weight[e]!);
      total[v]! += weight[e]!;
    }
  const squares = new Float64Array(nodes);
  for (const [key, s] of shares) {
    const v = Math.floor(key / count);
    squares[v]! += (s / total[v]!) * (s / total[v]!);
  }
  return squares.map((sum, v) => (total[v]! > 0 ? 1 - sum : Number.NaN));
}
