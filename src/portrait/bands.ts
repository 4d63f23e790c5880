/**
 * How dense a graph is from place to place, for pictures that cannot show every edge: each unit layer is
 * cut into bands of equal height, and the edges from band to band are counted. Layers of weights that read
 * several unit layers, which a graph of layers may have, are left out: their bands would lie over one another.
 */
import { type Graph, layerSizes } from "../graph/graph.js";
import type { Places } from "./places.js";

/** Bands of a unit layer. */
export const bands = 16;

/** Edges from one band to another, of all pairs of nodes that stand in them. */
export interface BandEdges {
  /** Weight layer. */
  readonly layer: number;
  readonly from: number;
  readonly to: number;
  readonly edges: number;
  readonly pairs: number;
}

/** Pairs of bands with any edge, by weight layer, from top to bottom. O(nodes + edges). */
export function bandEdges(graph: Graph, { y }: Places): BandEdges[] {
  const { nodes, source, target, weightLayer } = graph;
  const band = Uint8Array.from(y, (place) => Math.min(bands - 1, Math.floor(place * bands)));
  const depth = layerSizes(nodes).length;
  const units = new Uint32Array(depth * bands);
  for (const [v, layer] of nodes.layer.entries()) units[layer * bands + band[v]!]!++;
  const several = (graph.ends ?? []).map(
    ({ source: all }) => new Set(all.map((v) => nodes.layer[v]!)).size > 1,
  );
  const counts = new Map<number, { edges: number; pairs: number }>();
  for (const [e, layer] of weightLayer.entries()) {
    if (several[layer]) continue;
    const [s, t] = [source[e]!, target[e]!];
    const key = (layer * bands + band[s]!) * bands + band[t]!;
    const count = counts.get(key);
    if (count) count.edges++;
    else {
      const [from, to] = [s, t].map((v) => units[nodes.layer[v]! * bands + band[v]!]!);
      counts.set(key, { edges: 1, pairs: from! * to! });
    }
  }
  return [...counts]
    .sort(([a], [b]) => a - b)
    .map(([key, count]) => ({
      layer: Math.floor(key / bands / bands),
      from: Math.floor(key / bands) % bands,
      to: key % bands,
      ...count,
    }));
}
