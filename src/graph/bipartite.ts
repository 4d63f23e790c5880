/** One weight layer of a graph as a bipartite graph of the units that have edges in it. */
import type { Graph } from "./graph.js";

/** Edges between units 0 … rows-1 on one side and 0 … columns-1 on the other. */
export interface Bipartite {
  readonly rows: number;
  readonly columns: number;
  readonly row: Uint32Array;
  readonly column: Uint32Array;
}

/** @param layers number of weight layers. Units without edges in a layer are left out. O(V + E). */
export function bipartiteLayers(graph: Graph, layers: number): Bipartite[] {
  const edges = Array.from({ length: layers }, (): number[] => []);
  graph.weightLayer.forEach((l, e) => {
    edges[l]!.push(e);
  });
  return edges.map((own) => {
    const [row, rows] = renumber(own, graph.source);
    const [column, columns] = renumber(own, graph.target);
    return { rows, columns, row, column };
  });
}

/** The ends of these edges, numbered from 0 in ascending order, and how many there are. */
function renumber(edges: readonly number[], end: Uint32Array): [Uint32Array, number] {
  const used = [...new Set(edges.map((e) => end[e]!))].sort((a, b) => a - b);
  const index = new Map(used.map((v, i) => [v, i]));
  return [Uint32Array.from(edges, (e) => index.get(end[e]!)!), used.length];
}
