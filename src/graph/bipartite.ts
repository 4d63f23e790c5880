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
  return Array.from({ length: layers }, (_, l) => bipartiteLayer(graph, l));
}

export function bipartiteLayer(graph: Graph, layer: number): Bipartite {
  const nodes = graph.nodes.id.length;
  const own = edgesOf(graph, layer);
  const [row, rows] = renumber(own, graph.source, nodes);
  const [column, columns] = renumber(own, graph.target, nodes);
  const grouped = (graph.ends?.[layer]?.groups ?? 1) > 1;
  return { rows, columns, row, column, ...(grouped && { block: blocksOf(graph, layer, own) }) };
}

/** Units on the side of a layer that has fewer; takes no room for the edges. */
export function smallerSide({ nodes, source, target, weightLayer }: Graph, layer: number): number {
  const used = { source: new Uint8Array(nodes.id.length), target: new Uint8Array(nodes.id.length) };
  for (let e = 0; e < weightLayer.length; e++) {
    if (weightLayer[e] !== layer) continue;
    used.source[source[e]!] = 1;
    used.target[target[e]!] = 1;
  }
  const count = (side: Uint8Array) => side.reduce((sum, is) => sum + is, 0);
  return Math.min(count(used.source), count(used.target));
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
