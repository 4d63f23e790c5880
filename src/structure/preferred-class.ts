/**
 * The class that a unit prefers. An output unit is a class; a unit prefers the one to which most of its
 * downstream weight leads, where paths weigh the product of their absolute weights:
 *
 *   a(v, t) = sum over edges v -> u of |w| a(u, t),   a(t, t) = 1
 *
 * Of each unit only the outputs are kept to which it leads, as a row, which is summed from the rows of those
 * that it is joined to. So the work is the sum over edges of the length of a row: edges times outputs where
 * everything leads everywhere, far less where outputs are many. Rows that would take too much room are made
 * for some of the outputs at a time, a pass over the edges each. Rows that nobody reads, as of units to which inputs
 * alone lead, are not kept.
 */
import { type Graph, Role } from "../graph/graph.js";
import { pathGraph } from "../graph/identities.js";
import { Random } from "../random.js";

export const noClass = -1;

/** Additions at most, and edges passed, a few seconds; where there would be more, outputs are drawn. */
export const mostWork = 1e9;
/** As many outputs are always used: each costs one pass over the edges at most. */
export const leastOutputs = 100;
/** Values in the rows that are held at a time, of 12 bytes each. */
const mostValues = 1 << 24;

export interface Preferred {
  /** By node, the place of its output among those used; noClass without one, and for inputs. */
  readonly classes: Int32Array;
  /** Outputs used; fewer than there are where they were drawn. */
  readonly outputs: number;
  readonly drawn: boolean;
}

const ownLimits = { work: mostWork, values: mostValues, outputs: leastOutputs };
/** Others than its own, for tests. */
export type Limits = Partial<typeof ownLimits>;

/** Identities of a graph of layers weigh 1. */
export function preferredClasses(given: Graph, limits: Limits = {}): Preferred {
  const graph = pathGraph(given);
  const { work, values, outputs: least } = { ...ownLimits, ...limits };
  const first = firstEdge(graph);
  const edges = Math.max(1, graph.source.length - first);
  const isRead = readRows(graph, first);
  const all = outputsOf(graph);
  const affordable = Math.max(least, Math.floor(work / edges));
  const cost = bounds(graph, first, isRead, all);
  const sweeps = Math.ceil(all.length / stepFor(graph, cost.values, all.length, values));
  const drawn = affordable < all.length && (cost.work > work || sweeps * edges > work);
  const used = drawn ? sample(all, affordable) : all;
  const needed = drawn ? bounds(graph, first, isRead, used).values : cost.values;
  const step = stepFor(graph, needed, used.length, values);
  const best = new Float64Array(graph.nodes.id.length);
  const classes = new Int32Array(graph.nodes.id.length).fill(noClass);
  for (let begin = 0; begin < used.length; begin += step) {
    new Rows(graph, first, isRead, used.subarray(begin, begin + step), (v, place, value) => {
      // The first of equal ones.
      if (value < best[v]! || (value === best[v] && begin + place >= classes[v]!)) return;
      best[v] = value;
      classes[v] = begin + place;
    });
  }
  return { classes, outputs: used.length, drawn };
}

/** Outputs whose rows are made at a time; each time costs a pass over the edges, however short rows are. */
function stepFor({ nodes }: Graph, needed: number, outputs: number, most: number): number {
  return Math.max(1, needed <= most ? outputs : Math.floor(most / nodes.id.length));
}

/** 1 for units whose rows others are summed from: of all else nothing is kept but the class. */
function readRows({ nodes, target }: Graph, first: number): Uint8Array {
  const isRead = new Uint8Array(nodes.id.length);
  for (let e = first; e < target.length; e++) isRead[target[e]!] = 1;
  return isRead;
}

function outputsOf({ nodes }: Graph): Uint32Array {
  const outputs = new Uint32Array(nodes.role.length);
  let count = 0;
  for (let v = 0; v < outputs.length; v++) if (nodes.role[v] === Role.output) outputs[count++] = v;
  return outputs.slice(0, count);
}

/** In their order. */
function sample(outputs: Uint32Array, count: number): Uint32Array {
  const order = new Random(0, "class alignment, outputs").permutation(outputs.length);
  return order
    .slice(0, count)
    .sort()
    .map((place) => outputs[place]!);
}

