/** Identity edges (graph.ts) as parts of paths. */
import type { Graph } from "./graph.js";

/** Whether identities may keep inputs and outputs joined whatever is pruned. */
export function hasSkips({ identities }: Graph): boolean {
  return identities?.skip.includes(1) ?? false;
}

/** The graph whose paths go through weights: skips are left out, other identities stay. */
export function withoutSkips(graph: Graph): Graph {
  const { identities, ...rest } = graph;
  if (!identities) return graph;
  const kept = (ends: Uint32Array) => ends.filter((_, i) => identities.skip[i] === 0);
  const source = kept(identities.source);
  if (source.length === 0) return rest;
  const target = kept(identities.target);
  return { ...rest, identities: { source, target, skip: new Uint8Array(source.length) } };
}

/** The units that skips join, whatever is pruned. */
export function skipEnds({ identities }: Graph): Pick<Graph, "source" | "target"> {
  const { source, target, skip } = identities ?? {
    source: new Uint32Array(),
    target: new Uint32Array(),
    skip: new Uint8Array(),
  };
  const isSkip = (_: number, i: number) => skip[i] === 1;
  return { source: source.filter(isSkip), target: target.filter(isSkip) };
}

/** Everything that paths go along, in an order that meets every node after its predecessors. */
export interface PathEdges {
  readonly source: Uint32Array;
  readonly target: Uint32Array;
  /** The row of the graph's edges; `identity` where it is none of them. */
  readonly row: Uint32Array;
}

export const identity = 0xffffffff;

/** Edges and identities, merged by source. O(edges + identities). */
export function pathEdges({ source, target, identities }: Graph): PathEdges {
  if (!identities) return { source, target, row: source.map((_, e) => e) };
  const length = source.length + identities.source.length;
  const all = {
    source: new Uint32Array(length),
    target: new Uint32Array(length),
    row: new Uint32Array(length),
  };
  for (let next = 0, e = 0, i = 0; next < length; next++) {
    const isOwn =
      i === identities.source.length || (e < source.length && source[e]! <= identities.source[i]!);
    const from = isOwn ? { source, target } : identities;
    const at = isOwn ? e++ : i++;
    all.source[next] = from.source[at]!;
    all.target[next] = from.target[at]!;
    all.row[next] = isOwn ? at : identity;
  }
  return all;
}

/** The graph with its identities as edges of weight 1 that stand for no weights, for what follows paths. */
export function pathGraph(graph: Graph): Graph {
  const { identities, ...rest } = graph;
  if (!identities) return graph;
  const { source, target, row } = pathEdges(graph);
  return {
    ...rest,
    source,
    target,
    weight: Float32Array.from(row, (e) => (e === identity ? 1 : graph.weight[e]!)),
    multiplicity: row.map((e) => (e === identity ? 0 : graph.multiplicity[e]!)),
    weightLayer: Uint8Array.from(row, (e) => (e === identity ? 0 : graph.weightLayer[e]!)),
  };
}
