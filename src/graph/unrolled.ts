/**
 * The weights of a network unrolled to positions: which nodes of the graph `units` (value-nodes.ts) the products of
 * weights and values join.
 *
 * An edge is a pair of nodes with any product. Its multiplicity is the number of these, its weight the L2 norm of
 * their weights: a weight counts once for every product that it is in. Zeros of padding are no values.
 */
import { UserError } from "../error.js";
import { groupsOf, taps } from "../geometry.js";
import { grouped, groupedFurther } from "../grouped.js";
import { mostEdges } from "../limits.js";
import { layerOffsets, type Network } from "../network.js";
import type { Graph } from "./graph.js";
import { counts, type Relation } from "./relation.js";
import type { WeightNodes } from "./value-nodes.js";
import { Windows } from "./windows.js";

type Edges = Pick<Graph, "source" | "target" | "weight" | "multiplicity" | "weightLayer">;

/**
 * Edges by source, then target. O(products + nodes).
 * @param layers what each weight layer joins. @param nodes how many there are.
 * @throws UserError for more edges than can be held.
 */
export function unrolled(network: Network, layers: readonly WeightNodes[], nodes: number): Edges {
  const { source, target } = network;
  const offsets = layerOffsets(network);
  const found = new Found();
  const sums = new Sums(nodes);
  layers.forEach((own, l) => {
    const kernels = new Kernels(network, own, sums);
    for (let first = offsets[l]!, next = first; first < offsets[l + 1]!; first = next) {
      while (
        next < offsets[l + 1]! &&
        source[next] === source[first] &&
        target[next] === target[first]
      )
        next++;
      kernels.unroll(first, next, (to) => sums.take((from) => found.add(from, to, l, sums)));
    }
  });
  return found.inOrder(nodes);
}

/** Products of the dense layer, each counted for every pair of nodes that it joins. */
export function denseProducts({ layer, reads, leads }: WeightNodes): number {
  const groups = groupsOf(layer);
  const windows = new Windows(layer);
  const sources = summed(counts(reads), groups, windows.read);
  const targets = summed(counts(leads), groups, windows.given);
  let products = 0;
  for (let tap = 0; tap < taps(layer); tap++)
    for (let position = 0; position < windows.given; position++) {
      const place = windows.placeOf(tap, position);
      if (place < 0) continue;
      for (let g = 0; g < groups; g++)
        products += sources[g * windows.read + place]! * targets[g * windows.given + position]!;
    }
  return products;
}

/** Pairs of nodes that the dense layer joins; more where it reads nodes as parts of several channels. */
export function denseEdges({ layer, reads, leads }: WeightNodes): number {
  const groups = groupsOf(layer);
  const windows = new Windows(layer);
  const sources = summed(counts(reads), groups, windows.read);
  const met = new Uint32Array(windows.read);
  let [pairs, turn] = [0, 0];
  for (let t = 0; t < layer.targets; t++) {
    const own = sources.subarray(Math.floor((t * groups) / layer.targets) * windows.read);
    const { node, begin, position } = arrivals(leads, t, windows.given);
    for (let i = 0; i < node.length; i++) {
      turn++;
      for (let tap = 0; tap < taps(layer); tap++)
        for (let p = begin[i]!; p < begin[i + 1]!; p++) {
          const place = windows.placeOf(tap, position[p]!);
          if (place < 0 || met[place] === turn) continue;
          met[place] = turn;
          pairs += own[place]!;
        }
    }
  }
  return pairs;
}

/** The values of a group's channels at each position added up: group by group. */
function summed(values: Uint32Array, groups: number, positions: number): Float64Array {
  const sums = new Float64Array(groups * positions);
  const each = values.length / groups;
  for (let v = 0; v < values.length; v++)
    sums[Math.floor(v / each) * positions + (v % positions)]! += values[v]!;
  return sums;
}

/** The nodes that values of one channel become, and of each the positions of these. */
interface Arrivals {
  readonly node: Uint32Array;
  /** Positions of node i stand from begin[i] to begin[i + 1]. */
  readonly begin: Uint32Array;
  readonly position: Uint32Array;
}

function arrivals({ begin, node }: Relation, channel: number, positions: number): Arrivals {
  const pairs: number[] = [];
  for (let position = 0; position < positions; position++) {
    const value = channel * positions + position;
    for (let i = begin[value]!; i < begin[value + 1]!; i++)
      pairs.push(node[i]! * positions + position);
  }
  const sorted = Float64Array.from(pairs).sort();
  const own = Uint32Array.from(sorted, (pair) => Math.floor(pair / positions));
  const starts = [...own.keys()].filter((i) => i === 0 || own[i] !== own[i - 1]);
  return {
    node: Uint32Array.from(starts, (i) => own[i]!),
    begin: Uint32Array.from([...starts, own.length]),
    position: Uint32Array.from(sorted, (pair) => pair % positions),
  };
}