/** Nothing leads to inputs of the first layer, and nobody asks what they prefer: edges begin above them. */
function firstEdge({ nodes, source }: Graph): number {
  const isAbove = (v: number) => nodes.layer[v] !== 0 || nodes.role[v] !== Role.input;
  let first = 0;
  while (first < source.length && !isAbove(source[first]!)) first++;
  return first;
}

/** What rows of these outputs cost at most: additions, and values in all of them. */
function bounds(
  graph: Graph,
  first: number,
  isRead: Uint8Array,
  outputs: Uint32Array,
): { work: number; values: number } {
  const { source, target } = graph;
  const length = new Uint32Array(graph.nodes.id.length);
  for (const v of outputs) length[v] = 1;
  let [work, values] = [0, outputs.length];
  for (let end = source.length; end > first; ) {
    const v = source[end - 1]!;
    let sum = length[v]!;
    for (; end > first && source[end - 1] === v; end--) {
      work += length[target[end - 1]!]!;
      sum += length[target[end - 1]!]!;
    }
    length[v] = Math.min(sum, outputs.length);
    if (isRead[v] === 1) values += length[v]!;
  }
  return { work, values };
}

/** Of each unit the outputs, by their place, to which it leads, and a(v, t), which are told as they are found. */
class Rows {
  readonly #begin: Uint32Array;
  readonly #end: Uint32Array;
  readonly #place: Uint32Array;
  readonly #value: Float64Array;
  /** Of the unit at hand by output, and those that are not zero. */
  readonly #sum: Float64Array;
  readonly #met: Uint32Array;
  #next = 0;

  constructor(
    private readonly graph: Graph,
    first: number,
    private readonly isRead: Uint8Array,
    outputs: Uint32Array,
    private readonly visit: (v: number, place: number, value: number) => void,
  ) {
    const { values } = bounds(graph, first, isRead, outputs);
    this.#begin = new Uint32Array(graph.nodes.id.length);
    this.#end = new Uint32Array(graph.nodes.id.length);
    this.#place = new Uint32Array(values);
    this.#value = new Float64Array(values);
    this.#sum = new Float64Array(outputs.length);
    this.#met = new Uint32Array(outputs.length);
    outputs.forEach((v, place) => {
      this.#sum[place] = 1;
      this.#met[0] = place;
      this.#keep(v, 1, true);
    });
    // Edges are sorted: those of a unit stand together, and those of all that it leads to behind them.
    for (let end = graph.source.length, begin = end; end > first; end = begin) {
      const v = graph.source[end - 1]!;
      while (begin > first && graph.source[begin - 1] === v) begin--;
      this.#keep(v, this.#add(begin, end, this.#recall(v)), this.isRead[v] === 1);
    }
  }

  /** The row of an output that leads on begins with itself. */
  #recall(v: number): number {
    if (this.#begin[v] === this.#end[v]) return 0;
    const place = this.#place[this.#begin[v]!]!;
    this.#sum[place] = 1;
    this.#met[0] = place;
    return 1;
  }

  /** Adds the rows above these edges, the last edge first. @returns outputs met. */
  #add(begin: number, end: number, count: number): number {
    const { target, weight } = this.graph;
    const [sum, met, place, value] = [this.#sum, this.#met, this.#place, this.#value];
    let known = count;
    for (let e = end - 1; e >= begin; e--) {
      const w = weight[e]!;
      const u = target[e]!;
      const last = this.#end[u]!;
      for (let i = this.#begin[u]!; i < last; i++) {
        const more = w * value[i]!;
        if (more === 0) continue;
        const t = place[i]!;
        if (sum[t] === 0) met[known++] = t;
        sum[t]! += more;
      }
    }
    return known;
  }

  /** @param isRead by others; the row of an output is told twice where it leads on, and grows. */
  #keep(v: number, count: number, isRead: boolean): void {
    if (isRead) this.#begin[v] = this.#next;
    for (let i = 0; i < count; i++) {
      const place = this.#met[i]!;
      const value = this.#sum[place]!;
      this.#sum[place] = 0;
      this.visit(v, place, value);
      if (!isRead) continue;
      this.#place[this.#next] = place;
      this.#value[this.#next++] = value;
    }
    if (isRead) this.#end[v] = this.#next;
  }
}
