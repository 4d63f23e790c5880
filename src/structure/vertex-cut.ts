/**
 * The fewest hidden units whose removal leaves no path from an input to an output: by Menger's theorem
 * the most paths that share no hidden unit. NaN where an edge leads from an input to an output directly,
 * as no removal helps there. Identities of a graph of layers are edges too: a skip is cut at its units.
 *
 * Maximum flow with unit capacities at hidden units (Dinic, Soviet Math. Dokl. 11, 1277, 1970): each is
 * split into an arriving and a leaving half. O(E sqrt(V)) for unit capacities (Even & Tarjan, SIAM J.
 * Comput. 4, 507, 1975).
 */
import { type Graph, Role } from "../graph/graph.js";
import { pathGraph } from "../graph/identities.js";

export function smallestVertexCut(given: Graph): number {
  const graph = pathGraph(given);
  const { nodes, source, target } = graph;
  for (let e = 0; e < source.length; e++)
    if (nodes.role[source[e]!] === Role.input && nodes.role[target[e]!] === Role.output)
      return Number.NaN;
  const flow = new Flow(graph);
  let total = 0;
  for (let found = flow.augment(); found > 0; found = flow.augment()) total += found;
  return total;
}

const unlimited = 0x3fffffff;

/** Arcs in pairs: arc i and its reverse i ^ 1. Half nodes 2v (arriving) and 2v + 1 (leaving). */
class Flow {
  #head: Uint32Array;
  readonly #room: Int32Array;
  /** Arcs by node: those of node v are order[begin[v] … begin[v + 1]]. */
  readonly #begin: Uint32Array;
  readonly #order: Uint32Array;
  readonly #start: number;
  readonly #end: number;
  readonly #nodes: number;

  constructor({ nodes, source, target }: Graph) {
    const count = nodes.id.length;
    this.#start = 2 * count;
    this.#end = 2 * count + 1;
    this.#nodes = 2 * count + 2;
    const most = 2 * (2 * count + source.length);
    this.#head = new Uint32Array(most);
    this.#room = new Int32Array(most);
    this.#begin = new Uint32Array(this.#nodes + 1);
    let arcs = 0;
    const add = (from: number, to: number, room: number) => {
      this.#room[arcs] = room;
      this.#head[arcs++] = to;
      this.#head[arcs++] = from;
      this.#begin[from + 1]!++;
      this.#begin[to + 1]!++;
    };
    nodes.role.forEach((role, v) => {
      add(2 * v, 2 * v + 1, role === Role.hidden ? 1 : unlimited);
      if (role === Role.input) add(this.#start, 2 * v, unlimited);
      if (role === Role.output) add(2 * v + 1, this.#end, unlimited);
    });
    for (let e = 0; e < source.length; e++) add(2 * source[e]! + 1, 2 * target[e]!, unlimited);
    this.#head = this.#head.subarray(0, arcs);
    for (let v = 0; v < this.#nodes; v++) this.#begin[v + 1]! += this.#begin[v]!;
    const next = this.#begin.slice();
    this.#order = new Uint32Array(arcs);
    for (let arc = 0; arc < this.#head.length; arc++)
      this.#order[next[this.#head[arc ^ 1]!]!++] = arc;
  }

  /** One phase: a blocking flow among the shortest ways. Returns how much flows more. */
  augment(): number {
    const level = this.#levels();
    if (level[this.#end] === 0) return 0;
    const next = this.#begin.slice();
    let total = 0;
    while (this.#push(level, next)) total++;
    return total;
  }

  /** 1 + steps from the start; 0 where it does not lead. */
  #levels(): Uint32Array {
    const level = new Uint32Array(this.#nodes);
    const queue = new Uint32Array(this.#nodes);
    level[this.#start] = 1;
    queue[0] = this.#start;
    for (let read = 0, write = 1; read < write; read++) {
      const v = queue[read]!;
      for (let i = this.#begin[v]!; i < this.#begin[v + 1]!; i++) {
        const arc = this.#order[i]!;
        const to = this.#head[arc]!;
        if (this.#room[arc]! <= 0 || level[to] !== 0) continue;
        level[to] = level[v]! + 1;
        queue[write++] = to;
      }
    }
    return level;
  }

  /** Sends one unit along a shortest way, depth first; arcs that lead nowhere are passed for good. */
  #push(level: Uint32Array, next: Uint32Array): boolean {
    const way: number[] = [];
    let v = this.#start;
    while (v !== this.#end) {
      let arc = -1;
      for (; next[v]! < this.#begin[v + 1]!; next[v]!++) {
        const candidate = this.#order[next[v]!]!;
        if (this.#room[candidate]! > 0 && level[this.#head[candidate]!] === level[v]! + 1) {
          arc = candidate;
          break;
        }
      }
      if (arc >= 0) {
        way.push(arc);
        v = this.#head[arc]!;
        continue;
      }
      const last = way.pop();
      if (last === undefined) return false;
      v = this.#head[last ^ 1]!;
      next[v]!++;
    }
    for (const arc of way) {
      this.#room[arc]!--;
      this.#room[arc ^ 1]!++;
    }
    return true;
  }
}
