/**
 * Whole-graph metrics:
 *
 *   weighted density       sum of absolute weights / all prunable weights
 *   degree centralization  sum over nodes (k_max - k) / ((n - 1)(n - 2)), nodes with edges only:
 *                          1 for a star, 0 where all degrees are equal (Freeman, Soc. Netw. 1, 215, 1979)
 */
import type { Graph } from "../graph/graph.js";
import { isSimple, isUnlayered } from "../graph/layers.js";

/** Of undirected degrees; NaN for fewer than three nodes with edges, and for loops and parallel edges. */
export function degreeCentralization(graph: Graph): number {
  const { nodes, source, target } = graph;
  if (isUnlayered(nodes) && !isSimple(graph)) return Number.NaN;
  const degree = new Uint32Array(nodes.id.length);
  for (const v of source) degree[v]!++;
  for (const v of target) degree[v]!++;
  const n = degree.reduce((count, k) => count + Number(k > 0), 0);
  if (n < 3) return Number.NaN;
  const most = degree.reduce((a, b) => Math.max(a, b), 0);
  return (n * most - 2 * source.length) / ((n - 1) * (n - 2));
}

export function weightedDensity({ weight, prunable }: Graph): number {
  return weight.reduce((sum, w) => sum + w, 0) / prunable;
}
