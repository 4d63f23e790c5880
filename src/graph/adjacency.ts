/** Undirected neighbours of every node, in compressed rows; the form in which communities are found. */
import type { Graph } from "./graph.js";

/**
 * Row v, from offset[v] to offset[v + 1], lists the neighbours of v and the weights of the edges to
 * them. Every edge stands in two rows, except loops, which are kept apart.
 */
export interface Adjacency {
  readonly offset: Uint32Array;
  readonly neighbour: Uint32Array;
  readonly weight: Float64Array;
  /** Weight of the loop at each node: what lies within it where it stands for many. */
  readonly loop: Float64Array;
  /** Sum of the weights at each node, loops counted twice. */
  readonly strength: Float64Array;
  /** Sum of all strengths: twice the weight of all edges. */
  readonly total: number;
}

/** A graph without its isolated nodes. */
export interface Clusterable extends Adjacency {
  /** Nodes with at least one edge, ascending; row i belongs to nodes[i]. */
  readonly nodes: Uint32Array;
}

/** Edges from a to b of some weight; a loop where they are equal. */
interface Edges {
  readonly a: Uint32Array;
  readonly b: Uint32Array;
  readonly weight: ArrayLike<number>;
}

/** Of absolute weights; where all are zero they count as equal. */
export function clusterable({ nodes, source, target, weight }: Graph): Clusterable {
  const row = new Int32Array(nodes.id.length).fill(-1);
  for (const v of source) row[v] = 0;
  for (const v of target) row[v] = 0;
  const used = Uint32Array.from(row.keys()).filter((v) => row[v] === 0);
  used.forEach((v, i) => {
    row[v] = i;
  });
  const edges = {
    a: source.map((v) => row[v]!),
    b: target.map((v) => row[v]!),
    weight: weight.some((w) => w > 0) ? weight : weight.map(() => 1),
  };
  return { nodes: used, ...adjacency(used.length, edges) };
}

/** Communities of rows, spread over all of `count` nodes; those without edges get 0, which does not matter. */
export function ofAllNodes({ nodes }: Clusterable, own: Uint32Array, count: number): Uint32Array {
  const all = new Uint32Array(count);
  nodes.forEach((v, i) => {
    all[v] = own[i]!;
  });
  return all;
}

/** Rows of `count` nodes. O(nodes + edges). */
function adjacency(count: number, { a, b, weight }: Edges): Adjacency {
  const offset = new Uint32Array(count + 1);
  for (let e = 0; e < a.length; e++) {
    if (a[e] === b[e]) continue;
    offset[a[e]! + 1]!++;
    offset[b[e]! + 1]!++;
  }
  for (let v = 0; v < count; v++) offset[v + 1]! += offset[v]!;
  const next = offset.slice(0, count);
  const neighbour = new Uint32Array(offset[count]!);
  const weights = new Float64Array(offset[count]!);
  const loop = new Float64Array(count);
  const strength = new Float64Array(count);
  for (let e = 0; e < a.length; e++) {
    const from = a[e]!;
    const to = b[e]!;
    const w = weight[e]!;
    strength[from]! += w;
    strength[to]! += w;
    if (from === to) {
      loop[from]! += w;
      continue;
    }
    let place = next[from]!++;
    neighbour[place] = to;
    weights[place] = w;
    place = next[to]!++;
    neighbour[place] = from;
    weights[place] = w;
  }
  const total = strength.reduce((sum, s) => sum + s, 0);
  return { offset, neighbour, weight: weights, loop, strength, total };
}

/**
 * The graph of communities: one node each, edges between two summed, those within one as its loop.
 * @param community of each node, numbered from 0 without gaps. O(nodes + edges).
 */
export function aggregated(graph: Adjacency, community: Uint32Array): Adjacency {
  const count = community.reduce((most, c) => Math.max(most, c + 1), 0);
  const { members, begin } = membersOf(community, count);
  // Edges between two are met twice, those within one and its loop once more at most.
  const most = graph.neighbour.length / 2 + count;
  const a = new Uint32Array(most);
  const b = new Uint32Array(most);
  const weight = new Float64Array(most);
  let edges = 0;
  const sum = new Float64Array(count);
  const met = new Uint32Array(count);
  const isMet = new Uint8Array(count);
  for (let c = 0; c < count; c++) {
    let groups = 0;
    for (let i = begin[c]!; i < begin[c + 1]!; i++) {
      const v = members[i]!;
      if (graph.loop[v]! > 0) {
        if (isMet[c] === 0) met[groups++] = c;
        isMet[c] = 1;
        sum[c]! += 2 * graph.loop[v]!;
      }
      const end = graph.offset[v + 1]!;
      for (let p = graph.offset[v]!; p < end; p++) {
        const d = community[graph.neighbour[p]!]!;
        if (isMet[d] === 0) met[groups++] = d;
        isMet[d] = 1;
        sum[d]! += graph.weight[p]!;
      }
    }
    // Seen from both ends: edges between two communities are taken once, from the lower one, and
    // those within a community count half.
    for (let i = 0; i < groups; i++) {
      const d = met[i]!;
      if (d >= c) {
        a[edges] = c;
        b[edges] = d;
        weight[edges++] = d === c ? sum[d]! / 2 : sum[d]!;
      }
      sum[d] = isMet[d] = 0;
    }
  }
  return adjacency(count, {
    a: a.subarray(0, edges),
    b: b.subarray(0, edges),
    weight: weight.subarray(0, edges),
  });
}

/** Nodes by community: those of c stand from begin[c] to begin[c + 1]. */
function membersOf(community: Uint32Array, count: number) {
  const begin = new Uint32Array(count + 1);
  for (const c of community) begin[c + 1]!++;
  for (let c = 0; c < count; c++) begin[c + 1]! += begin[c]!;
  const next = begin.slice(0, count);
  const members = new Uint32Array(community.length);
  community.forEach((c, v) => {
    members[next[c]!++] = v;
  });
  return { members, begin };
}
