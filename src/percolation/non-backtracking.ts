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
 * (Ihara-Bass), so power iteration needs 2V numbers and O(E) a step. A layered graph is bipartite
 * (even and odd layers), so its spectrum is symmetric and the growth alternates: two steps are one
 * round. A forest has only the eigenvalue 0.
 */
import type { Graph } from "../graph/graph.js";

const rounds = 2000;
const tolerance = 1e-11;

/** Spectral radius; 0 for a forest, NaN if power iteration has not converged. */
export function nonBacktrackingRadius(graph: Graph): number {
  const degree = coreDegrees(graph);
  const start = degree.reduce((sum, d) => sum + d, 0);
  if (start === 0) return 0;
  let state: State = {
    inward: degree.map((d) => d / start),
    outward: degree.map((d) => d / start),
  };
  let last = Number.NaN;
  let calm = 0;
  for (let round = 0; round < rounds && calm < 5; round++) {
    state = step(graph, degree, step(graph, degree, state));
    const growth = state.inward.reduce((sum, x) => sum + x, 0);
    calm = Math.abs(growth - last) <= tolerance * growth ? calm + 1 : 0;
    last = growth;
    for (const values of [state.inward, state.outward])
      for (let v = 0; v < values.length; v++) values[v]! /= growth;
  }
  return calm < 5 ? Number.NaN : Math.sqrt(last);
}

interface State {
  readonly inward: Float64Array;
  readonly outward: Float64Array;
}

function step({ source, target }: Graph, degree: Float64Array, { inward, outward }: State): State {
  const next = outward.map((x, v) => (degree[v]! > 0 ? -x : 0));
  for (let e = 0; e < source.length; e++) {
    const u = source[e]!;
    const v = target[e]!;
    if (degree[u] === 0 || degree[v] === 0) continue;
    next[u]! += inward[v]!;
    next[v]! += inward[u]!;
  }
  return { inward: next, outward: inward.map((x, v) => (degree[v]! - 1) * x) };
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
