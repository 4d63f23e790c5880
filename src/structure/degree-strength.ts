/**
 * Whether units with more edges have stronger ones: Pearson's correlation of degree and strength over
 * the units of a layer that have edges on that side, and of degree and mean weight (strength / degree),
 * which is zero where weights know nothing of degrees (Barrat et al., PNAS 101, 3747, 2004). NaN where
 * one of the two does not vary. O(V + E).
 */
import { degrees, ofLayer, type Side, strengths } from "../degree/degree.js";
import type { Graph } from "../graph/graph.js";
import { pearson } from "../statistics/correlation.js";

export interface DegreeStrength {
  readonly strength: number;
  readonly meanWeight: number;
}

export function degreeStrength(graph: Graph, side: Side, layer: number): DegreeStrength {
  const degree = ofLayer(graph, degrees(graph, side), layer);
  const strength = ofLayer(graph, strengths(graph, side), layer);
  const used = [...degree.keys()].filter((i) => degree[i]! > 0);
  const k = used.map((i) => degree[i]!);
  return {
    strength: pearson(
      k,
      used.map((i) => strength[i]!),
    ),
    meanWeight: pearson(
      k,
      used.map((i) => strength[i]! / degree[i]!),
    ),
  };
}
