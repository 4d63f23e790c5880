/** One weight layer of a graph as a bipartite graph of the units that have edges in it. */
import type { Graph } from "./graph.js";
import { blocksOf } from "./weight-layers.js";

/** Edges between units 0 … rows-1 on one side and 0 … columns-1 on the other. */
export interface Bipartite {
  readonly rows: number;
  readonly columns: number;
  readonly row: Uint32Array;
  readonly column: Uint32Array;
  /** Of each edge, where the dense layer falls into several blocks: groups of a convolution. */
  readonly block?: Uint32Array;
}

/** @param layers number of weight layers. Units without edges in a layer are left out. O(V + E). */
export function bipartiteLayers(graph: Graph, layers: number): Bipartite[] {
  const nodes = graph.nodes.id.length;
  return Array.from({ length: layers }, (_, l) => {
    const own = edgesOf(graph, l);
    const [row, rows] = renumber(own, graph.source, nodes);
    const [column, columns] = renumber(own, graph.target, nodes);
    const grouped = (graph.ends?.[l]?.groups ?? 1) > 1;
    return { rows, columns, row, column, ...(grouped && { block: blocksOf(graph, l, own) }) };
  });
}

function edgesOf({ weightLayer }: Graph, layer: number): Uint32Array {
  let count = 0;
  for (const l of weightLayer) if (l === layer) count++;
  const edges = new Uint32Array(count);
  for (let e = 0, next = 0; e < weightLayer.length; e++)
    if (weightLayer[e] === layer) edges[next++] = e;
  return edges;
}

/** The ends of these edges, numbered from 0 in ascending order, and how many there are. */
function renumber(edges: Uint32Array, end: Uint32Array, nodes: number): [Uint32Array, number] {
  const index = new Int32Array(nodes).fill(-1);
  for (const e of edges) index[end[e]!] = 0;
  let used = 0;
  for (let v = 0; v < nodes; v++) if (index[v] === 0) index[v] = used++;
  return [edges.map((e) => index[end[e]!]!), used];
}
