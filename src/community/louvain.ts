/**
 * Communities by the Louvain method (Blondel et al., J. Stat. Mech. P10008, 2008), maximising the
 * weighted, undirected modularity. Nodes move, one at a time, to the neighbouring community where
 * modularity gains most; when none gains any more, every community becomes a node and the same
 * begins anew. After the first pass only nodes with a neighbour that moved are looked at again
 * (Traag, Phys. Rev. E 92, 032801, 2015), so a pass costs a few sweeps over the edges.
 *
 * The gain of node v, of strength s_v, in community C of total strength S_C, without v, 2m the sum of
 * all strengths, up to a factor that is the same for all C:
 *
 *   w(v, C) - s_v S_C / 2m
 */
import { type Adjacency, aggregated } from "../graph/adjacency.js";
import type { Random } from "../random.js";

/** Gains are compared to this share of the mean weight of an edge: less is rounding. */
const tolerance = 1e-9;

/**
 * @param random draws the order in which nodes are first looked at.
 * @returns the community of each node, numbered by decreasing size, ties by smallest node.
 */
export function louvainCommunities(graph: Adjacency, random: Random): Uint32Array {
  const community = Uint32Array.from({ length: graph.offset.length - 1 }, (_, v) => v);
  for (let level = graph; ; ) {
    const moved = moveNodes(level, random);
    if (!moved) return numberBySize(community);
    const found = numberBySize(moved);
    for (let v = 0; v < community.length; v++) community[v] = found[community[v]!]!;
    level = aggregated(level, found);
  }
}

/** Communities after moving nodes from singletons until nothing gains; undefined if none moved. */
function moveNodes(graph: Adjacency, random: Random): Uint32Array | undefined {
  const { offset, neighbour, weight, strength, total } = graph;
  const count = offset.length - 1;
  const community = Uint32Array.from({ length: count }, (_, v) => v);
  const inside = Float64Array.from(strength); // S_C
  const toCommunity = new Float64Array(count); // w(v, C) of the node at hand
  const met = new Uint32Array(count);
  const least = (tolerance * total) / Math.max(1, neighbour.length);
  // A ring: a node waits in it at most once.
  const queue = random.shuffle(Uint32Array.from({ length: count }, (_, v) => v));
  const waits = new Uint8Array(count).fill(1);
  let anyMoved = false;
  for (let head = 0, waiting = count; waiting > 0; waiting--) {
    const v = queue[head]!;
    head = head + 1 === count ? 0 : head + 1;
    waits[v] = 0;
    const own = community[v]!;
    let communities = 0;
    for (let p = offset[v]!; p < offset[v + 1]!; p++) {
      const c = community[neighbour[p]!]!;
      if (toCommunity[c] === 0) met[communities++] = c;
      toCommunity[c]! += weight[p]!;
    }
    const pull = strength[v]! / total;
    inside[own]! -= strength[v]!;
    let best = own;
    let most = toCommunity[own]! - pull * inside[own]! + least;
    for (let i = 0; i < communities; i++) {
      const c = met[i]!;
      const gain = toCommunity[c]! - pull * inside[c]!;
      if (gain > most) {
        best = c;
        most = gain;
      }
      toCommunity[c] = 0;
    }
    inside[best]! += strength[v]!;
    if (best === own) continue;
    anyMoved = true;
    community[v] = best;
    for (let p = offset[v]!; p < offset[v + 1]!; p++) {
      const u = neighbour[p]!;
      if (waits[u] === 1 || community[u] === best) continue;
      waits[u] = 1;
      const tail = head + waiting - 1;
      queue[tail < count ? tail : tail - count] = u;
      waiting++;
    }
  }
  return anyMoved ? community : undefined;
}

/** Renumbers communities by decreasing size, ties by first member. */
export function numberBySize(labels: ArrayLike<number>): Uint32Array {
  const size = new Map<number, number>();
  for (let i = 0; i < labels.length; i++) size.set(labels[i]!, (size.get(labels[i]!) ?? 0) + 1);
  // A map keeps the order of first members, and the sort is stable.
  const ranked = [...size].sort((x, y) => y[1] - x[1]);
  const rank = new Map(ranked.map(([label], i) => [label, i]));
  return Uint32Array.from({ length: labels.length }, (_, i) => rank.get(labels[i]!)!);
}
