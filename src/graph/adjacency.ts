/** Undirected neighbours of every node, in compressed rows; the form in which communities are found. */
import type { Graph } from "./graph.js";

/**
 * Row v, from offset[v] to offset[v + 1], lists the neighbours of v and the weights of the edges to
 * them. Every edge stands in two rows, except loops, which are kept apart.
 */
export interface Adjacency {
  readonly offset: Uint32Array;
  readonly neighbour: Uint32Array;
  /** As short as they are in the graph where edges are many, which has the same sums. */
  readonly weight: Float64Array | Float32Array;
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

/** From so many edges on the room that weights take counts. */
const many = 1 << 22;

/** Of absolute weights; where all are zero they count as equal. O(nodes + edges). */
export function clusterable(graph: Graph): Clusterable {
  const { source, target } = graph;
  const { nodes, row } = usedNodes(graph);
  const weight = graph.weight.some((w) => w > 0) ? graph.weight : graph.weight.map(() => 1);
  const offset = new Uint32Array(nodes.length + 1);
  for (let e = 0; e < source.length; e++) {
    if (source[e] === target[e]) continue;
    offset[row[source[e]!]! + 1]!++;
    offset[row[target[e]!]! + 1]!++;
  }
  for (let v = 0; v < nodes.length; v++) offset[v + 1]! += offset[v]!;
  const next = offset.slice(0, nodes.length);
  const neighbour = new Uint32Array(offset[nodes.length]!);
  const weights =
    source.length < many ? new Float64Array(neighbour.length) : new Float32Array(neighbour.length);
  const loop = new Float64Array(nodes.length);
  const strength = new Float64Array(nodes.length);
  for (let e = 0; e < source.length; e++) {
    const from = row[source[e]!]!;
    const to = row[target[e]!]!;
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
  return { nodes, offset, neighbour, weight: weights, loop, strength, total };
}

/** Nodes with edges, and the row of each. */
function usedNodes({ nodes, source, target }: Graph) {
  const row = new Int32Array(nodes.id.length).fill(-1);
  for (let e = 0; e < source.length; e++) row[source[e]!] = row[target[e]!] = 0;
  const used = Uint32Array.from(row.keys()).filter((v) => row[v] === 0);
  used.forEach((v, i) => {
    row[v] = i;
  });
  return { nodes: used, row };
}

/** Communities of rows, spread over all of `count` nodes; those without edges get 0, which does not matter. */
export function ofAllNodes({ nodes }: Clusterable, own: Uint32Array, count: number): Uint32Array {
  const all = new Uint32Array(count);
  nodes.forEach((v, i) => {
    all[v] = own[i]!;
  });
  return all;
}

/**
 * The graph of communities: one node each, edges between two summed, those within one as its loop.
 * @param community of each node, numbered from 0 without gaps. O(nodes + edges).
 */
export function aggregated(graph: Adjacency, community: Uint32Array): Adjacency {
  const count = community.reduce((most, c) => Math.max(most, c + 1), 0);
  const { members, begin } = membersOf(community, count);
  const offset = new Uint32Array(count + 1);
  // As many as there may be; what is not used takes no room of a large array.
  const neighbour = new Uint32Array(graph.neighbour.length);
  const weight = new Float64Array(graph.neighbour.length);
  const loop = new Float64Array(count);
  const strength = new Float64Array(count);
  const lower = new Uint32Array(count);
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
    for (let i = 0; i < groups; i++) if (met[i]! < c) lower[c]!++;
    // Seen from both ends: edges between two communities are summed once, from the lower one, and
    // those within a community count half. A row has lower ones first, which are written when all are known.
    let at = offset[c]! + lower[c]!;
    for (let i = 0; i < groups; i++) {
      const d = met[i]!;
      if (d >= c) {
        const w = d === c ? sum[d]! / 2 : sum[d]!;
        strength[c]! += w;
        strength[d]! += w;
        if (d === c) loop[c] = w;
        else {
          neighbour[at] = d;
          weight[at++] = w;
        }
      }
      sum[d] = isMet[d] = 0;
    }
    offset[c + 1] = at;
  }
  const next = offset.slice(0, count);
  for (let c = 0; c < count; c++)
    for (let p = offset[c]! + lower[c]!; p < offset[c + 1]!; p++) {
      const place = next[neighbour[p]!]!++;
      neighbour[place] = c;
      weight[place] = weight[p]!;
    }
  return {
    offset,
    neighbour: neighbour.subarray(0, offset[count]!),
    weight: weight.subarray(0, offset[count]!),
    loop,
    strength,
    total: strength.reduce((all, s) => all + s, 0),
  };
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
