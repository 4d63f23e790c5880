/** Where the edges that leave a node stand in the table, which has them together. */
import type { Graph } from "./graph.js";

export interface LeavingEdges {
  /** Those of v are begin[v] … end[v] - 1. */
  readonly begin: Uint32Array;
  readonly end: Uint32Array;
}

/** O(V + E), without room for the edges. */
export function leavingEdges({ nodes, source }: Pick<Graph, "nodes" | "source">): LeavingEdges {
  const begin = new Uint32Array(nodes.id.length);
  const end = new Uint32Array(nodes.id.length);
  for (let e = 0; e < source.length; e++) {
    const v = source[e]!;
    if (end[v] === 0) begin[v] = e;
    end[v] = e + 1;
  }
  return { begin, end };
}
