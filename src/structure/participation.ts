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
  const { begin, edges } = incident(graph);
  const count = community.reduce((most, c) => Math.max(most, c + 1), 0);
  // By community, of the unit at hand, and the communities that it is joined to.
  const share = new Float64Array(count);
  const isMet = new Uint8Array(count);
  const met = new Uint32Array(count);
  return Float64Array.from(graph.nodes.id, (_, v) => {
    let [total, groups] = [0, 0];
    for (let i = begin[v]!; i < begin[v + 1]!; i++) {
      const e = edges[i]!;
      const c = community[source[e] === v ? target[e]! : source[e]!]!;
      if (isMet[c] === 0) met[groups++] = c;
      isMet[c] = 1;
      share[c]! += weight[e]!;
      total += weight[e]!;
    }
    let squares = 0;
    for (let i = 0; i < groups; i++) {
      const c = met[i]!;
      squares += (share[c]! / total) * (share[c]! / total);
      share[c] = isMet[c] = 0;
    }
    return total > 0 ? 1 - squares : Number.NaN;
  });
}

/** Edges at each node, in their order, a loop twice: those of v are edges[begin[v] … begin[v + 1]]. */
function incident({ nodes, source, target }: Graph) {
  const begin = new Uint32Array(nodes.id.length + 1);
  for (let e = 0; e < source.length; e++) {
    begin[source[e]! + 1]!++;
    begin[target[e]! + 1]!++;
  }
  for (let v = 0; v + 1 < begin.length; v++) begin[v + 1]! += begin[v]!;
  const next = begin.slice();
  const edges = new Uint32Array(2 * source.length);
  for (let e = 0; e < source.length; e++) {
    edges[next[source[e]!]!++] = e;
    edges[next[target[e]!]!++] = e;
  }
  return { begin, edges };
}
