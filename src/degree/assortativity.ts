/**
 * Degree correlations over the edges of each weight layer: Pearson's coefficient between a number
 * of the source and a number of the target, every edge counting once (Newman, Phys. Rev. Lett. 89,
 * 208701, 2002).
 *
 *   same     source out-degree, target in-degree: both are degrees within this weight layer
 *   through  source in-degree, target out-degree: whether units with many inputs feed units with
 *            many outputs; undefined in the first and the last layer, where one end has none
 *
 * NaN where one side does not vary. O(V + E).
 */
import type { Graph } from "../graph/graph.js";
import { degrees } from "./degree.js";

export function assortativity(graph: Graph, layers: number): { same: number[]; through: number[] } {
  const arriving = degrees(graph, "in");
  const leaving = degrees(graph, "out");
  return {
    same: edgeCorrelation(graph, layers, leaving, arriving),
    through: edgeCorrelation(graph, layers, arriving, leaving),
  };
}

/** Per weight layer, the correlation over its edges of atSource[source] and atTarget[target]. */
export function edgeCorrelation(
  graph: Graph,
  layers: number,
  atSource: Float64Array,
  atTarget: Float64Array,
): number[] {
  const { source, target, weightLayer } = graph;
  const sums = Array.from({ length: layers }, () => ({ n: 0, x: 0, y: 0, xx: 0, yy: 0, xy: 0 }));
  for (let e = 0; e < source.length; e++) {
    const s = sums[weightLayer[e]!]!;
    const x = atSource[source[e]!]!;
    const y = atTarget[target[e]!]!;
    s.n++;
    s.x += x;
    s.y += y;
    s.xx += x * x;
    s.yy += y * y;
    s.xy += x * y;
  }
  return sums.map(({ n, x, y, xx, yy, xy }) => {
    // The sums are exact integers, and each product rounds once: a constant side gives exactly 0.
    const variances = (n * xx - x * x) * (n * yy - y * y);
    return variances > 0 ? (n * xy - x * y) / Math.sqrt(variances) : Number.NaN;
  });
}
