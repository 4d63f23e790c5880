/**
 * Communities by the Louvain method (Blondel et al., J. Stat. Mech. P10008, 2008), maximising the
 * weighted, undirected modularity; graphology's implementation on a graphology graph.
 */
import { createRequire } from "node:module";
import { UndirectedGraph } from "graphology";
import type { Random } from "../random.js";
import type { Graph } from "./graph.js";

// The packages are CommonJS with ES declarations: their default export is the module itself.
const require = createRequire(import.meta.url);
type Louvain = typeof import("graphology-communities-louvain")["default"];

/** A graph without its isolated nodes, for graphology. */
export interface Clusterable {
  readonly graph: UndirectedGraph;
  /** Nodes with at least one edge, ascending. */
  readonly nodes: Uint32Array;
}

/** Weights are divided by their mean: graphology compares gains with an absolute tolerance. */
export function clusterable({ nodes, source, target, weight }: Graph): Clusterable {
  const graph = new UndirectedGraph({ allowSelfLoops: false });
  const isUsed = new Uint8Array(nodes.id.length);
  for (let e = 0; e < source.length; e++) isUsed[source[e]!] = isUsed[target[e]!] = 1;
  const used = Uint32Array.from([...isUsed.keys()].filter((v) => isUsed[v] === 1));
  const names = Array.from(isUsed.keys(), String);
  for (const v of used) graph.addNode(names[v]);
  const mean = weight.reduce((sum, w) => sum + w, 0) / weight.length;
  for (let e = 0; e < source.length; e++) {
    const attributes = { weight: mean > 0 ? weight[e]! / mean : 1 };
    graph.addUndirectedEdgeWithKey(String(e), names[source[e]!], names[target[e]!], attributes);
  }
  return { graph, nodes: used };
}

/** Community of each of the nodes, numbered by decreasing size, ties by smallest node. */
export function louvainCommunities({ graph, nodes }: Clusterable, random: Random): Uint32Array {
  if (nodes.length === 0) return new Uint32Array();
  const louvain = require("graphology-communities-louvain") as Louvain;
  const found = louvain(graph, { getEdgeWeight: "weight", rng: () => random.uniform() });
  return numberBySize(Array.from(nodes, (v) => found[v]!));
}

/** Renumbers communities by decreasing size, ties by first member. */
export function numberBySize(labels: readonly number[]): Uint32Array {
  const size = new Map<number, number>();
  for (const label of labels) size.set(label, (size.get(label) ?? 0) + 1);
  // A map keeps the order of first members, and the sort is stable.
  const ranked = [...size].sort((x, y) => y[1] - x[1]);
  const rank = new Map(ranked.map(([label], i) => [label, i]));
  return Uint32Array.from(labels, (label) => rank.get(label)!);
}
