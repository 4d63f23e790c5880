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
  const rows = new Rows(graph, community);
  for (let c = 0; c < rows.count; c++) rows.write(c, rows.gather(c));
  for (let c = 0; c < rows.count; c++) rows.mirror(c);
  return rows.adjacency();
}

/**
 * Rows of communities, one after the other: a function a row is compiled once, a loop over all of them whenever it
 * comes to its end.
 */
class Rows {
  readonly count: number;
  readonly #members: Uint32Array;
  readonly #begin: Uint32Array;
  readonly #offset: Uint32Array;
  // As many as there may be; what is not used takes no room of a large array.
  readonly #neighbour: Uint32Array;
  readonly #weight: Float64Array;
  readonly #loop: Float64Array;
  readonly #strength: Float64Array;
  /** How many of a row's neighbours are lower than itself. */
  readonly #lower: Uint32Array;
  readonly #sum: Float64Array;
  readonly #met: Uint32Array;
  readonly #isMet: Uint8Array;
  /** Where lower neighbours go. */
  readonly #next: Uint32Array;

  constructor(
    private readonly graph: Adjacency,
    private readonly community: Uint32Array,
  ) {
    const count = community.reduce((most, c) => Math.max(most, c + 1), 0);
    const { members, begin } = membersOf(community, count);
    this.count = count;
    this.#members = members;
    this.#begin = begin;
    this.#offset = new Uint32Array(count + 1);
    this.#neighbour = new Uint32Array(graph.neighbour.length);
    this.#weight = new Float64Array(graph.neighbour.length);
    this.#loop = new Float64Array(count);
    this.#strength = new Float64Array(count);
    this.#lower = new Uint32Array(count);
    this.#sum = new Float64Array(count);
    this.#met = new Uint32Array(count);
    this.#isMet = new Uint8Array(count);
    this.#next = new Uint32Array(count);
  }

  /** Sums the edges of a community's members by the communities that they lead to. @returns how many these are. */
  gather(c: number): number {
    const { community } = this;
    const { offset, neighbour, weight, loop } = this.graph;
    const [members, sum, met, isMet] = [this.#members, this.#sum, this.#met, this.#isMet];
    let groups = 0;
    const last = this.#begin[c + 1]!;
    for (let i = this.#begin[c]!; i < last; i++) {
      const v = members[i]!;
      if (loop[v]! > 0) {
        if (isMet[c] === 0) met[groups++] = c;
        isMet[c] = 1;
        sum[c]! += 2 * loop[v]!;
      }
      const end = offset[v + 1]!;
      for (let p = offset[v]!; p < end; p++) {
        const d = community[neighbour[p]!]!;
        if (isMet[d] === 0) met[groups++] = d;
        isMet[d] = 1;
        sum[d]! += weight[p]!;
      }
    }
    return groups;
  }

  /**
   * Seen from both ends: edges between two communities are summed once, from the lower one, and those within a
   * community count half. A row has lower ones first, which are written when all are known.
   */
  write(c: number, groups: number): void {
    const [offset, neighbour, weight] = [this.#offset, this.#neighbour, this.#weight];
    const [strength, sum, met, isMet] = [this.#strength, this.#sum, this.#met, this.#isMet];
    let lower = 0;
    for (let i = 0; i < groups; i++) if (met[i]! < c) lower++;
    let at = offset[c]! + lower;
    for (let i = 0; i < groups; i++) {
      const d = met[i]!;
      if (d >= c) {
        const w = d === c ? sum[d]! / 2 : sum[d]!;
        strength[c]! += w;
        strength[d]! += w;
        if (d === c) this.#loop[c] = w;
        else {
          neighbour[at] = d;
          weight[at++] = w;
        }
      }
      sum[d] = isMet[d] = 0;
    }
    this.#lower[c] = lower;
    this.#next[c] = offset[c]!;
    offset[c + 1] = at;
  }

  /** Writes what leads from a community to higher ones into their rows. */
  mirror(c: number): void {
    const [neighbour, weight, next] = [this.#neighbour, this.#weight, this.#next];
    const end = this.#offset[c + 1]!;
    for (let p = this.#offset[c]! + this.#lower[c]!; p < end; p++) {
      const place = next[neighbour[p]!]!++;
      neighbour[place] = c;
      weight[place] = weight[p]!;
    }
  }

  adjacency(): Adjacency {
    const used = this.#offset[this.count]!;
    return {
      offset: this.#offset,
      neighbour: this.#neighbour.subarray(0, used),
      weight: this.#weight.subarray(0, used),
      loop: this.#loop,
      strength: this.#strength,
      total: this.#strength.reduce((all, s) => all + s, 0),
    };
  }
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
