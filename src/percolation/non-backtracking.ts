/**
 * Largest eigenvalue of the non-backtracking operator, whose inverse predicts the share of edges at
 * which random percolation sets in (Karrer, Newman & Zdeborova, Phys. Rev. Lett. 113, 208702, 2014):
 * exact on trees and locally tree-like graphs, a lower bound of the threshold otherwise.
 *
 * The operator acts on the 2E directed edges: B[u->v, w->u] = 1 unless w = v. For messages x with
 * node sums in(v) = sum of x[u->v] and out(v) = sum of x[v->u], one application of B gives
 *
 *   in'(v)  = sum of in(u) over neighbours u of v, minus out(v)
 *   out'(v) = (degree(v) - 1) in(v)
 *
 * (Ihara-Bass), so power iteration needs a few numbers a node and O(E) a step. A layered graph is bipartite
 * (even and odd layers), so its spectrum is symmetric and the growth alternates: two steps are one
 * round. A forest has only the eigenvalue 0.
 *
 * How many rounds it takes is the graph's business: a dozen where edges are random, thousands on a lattice. Of a
 * large graph `mostVisits` allow fewer; where they are not enough, the radius is not known.
 */
import type { Graph } from "../graph/graph.js";
import { type Core, messagesAlong, outside } from "./messages.js";

const mostRounds = 2000;
const tolerance = 1e-11;

/** Edges visited at most, half a minute or so: graphs of up to 5,000,000 edges have all rounds. */
export const mostVisits = 2e10;

export interface Radius {
  /** Spectral radius; 0 for a forest, NaN if power iteration has not converged. */
  readonly value: number;
  /** Rounds made, where more would have been made of a smaller graph. */
  readonly rounds?: number;
}

/** @param most edges to visit at most. */
export function nonBacktrackingRadius(graph: Graph, most = mostVisits): Radius {
  const core = coreOf(graph);
  if (core.degree.length === 0) return { value: 0 };
  const messages = messagesAlong(graph, core);
  if (!messages) return { value: Number.NaN, rounds: 0 };
  const rounds = Math.min(mostRounds, Math.floor(most / (2 * graph.source.length)));
  let last = Number.NaN;
  let calm = 0;
  for (let round = 0; round < rounds && calm < 5; round++) {
    const growth = messages.round();
    calm = Math.abs(growth - last) <= tolerance * growth ? calm + 1 : 0;
    last = growth;
  }
  messages.end();
  if (calm === 5) return { value: Math.sqrt(last) };
  return { value: Number.NaN, ...(rounds < mostRounds ? { rounds } : {}) };
}

/**
 * The 2-core, which carries the whole spectrum: nodes of degree 1 are removed until none is left, and only their
 * edges would send what is not zero. O(V + E).
 */
function coreOf(graph: Graph): Core {
  const all = coreDegrees(graph);
  const place = new Uint32Array(all.length).fill(outside);
  let nodes = 0;
  for (let v = 0; v < all.length; v++) if (all[v]! > 0) place[v] = nodes++;
  const degree = new Float64Array(nodes);
  for (let v = 0; v < all.length; v++) if (all[v]! > 0) degree[place[v]!] = all[v]!;
  return { place, degree };
}

/**
 * Degrees within the 2-core. A node's remaining neighbours are kept as their exclusive or, which is the last one
 * itself when only one remains.
 */
function coreDegrees({ source, target, nodes }: Graph): Float64Array {
  const degree = new Float64Array(nodes.id.length);
  const neighbours = new Uint32Array(nodes.id.length);
  for (let e = 0; e < source.length; e++) {
    degree[source[e]!]!++;
    degree[target[e]!]!++;
    neighbours[source[e]!]! ^= target[e]!;
    neighbours[target[e]!]! ^= source[e]!;
  }
  for (let first = 0; first < degree.length; first++) {
    for (let v = first; degree[v] === 1; ) {
      const u = neighbours[v]!;
      degree[v] = 0;
      degree[u]!--;
      neighbours[u]! ^= v;
      v = u;
    }
  }
  return degree;
}
