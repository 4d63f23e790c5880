/** Communities by the Louvain method of graphology-communities-louvain, for who compares with it. */
import { createRequire } from "node:module";
import type { Adjacency } from "../graph/adjacency.js";
import type { Random } from "../random.js";
import { numberBySize } from "./louvain.js";

/** @param random all that is random in it. @returns as louvainCommunities. */
export function graphologyCommunities(graph: Adjacency, random: Random): Uint32Array {
  const count = graph.offset.length - 1;
  if (count === 0) return new Uint32Array();
  const found = library()(inGraphology(graph), {
    getEdgeWeight: "weight",
    rng: () => random.uniform(),
  });
  return numberBySize(Array.from({ length: count }, (_, v) => found[String(v)]!));
}

/** Loaded by who asks for it: no other run should pay for it. */
const require = createRequire(import.meta.url);
const library = () =>
  require("graphology-communities-louvain") as typeof import("graphology-communities-louvain")["default"];

function inGraphology({ offset, neighbour, weight, loop }: Adjacency) {
  const { UndirectedGraph } = require("graphology") as typeof import("graphology");
  const graph = new UndirectedGraph();
  for (let v = 0; v + 1 < offset.length; v++) graph.addNode(v);
  const add = (v: number, u: number, more: number) =>
    graph.updateUndirectedEdge(v, u, (known) => ({ weight: Number(known["weight"] ?? 0) + more }));
  for (let v = 0; v + 1 < offset.length; v++) {
    if (loop[v]! > 0) add(v, v, loop[v]!);
    for (let p = offset[v]!; p < offset[v + 1]!; p++)
      if (v < neighbour[p]!) add(v, neighbour[p]!, weight[p]!);
  }
  return graph;
}
