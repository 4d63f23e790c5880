import type { DirectedNetwork, UndirectedNetwork } from "../graph/graphology.js";

type Network = DirectedNetwork | UndirectedNetwork;

/**
 * Asks of the largest component, whatever the directions of its edges: beyond it distances are infinite.
 * Takes the others out of the graph. Of equally large ones it is the one with the first node.
 */
export function onLargestComponent<T>(ask: (graph: Network) => T): (graph: Network) => T {
  return (graph) => {
    const kept = new Set(largestComponent(graph));
    for (const node of graph.nodes()) if (!kept.has(node)) graph.dropNode(node);
    return ask(graph);
  };
}

function largestComponent(graph: Network): string[] {
  const seen = new Set<string>();
  let largest: string[] = [];
  for (const start of graph.nodes()) {
    if (seen.has(start)) continue;
    seen.add(start);
    const found = [start];
    for (let next = 0; next < found.length; next++)
      graph.forEachNeighbor(found[next]!, (node) => {
        if (seen.has(node)) return;
        seen.add(node);
        found.push(node);
      });
    if (found.length > largest.length) largest = found;
  }
  return largest;
}
