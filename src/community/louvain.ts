/**
 * Communities by the Louvain method (Blondel et al., J. Stat. Mech. P10008, 2008), maximising the
 * weighted, undirected modularity. Nodes move, one at a time, to the neighbouring community where
 * modularity gains most; when none gains any more, every community becomes a node and the same
 * begins anew. How nodes move: local-moving.ts.
 */
import { type Adjacency, aggregated } from "../graph/adjacency.js";
import type { Random } from "../random.js";
import { moveNodes } from "./local-moving.js";

/**
 * @param random draws the order in which nodes are first looked at.
 * @returns the community of each node, numbered by decreasing size, ties by smallest node.
 */
export function louvainCommunities(graph: Adjacency, random: Random): Uint32Array {
  const community = Uint32Array.from({ length: graph.offset.length - 1 }, (_, v) => v);
  for (let level = graph; ; ) {
    const moved = Uint32Array.from({ length: level.offset.length - 1 }, (_, v) => v);
    if (!moveNodes(level, random, moved, "stays")) return numberBySize(community);
    const found = numberBySize(moved);
    for (let v = 0; v < community.length; v++) community[v] = found[community[v]!]!;
    level = aggregated(level, found);
  }
}

/** Renumbers communities, whole numbers of which none is large, by decreasing size, ties by first member. */
export function numberBySize(labels: ArrayLike<number>): Uint32Array {
  let most = 0;
  for (let i = 0; i < labels.length; i++) most = Math.max(most, labels[i]!);
  const size = new Uint32Array(most + 1);
  const first: number[] = [];
  for (let i = 0; i < labels.length; i++) if (size[labels[i]!]!++ === 0) first.push(labels[i]!);
  const rank = new Uint32Array(most + 1);
  // In the order of first members, which the sort keeps among equals.
  for (const [i, label] of first.sort((a, b) => size[b]! - size[a]!).entries()) rank[label] = i;
  return Uint32Array.from(labels, (label) => rank[label]!);
}
