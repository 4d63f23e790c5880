/** How wide and how deep a network is: what laws of size count. */
import { resolveLayers } from "../layer-graph.js";
import { asLayerGraph, type Shape } from "../layers.js";
import { unitGroups } from "./unit-groups.js";
import { denseEdges } from "./unrolled.js";
import { valueNodes } from "./value-nodes.js";

/** Nodes of each unit layer of the graph `channels`. */
export function nodesOfLayers({ units, graph }: Shape): readonly number[] {
  return graph ? unitGroups(graph).groups.map((group) => group.units) : units;
}

/** Units between inputs and outputs: nodes of the dense network's graph, where convolutions are channels. */
export function hiddenUnits(shape: Shape): number {
  return nodesOfLayers(shape)
    .slice(1, -1)
    .reduce((sum, n) => sum + n, 0);
}

/**
 * Nodes of the graph `units`, and edges that it has of the dense network. O(values x taps).
 * @throws UserError for more nodes than can be held.
 */
export function unitsSize(shape: Shape): { readonly nodes: number; readonly edges: number } {
  const { groups, weights } = valueNodes(asLayerGraph(shape));
  return {
    nodes: groups.reduce((sum, { units }) => sum + units, 0),
    edges: weights.reduce((sum, own) => sum + denseEdges(own), 0),
  };
}

/** Layers with weights on the longest path from the inputs to the outputs: of a chain all of them. */
export function weightDepth({ units, graph }: Shape): number {
  if (!graph) return units.length - 1;
  const depths: number[] = [];
  for (const { inputs, weights } of resolveLayers(graph)) {
    const before = Math.max(...inputs.map((place) => depths[place] ?? 0));
    depths.push(before + (weights ? 1 : 0));
  }
  return depths.at(-1)!;
}
