/** How many edges the weight layers of a graph, and its units, could have in the dense network. */
import { type Graph, layerSizes } from "./graph.js";

/** Pairs of units that a weight layer joins: blocks of equal size, each source to each target of its own. */
export interface LayerRoom {
  readonly pairs: number;
  readonly blocks: number;
  /** Of one block; NaN where a concatenation makes them unequal. */
  readonly sources: number;
  readonly targets: number;
}

/** Of each weight layer; of a chain layer l leads from unit layer l to the next. */
export function layerRooms(graph: Graph): LayerRoom[] {
  const { ends } = graph;
  if (ends)
    return ends.map(({ source, targets, groups }) => ({
      pairs: source.length * targets,
      blocks: groups,
      sources:
        groups > 1 && new Set(source).size < source.length ? Number.NaN : source.length / groups,
      targets,
    }));
  const sizes = layerSizes(graph.nodes);
  return sizes.slice(1).map((targets, l) => {
    const sources = sizes[l]!;
    return { pairs: sources * targets, blocks: 1, sources, targets };
  });
}

/** Edges that the unit of a unit layer which has most could have on one side; undefined of a chain. */
export function mostDegree(graph: Graph, side: "in" | "out", layer: number): number | undefined {
  const { ends, nodes } = graph;
  if (!ends) return undefined;
  const most = new Uint32Array(nodes.id.length);
  for (const { source, target, targets } of ends) {
    if (side === "out") for (const v of source) most[v]! += targets;
    else {
      const arriving = new Map<number, number>();
      for (const first of target) arriving.set(first, (arriving.get(first) ?? 0) + 1);
      for (const [first, count] of arriving)
        for (let t = 0; t < targets; t++) most[first + t]! += count;
    }
  }
  return most.reduce((all, n, v) => (nodes.layer[v] === layer ? Math.max(all, n) : all), 0);
}

/** For each edge of a weight layer, in their order, the block that it lies in. */
export function blocksOf(graph: Graph, layer: number, edges: Uint32Array): Uint32Array {
  const own = graph.ends?.[layer];
  if (!own || own.groups === 1) return new Uint32Array(edges.length);
  const first = own.target.reduce((least, v) => Math.min(least, v));
  return edges.map((e) => Math.floor((graph.target[e]! - first) / own.targets));
}
