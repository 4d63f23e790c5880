import type { Graph } from "../graph/graph.js";

type Weighted = Pick<Graph, "weight" | "weightLayer">;

/**
 * The edges that are drawn, as rows of the graph, ascending: all while there are at most `most`, else
 * the strongest of each weight layer, as many of each as fit; a layer that has fewer leaves its share to
 * the others.
 */
export function drawnEdges(graph: Weighted, most: number): number[] {
  const counts: number[] = [];
  for (const l of graph.weightLayer) counts[l] = (counts[l] ?? 0) + 1;
  return strongestEdges(graph, shareOfEach(Object.values(counts), most));
}

/**
 * The `each` strongest edges of each weight layer, as rows of the graph, ascending. By layer, because
 * weights of narrow layers are larger from initialisation on: the strongest of all would leave out
 * whole layers. Ties go to the edge that comes first.
 */
export function strongestEdges({ weight, weightLayer }: Weighted, each: number): number[] {
  const layers: number[][] = [];
  for (const [e, l] of weightLayer.entries()) {
    layers[l] ??= [];
    layers[l].push(e);
  }
  return layers
    .flatMap((edges) => edges.sort((a, b) => weight[b]! - weight[a]! || a - b).slice(0, each))
    .sort((a, b) => a - b);
}

/** The largest number such that no more than `most` are kept where each keeps at most that many. */
export function shareOfEach(counts: readonly number[], most: number): number {
  const sorted = counts.toSorted((a, b) => a - b);
  let left = most;
  for (const [i, count] of sorted.entries()) {
    const share = Math.floor(left / (sorted.length - i));
    if (count > share) return share;
    left -= count;
  }
  return Math.max(0, ...counts);
}
