/**
 * Whole-graph metrics from graphology-metrics, on the graph that community detection has built. The
 * package has more; what is left out either means nothing in a layered graph, which has no triangles
 * (clustering, simmelian strength), or costs O(V E) (betweenness, closeness, diameter), or is a count
 * that the table already has (size, order, density).
 *
 *   weighted density       sum of absolute weights / all prunable weights
 *   degree centralization  sum over nodes (k_max - k) / ((n - 1)(n - 2)), nodes with edges only:
 *                          1 for a star, 0 where all degrees are equal (Freeman, Soc. Netw. 1, 215, 1979)
 */
import { createRequire } from "node:module";
import type { Graph } from "./graph.js";
import type { Clusterable } from "./louvain.js";

const require = createRequire(import.meta.url);
type DegreeCentrality =
  typeof import("graphology-metrics/centrality/degree.js")["degreeCentrality"];

/** NaN for fewer than three nodes with edges. */
export function degreeCentralization({ graph, nodes }: Clusterable): number {
  const { degreeCentrality } = require("graphology-metrics/centrality/degree.js") as {
    degreeCentrality: DegreeCentrality;
  };
  if (nodes.length < 3) return Number.NaN;
  const centrality = Float64Array.from(Object.values(degreeCentrality(graph)));
  const most = centrality.reduce((a, b) => Math.max(a, b), 0);
  return centrality.reduce((sum, c) => sum + most - c, 0) / (nodes.length - 2);
}

export function weightedDensity({ weight, prunable }: Graph): number {
  return weight.reduce((sum, w) => sum + w, 0) / prunable;
}
