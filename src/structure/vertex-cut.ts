/**
 * The fewest hidden units whose removal leaves no path from an input to an output: by Menger's theorem
 * the most paths that share no hidden unit. NaN where an edge leads from an input to an output directly,
 * as no removal helps there. Identities of a graph of layers are edges too: a skip is cut at its units.
 *
 * Maximum flow with unit capacities at hidden units (Dinic, Soviet Math. Dokl. 11, 1277, 1970): each is
 * split into an arriving and a leaving half. O(E sqrt(V)) for unit capacities (Even & Tarjan, SIAM J.
 * Comput. 4, 507, 1975).
 *
 * A hidden unit is on one path at most, so that the unit before it says all about the flow: what may be undone is
 * known without arcs of its own, and it takes room for each unit alone, none for the edges. Inputs are begins and
 * outputs ends of as many paths as there may be; no path needs to lead through one.
 */
import { type Graph, Role } from "../graph/graph.js";
import { pathGraph } from "../graph/identities.js";
import { type LeavingEdges, leavingEdges } from "../graph/leaving-edges.js";

export function smallestVertexCut(given: Graph): number {
  const graph = pathGraph(given);
  const { nodes, source, target } = graph;
  for (let e = 0; e < source.length; e++)
    if (nodes.role[source[e]!] === Role.input && nodes.role[target[e]!] === Role.output)
      return Number.NaN;
  const paths = new Paths(graph);
  let total = 0;
  for (let found = paths.augment(); found > 0; found = paths.augment()) total += found;
  return total;
}

const none = 0xffffffff;

/** Paths that share no hidden unit. Half 2v of a unit is where they arrive at it, 2v + 1 where they leave it. */
class Paths {
  readonly #role: Uint8Array;
  readonly #target: Uint32Array;
  readonly #leaving: LeavingEdges;
  /** The unit before a hidden one on its path; `none` where no path leads through it. */
  readonly #before: Uint32Array;
  /** Of halves, in a phase: 1 + steps from the inputs; 0 where none leads, or where nothing leads on. */
  readonly #level: Uint32Array;
  /** The edge of v to try next, in a phase. */
  readonly #next: Uint32Array;
  readonly #inputs: Uint32Array;

  constructor(graph: Graph) {
    const { nodes, target } = graph;
    const count = nodes.id.length;
    this.#role = nodes.role;
    this.#target = target;
    this.#leaving = leavingEdges(graph);
    this.#before = new Uint32Array(count).fill(none);
    this.#level = new Uint32Array(2 * count);
    this.#next = new Uint32Array(count);
    this.#inputs = Uint32Array.from(nodes.role.keys()).filter((v) => nodes.role[v] === Role.input);
  }

  /** One phase: as many of the shortest ways as fit beside each other. Returns how many more paths there are. */
  augment(): number {
    const last = this.#levels();
    if (last === 0) return 0;
    this.#next.set(this.#leaving.begin);
    let total = 0;
    for (const input of this.#inputs) while (this.#push(input, last)) total++;
    return total;
  }

  /** Gives halves their levels. @returns that of halves from which an output is one step; 0 without any. */
  #levels(): number {
    const [role, target, level] = [this.#role, this.#target, this.#level];
    const { begin, end: ends } = this.#leaving;
    level.fill(0);
    const queue = new Uint32Array(level.length);
    let write = 0;
    const meet = (half: number, at: number) => {
      if (level[half] !== 0) return;
      level[half] = at;
      queue[write++] = half;
    };
    for (const input of this.#inputs) meet(2 * input + 1, 1);
    for (let read = 0; read < write; read++) {
      const half = queue[read]!;
      const at = level[half]! + 1;
      const v = half >>> 1;
      if (half % 2 === 0) {
        meet(this.#beyond(v), at);
        continue;
      }
      const end = ends[v]!;
      for (let e = begin[v]!; e < end; e++) {
        const to = target[e]!;
        if (role[to] === Role.output) return at - 1;
        if (role[to] === Role.hidden && level[2 * to] === 0) meet(2 * to, at);
      }
      if (this.#before[v] !== none) meet(2 * v, at);
    }
    return 0;
  }

  /** From where paths arrive at v they go on in it; where one does already, only back, to take its place. */
  #beyond(v: number): number {
    const before = this.#before[v]!;
    return before === none ? 2 * v + 1 : 2 * before + 1;
  }

  /** Sends one path along a shortest way, depth first; halves from which nothing leads on are left for good. */
  #push(input: number, last: number): boolean {
    const level = this.#level;
    const way = [2 * input + 1];
    for (;;) {
      const half = way.at(-1)!;
      const to = half % 2 === 0 ? this.#beyond(half >>> 1) : this.#stepFrom(half >>> 1, last);
      if (to === none) break;
      if (level[to] === level[half]! + 1) {
        way.push(to);
        continue;
      }
      level[half] = 0;
      way.pop();
      if (way.length === 0) return false;
    }
    this.#take(way);
    return true;
  }

  /** The half to which an edge leads from v, or v's other half where its path is given up; `none`: an output. */
  #stepFrom(v: number, last: number): number {
    const [role, target, level] = [this.#role, this.#target, this.#level];
    const own = 2 * v + 1;
    const at = level[own]!;
    const end = this.#leaving.end[v]!;
    for (let e = this.#next[v]!; e < end; e++) {
      const to = target[e]!;
      if (at === last ? role[to] !== Role.output : level[2 * to] !== at + 1) continue;
      this.#next[v] = e;
      return at === last ? none : 2 * to;
    }
    this.#next[v] = end;
    return at !== last && this.#before[v] !== none ? 2 * v : own;
  }

  /** Each half is on one of a phase's ways at most, but for those where inputs are left. */
  #take(way: readonly number[]): void {
    for (let i = 1; i < way.length; i++) {
      const half = way[i]!;
      if (half % 2 === 1) continue;
      const from = way[i - 1]! >>> 1;
      const v = half >>> 1;
      this.#before[v] = from === v ? none : from;
      this.#level[half] = 0;
    }
  }
}