/** What arrives at one node: by the node that it comes from, squares of weights and their number. */
class Sums {
  readonly squares: Float64Array;
  readonly counts: Uint32Array;
  readonly #met: Uint32Array;
  #count = 0;

  constructor(nodes: number) {
    this.squares = new Float64Array(nodes);
    this.counts = new Uint32Array(nodes);
    this.#met = new Uint32Array(nodes);
  }

  add(from: number, square: number): void {
    if (this.counts[from] === 0) this.#met[this.#count++] = from;
    this.squares[from]! += square;
    this.counts[from]!++;
  }

  /** Tells of each node that was met, and forgets it. */
  take(visit: (from: number) => void): void {
    for (let i = 0; i < this.#count; i++) {
      const from = this.#met[i]!;
      visit(from);
      this.squares[from] = this.counts[from] = 0;
    }
    this.#count = 0;
  }
}

/** The kernels of one weight layer; a fully connected one has kernels of one tap. */
class Kernels {
  readonly #windows: Windows;
  readonly #arrivals: Arrivals[] = [];

  constructor(
    private readonly network: Network,
    private readonly own: WeightNodes,
    private readonly sums: Sums,
  ) {
    this.#windows = new Windows(own.layer);
  }

  /** Sums up what rows begin to end, one kernel's, bring to each node, and tells of the node. */
  unroll(begin: number, end: number, done: (to: number) => void): void {
    const { source, target, tap, weight } = this.network;
    const { reads, leads } = this.own;
    const windows = this.#windows;
    const first = source[begin]! * windows.read;
    const channel = target[begin]!;
    this.#arrivals[channel] ??= arrivals(leads, channel, windows.given);
    const to = this.#arrivals[channel];
    for (let i = 0; i < to.node.length; i++) {
      for (let e = begin; e < end; e++) {
        const square = weight[e]! * weight[e]!;
        for (let p = to.begin[i]!; p < to.begin[i + 1]!; p++) {
          const place = windows.placeOf(tap[e]!, to.position[p]!);
          if (place < 0) continue;
          const last = reads.begin[first + place + 1]!;
          for (let r = reads.begin[first + place]!; r < last; r++)
            this.sums.add(reads.node[r]!, square);
        }
      }
      done(to.node[i]!);
    }
  }
}

/** Edges as they are found. */
class Found {
  #source = new Uint32Array(1024);
  #target = new Uint32Array(1024);
  #squares = new Float64Array(1024);
  #counts = new Uint32Array(1024);
  #layer = new Uint8Array(1024);
  #length = 0;

  add(from: number, to: number, layer: number, { squares, counts: own }: Sums): void {
    const e = this.#length++;
    if (e === this.#source.length) this.#grow();
    this.#source[e] = from;
    this.#target[e] = to;
    this.#squares[e] = squares[from]!;
    this.#counts[e] = own[from]!;
    this.#layer[e] = layer;
  }

  #grow(): void {
    if (this.#length > mostEdges)
      throw new UserError(
        `expected a graph of at most ${mostEdges} edges, found more between values at their positions; measure the graph channels`,
      );
    const room = 2 * this.#source.length;
    this.#source = longer(this.#source, new Uint32Array(room));
    this.#target = longer(this.#target, new Uint32Array(room));
    this.#squares = longer(this.#squares, new Float64Array(room));
    this.#counts = longer(this.#counts, new Uint32Array(room));
    this.#layer = longer(this.#layer, new Uint8Array(room));
  }

  /** By source, then target. What several channels bring from a node to another is one edge. */
  inOrder(nodes: number): Edges {
    const all = this.#length;
    const source = this.#source.subarray(0, all);
    const order = groupedFurther(grouped(this.#target.subarray(0, all), nodes), source, nodes);
    const isNew = (i: number) =>
      i === 0 ||
      source[order[i]!] !== source[order[i - 1]!] ||
      this.#target[order[i]!] !== this.#target[order[i - 1]!];
    let edges = 0;
    for (let i = 0; i < all; i++) if (isNew(i)) edges++;
    const made = {
      source: new Uint32Array(edges),
      target: new Uint32Array(edges),
      weight: new Float32Array(edges),
      multiplicity: new Uint32Array(edges),
      weightLayer: new Uint8Array(edges),
    };
    for (let i = 0, e = 0; i < all; e++) {
      const first = order[i]!;
      let [squares, count] = [0, 0];
      do {
        squares += this.#squares[order[i]!]!;
        count += this.#counts[order[i]!]!;
        i++;
      } while (i < all && !isNew(i));
      made.source[e] = source[first]!;
      made.target[e] = this.#target[first]!;
      made.weight[e] = Math.sqrt(squares);
      made.multiplicity[e] = count;
      made.weightLayer[e] = this.#layer[first]!;
    }
    return made;
  }
}

function longer<T extends Uint8Array | Uint32Array | Float64Array>(short: T, long: T): T {
  long.set(short);
  return long;
}
