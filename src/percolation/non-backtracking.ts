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

const mostRounds = 2000;
const tolerance = 1e-11;

/** Edges visited at most, two minutes or so: graphs of up to 5,000,000 edges have all rounds. */
export const mostVisits = 2e10;

export interface Radius {
  /** Spectral radius; 0 for a forest, NaN if power iteration has not converged. */
  readonly value: number;
  /** Rounds made, where more would have been made of a smaller graph. */
  readonly rounds?: number;
}

/** @param most edges to visit at most. */
export function nonBacktrackingRadius(graph: Graph, most = mostVisits): Radius {
  const degree = coreDegrees(graph);
  const start = degree.reduce((sum, d) => sum + d, 0);
  if (start === 0) return { value: 0 };
  const messages = new Messages(graph, degree, start);
  const rounds = Math.min(mostRounds, Math.floor(most / (2 * graph.source.length)));
  let last = Number.NaN;
  let calm = 0;
  for (let round = 0; round < rounds && calm < 5; round++) {
    const growth = messages.round();
    calm = Math.abs(growth - last) <= tolerance * growth ? calm + 1 : 0;
    last = growth;
  }
  if (calm === 5) return { value: Math.sqrt(last) };
  return { value: Number.NaN, ...(rounds < mostRounds ? { rounds } : {}) };
}

/** in(v) and out(v) of a step. */
class Messages {
  /**
   * in(v) of this step and of the next one side by side, which of the two is which alternates: an edge looks up
   * both of its target, anywhere in memory.
   */
  readonly #inward: Float64Array;
  readonly #outward: Float64Array;
  readonly #source: Uint32Array;
  readonly #target: Uint32Array;

  constructor(
    { source, target }: Graph,
    private readonly degree: Float64Array,
    start: number,
  ) {
    this.#source = source;
    this.#target = target;
    this.#inward = new Float64Array(2 * degree.length);
    this.#outward = degree.map((d) => d / start);
    for (let v = 0; v < degree.length; v++) this.#inward[2 * v] = degree[v]! / start;
  }

  /** Two steps. @returns by how much all in(v) have grown, which are one in all again. */
  round(): number {
    this.#step(0, 1);
    this.#step(1, 0);
    const [inward, outward] = [this.#inward, this.#outward];
    let growth = 0;
    for (let v = 0; v < outward.length; v++) growth += inward[2 * v]!;
    for (let v = 0; v < outward.length; v++) {
      inward[2 * v]! /= growth;
      outward[v]! /= growth;
    }
    return growth;
  }

  /** Nodes outside the core send zeros, and what they receive is dropped. */
  #step(now: 0 | 1, next: 0 | 1): void {
    const [inward, outward, degree] = [this.#inward, this.#outward, this.degree];
    for (let v = 0; v < degree.length; v++) inward[2 * v + next] = -outward[v]!;
    this.#alongEdges(now, next);
    for (let v = 0; v < degree.length; v++) {
      if (degree[v] === 0) inward[2 * v + next] = 0;
      outward[v] = (degree[v]! - 1) * inward[2 * v + now]!;
    }
  }

  /** Edges of a source stand together: its own two numbers are kept at hand. */
  #alongEdges(now: 0 | 1, next: 0 | 1): void {
    const [source, target, inward] = [this.#source, this.#target, this.#inward];
    for (let e = 0; e < source.length; ) {
      const u = source[e]!;
      const own = inward[2 * u + now]!;
      let sum = inward[2 * u + next]!;
      for (; e < source.length && source[e] === u; e++) {
        const v = 2 * target[e]!;
        sum += inward[v + now]!;
        if (v === 2 * u) sum += own;
        else inward[v + next]! += own;
      }
      inward[2 * u + next] = sum;
    }
  }
}

/**
 * Degrees within the 2-core, which carries the whole spectrum: nodes of degree 1 are removed until
 * none is left. A node's remaining neighbours are kept as their exclusive or, which is the last one
 * itself when only one remains. O(V + E).
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
