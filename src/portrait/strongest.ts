import type { Graph } from "../graph/graph.js";

/**
 * The `most` strongest edges of each weight layer, as rows of the graph, ascending. By layer, because
 * weights of narrow layers are larger from initialisation on: the strongest of all would leave out
 * whole layers. Ties go to the edge that comes first.
 */
export function strongestEdges({ weight, weightLayer }: Graph, most: number): number[] {
  const layers: number[][] = [];
  for (const [e, l] of weightLayer.entries()) {
    layers[l] ??= [];
    layers[l].push(e);
  }
  return layers
    .flatMap((edges) => edges.sort((a, b) => weight[b]! - weight[a]! || a - b).slice(0, most))
    .sort((a, b) => a - b);
}
