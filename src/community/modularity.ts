/**
 * Modularity of a partition: the weight that falls within communities, minus what a null model that
 * keeps every node's strength would put there, as a share of all weight. O(V + E).
 *
 * Newman's (Phys. Rev. E 70, 056131, 2004; weighted, undirected), s the strengths, m the total weight:
 *
 *   Q = sum over communities c of [ W_c / m - (S_c / 2m)^2 ]
 *
 * with W_c the weight inside c and S_c the sum of its strengths. Its null model would also put edges
 * within a layer and across layers, where a feed-forward network has none.
 *
 * Barber's (Phys. Rev. E 76, 066102, 2007, for bipartite graphs), here summed over the weight layers l,
 * each a bipartite graph of its own with total weight m_l, s^out and s^in strengths within it:
 *
 *   Q = 1/m sum_l sum_ij [ A_ij - s_i^out s_j^in / m_l ] delta(c_i, c_j)
 *     = 1/m sum_l [ W_l - sum_c S_lc^out S_lc^in / m_l ]
 *
 * NaN for a graph without weight.
 */
import type { Graph } from "../graph/graph.js";

/** @param community of each node; nodes without edges do not matter. */
export function newmanModularity(graph: Graph, community: Uint32Array): number {
  const { source, target, weight } = graph;
  const strength = new Float64Array(communityCount(community));
  let inside = 0;
  let total = 0;
  for (let e = 0; e < source.length; e++) {
    const w = weight[e]!;
    const a = community[source[e]!]!;
    const b = community[target[e]!]!;
    total += w;
    strength[a]! += w;
    strength[b]! += w;
    if (a === b) inside += w;
  }
  const expected = strength.reduce((sum, s) => sum + s * s, 0) / (4 * total * total);
  return inside / total - expected;
}

/** @param community of each node; nodes without edges do not matter. */
export function barberModularity(graph: Graph, community: Uint32Array): number {
  const { source, target, weight, weightLayer } = graph;
  const count = communityCount(community);
  const layers = weightLayer.reduce((most, l) => Math.max(most, l), 0) + 1;
  const leaving = new Float64Array(layers * count);
  const arriving = new Float64Array(layers * count);
  const totals = new Float64Array(layers);
  let inside = 0;
  for (let e = 0; e < source.length; e++) {
    const l = weightLayer[e]!;
    const w = weight[e]!;
    const a = community[source[e]!]!;
    const b = community[target[e]!]!;
    totals[l]! += w;
    leaving[l * count + a]! += w;
    arriving[l * count + b]! += w;
    if (a === b) inside += w;
  }
  let expected = 0;
  totals.forEach((total, l) => {
    if (total === 0) return;
    let products = 0;
    for (let c = l * count; c < (l + 1) * count; c++) products += leaving[c]! * arriving[c]!;
    expected += products / total;
  });
  return (inside - expected) / totals.reduce((sum, m) => sum + m, 0);
}

function communityCount(community: Uint32Array): number {
  return community.reduce((most, c) => Math.max(most, c + 1), 0);
}
