import { type Graph, layerSizes } from "../graph/graph.js";
import { weightEnds } from "../graph/network-graph.js";
import { nodesOfLayers } from "../graph/size.js";
import type { Network } from "../network.js";

/**
 * Sign of the sum of the weights that each of these edges stands for: -1, 0 or 1. All 0 where the
 * graph's nodes are not the network's units or channels (convention units of convolutions).
 */
export function edgeSigns(network: Network, graph: Graph, edges: readonly number[]): Int32Array {
  if (!sameNodes(network, graph)) return new Int32Array(edges.length);
  const nodes = graph.nodes.id.length;
  const place = new Map(
    edges.map((e, i) => [graph.source[e]! * nodes + graph.target[e]!, i] as const),
  );
  const sums = new Float64Array(edges.length);
  const { source, target } = weightEnds(network);
  for (let w = 0; w < source.length; w++) {
    const i = place.get(source[w]! * nodes + target[w]!);
    if (i !== undefined) sums[i]! += network.weight[w]!;
  }
  return Int32Array.from(sums, Math.sign);
}

/** Whether the graph's nodes are the network's units and channels. */
export function sameNodes(network: Network, { nodes }: Graph): boolean {
  return nodesOfLayers(network).join() === layerSizes(nodes).join();
}
