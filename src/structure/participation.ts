/**
 * Participation of units in communities (Guimera & Amaral, Nature 433, 895, 2005):
 *
 *   P(v) = 1 - sum over communities c of (s_vc / s_v)^2
 *
 * s_vc being the absolute weight between v and members of c: 0 where all of a unit's weight leads to one
 * community, 1 - 1 / n where it is spread evenly over n. NaN for units without weight. O(V + E).
 */
import type { Graph } from "../graph/graph.js";
import { leavingEdges } from "../graph/leaving-edges.js";

/** @param community of each node; nodes without edges do not matter. */
export function participation(graph: Graph, community: Uint32Array): Float64Array {
  const count = community.reduce((most, c) => Math.max(most, c + 1), 0);
  const neighbours = new Neighbours(graph);
  // By community, of the unit at hand, and the communities that it is joined to.
  const share = new Float64Array(count);
  const isMet = new Uint8Array(count);
  const met = new Uint32Array(count);
  return Float64Array.from(graph.nodes.id, (_, v) => {
    const { node, weight } = neighbours;
    const length = neighbours.read(v);
    let [total, groups] = [0, 0];
    for (let i = 0; i < length; i++) {
      const c = community[node[i]!]!;
      if (isMet[c] === 0) met[groups++] = c;
      isMet[c] = 1;
      share[c]! += weight[i]!;
      total += weight[i]!;
    }
    let squares = 0;
    for (let i = 0; i < groups; i++) {
      const c = met[i]!;
      squares += (share[c]! / total) * (share[c]! / total);
      share[c] = isMet[c] = 0;
    }
    return total > 0 ? 1 - squares : Number.NaN;
  });
}

/** The nodes to which one is joined, and how, in the order of the edges, a loop twice. */
class Neighbours {
  /** Of the node that was read last. */
  readonly node: Uint32Array;
  readonly weight: Float32Array;
  /** Edges that arrive at v, but loops, stand from begin[v] to begin[v + 1]: where they come from, and weights. */
  readonly #begin: Uint32Array;
  readonly #from: Uint32Array;
  readonly #weight: Float32Array;
  readonly #leaving;

  constructor(private readonly graph: Graph) {
    const { nodes, source, target, weight } = graph;
    this.#leaving = leavingEdges(graph);
    this.#begin = new Uint32Array(nodes.id.length + 1);
    const begin = this.#begin;
    for (let e = 0; e < source.length; e++) if (source[e] !== target[e]) begin[target[e]! + 1]!++;
    for (let v = 0; v + 1 < begin.length; v++) begin[v + 1]! += begin[v]!;
    this.#from = new Uint32Array(begin.at(-1)!);
    this.#weight = new Float32Array(begin.at(-1)!);
    const [from, own] = [this.#from, this.#weight];
    const next = begin.slice();
    for (let e = 0; e < source.length; e++) {
      const v = target[e]!;
      if (source[e] === v) continue;
      const at = next[v]!++;
      from[at] = source[e]!;
      own[at] = weight[e]!;
    }
    const longest = this.#longest();
    this.node = new Uint32Array(longest);
    this.weight = new Float32Array(longest);
  }

  #longest(): number {
    const { begin, end } = this.#leaving;
    let longest = 0;
    for (let v = 0; v < end.length; v++) {
      const arriving = this.#begin[v + 1]! - this.#begin[v]!;
      longest = Math.max(longest, arriving + 2 * (end[v]! - begin[v]!));
    }
    return longest;
  }

  /** @returns how many there are. */
  read(v: number): number {
    const { target, weight } = this.graph;
    const [from, own] = [this.#from, this.#weight];
    let count = 0;
    const add = (node: number, w: number) => {
      this.node[count] = node;
      this.weight[count++] = w;
    };
    // Edges are sorted by layer and node where they begin: so are those that arrive, around those that leave.
    const last = this.#begin[v + 1]!;
    let i = this.#begin[v]!;
    for (; i < last && this.#precedes(from[i]!, v); i++) add(from[i]!, own[i]!);
    const end = this.#leaving.end[v]!;
    for (let e = this.#leaving.begin[v]!; e < end; e++) {
      add(target[e]!, weight[e]!);
      if (target[e] === v) add(v, weight[e]!);
    }
    for (; i < last; i++) add(from[i]!, own[i]!);
    return count;
  }

  #precedes(u: number, v: number): boolean {
    const { layer } = this.graph.nodes;
    return layer[u]! < layer[v]! || (layer[u] === layer[v] && u < v);
  }
}
