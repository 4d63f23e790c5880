/**
 * Communities by the Leiden method (Traag, Waltman & van Eck, Sci. Rep. 9, 5233, 2019), maximising the
 * weighted, undirected modularity as Louvain does, but so that every community is connected:
 *
 *   1  nodes move to where modularity gains most, or part from all others (local-moving.ts);
 *   2  each community found is refined: from singletons its nodes join one another (refine.ts);
 *   3  what was refined becomes a node, in the community that it was refined from, and all begins anew,
 *      until every community is one node.
 *
 * A node of step 3 stands for connected nodes, always, and so does a community at the end. The whole is
 * iterated from its own result as long as modularity gains by a thousandth, ten times at most.
 */
import { type Adjacency, aggregated } from "../graph/adjacency.js";
import type { Random } from "../random.js";
import { moveNodes } from "./local-moving.js";
import { numberBySize } from "./louvain.js";
import { refined } from "./refine.js";

const mostIterations = 10;
const worthwhile = 1e-3;

/**
 * @param random draws the orders in which nodes are looked at, and whom they join in a refinement.
 * @returns the community of each node, numbered by decreasing size, ties by smallest node.
 */
export function leidenCommunities(graph: Adjacency, random: Random): Uint32Array {
  let best: Uint32Array = Uint32Array.from({ length: graph.offset.length - 1 }, (_, v) => v);
  // Of the mean weight of an edge, by which the randomness of refinements is measured at all levels.
  const unit = graph.total / Math.max(1, graph.neighbour.length);
  let quality = Number.NEGATIVE_INFINITY;
  for (let iteration = 0; iteration < mostIterations; iteration++) {
    const found = iterate(graph, best, unit, random);
    const reached = modularityOf(graph, found);
    if (!(reached > quality)) break;
    const gained = reached - quality;
    [best, quality] = [found, reached];
    if (gained < worthwhile * Math.abs(reached)) break;
  }
  return numberBySize(best);
}

/** Once through all levels, from communities of the nodes to better ones. */
function iterate(graph: Adjacency, start: Uint32Array, unit: number, random: Random): Uint32Array {
  const member = Uint32Array.from({ length: start.length }, (_, v) => v);
  let community: Uint32Array = start.slice();
  for (let level = graph; ; ) {
    moveNodes(level, random, community, "may part");
    const parts = refined(level, numberBySize(community), unit, random);
    // As many as there are nodes: no two are in one community any more, or none of a community is joined
    // to another of it.
    const count = parts.reduce((most, c) => Math.max(most, c + 1), 0);
    if (count === community.length) return member;
    const above = new Uint32Array(count);
    for (let v = 0; v < parts.length; v++) above[parts[v]!] = community[v]!;
    for (let v = 0; v < member.length; v++) member[v] = parts[member[v]!]!;
    level = aggregated(level, parts);
    community = numberBySize(above);
  }
}

/** Newman's modularity: the share of weight within communities less the sum of squared strengths. */
function modularityOf(graph: Adjacency, community: Uint32Array): number {
  const { offset, neighbour, weight, loop, strength: own, total } = graph;
  const strength = new Float64Array(community.length);
  let inside = 0;
  for (let v = 0; v < community.length; v++) {
    strength[community[v]!]! += own[v]!;
    inside += 2 * loop[v]!;
    for (let p = offset[v]!; p < offset[v + 1]!; p++)
      if (community[neighbour[p]!] === community[v]) inside += weight[p]!;
  }
  return inside / total - strength.reduce((sum, s) => sum + (s / total) * (s / total), 0);
}
