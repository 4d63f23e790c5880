/**
 * Fast local moving, the step that Louvain and Leiden share: nodes move, one at a time, to the
 * neighbouring community where modularity gains most. After the first pass only nodes with a neighbour
 * that moved are looked at again (Traag, Phys. Rev. E 92, 032801, 2015), so it costs a few sweeps over
 * the edges.
 *
 * The gain of node v, of strength s_v, in community C of total strength S_C, without v, 2m the sum of
 * all strengths, up to a factor that is the same for all C:
 *
 *   w(v, C) - s_v S_C / 2m
 */
import type { Adjacency } from "../graph/adjacency.js";
import type { Random } from "../random.js";
import { FewCommunities, fewOf, unclear } from "./few-communities.js";

/** Gains are compared to this share of the mean weight of an edge: less is rounding. */
const tolerance = 1e-9;

/** The least gain that counts. */
export function leastGain({ neighbour, total }: Adjacency): number {
  return (tolerance * total) / Math.max(1, neighbour.length);
}

/** Whether a node may also leave for a community of its own. */
export type Parting = "stays" | "may part";

/**
 * Moves nodes until nothing gains.
 * @param community of each node, numbers below that of the nodes; is changed.
 * @param random draws the order in which nodes are first looked at.
 * @returns whether any moved.
 */
export function moveNodes(
  graph: Adjacency,
  random: Random,
  community: Uint32Array,
  parting: Parting,
): boolean {
  const moving = new Moving(graph, random, community, parting);
  while (moving.waiting > 0) moving.look();
  return moving.anyMoved;
}

function longestRow(offset: Uint32Array): number {
  return offset.reduce((most, end, v) => Math.max(most, end - (offset[v - 1] ?? 0)), 0);
}

/**
 * Nodes that move one by one. A look at one is a function, not the body of a loop over all: the compiler makes
 * it once, where it would make that loop anew each time that it comes to its end.
 */
class Moving {
  anyMoved = false;
  /** How many nodes are to be looked at. */
  waiting: number;
  #head = 0;
  /** A ring: a node waits in it at most once. */
  readonly #queue: Uint32Array;
  readonly #waits: Uint8Array;
  readonly #communities: Communities;
  readonly #met: Uint32Array;
  readonly #least: number;
  /** Gain of a community of one's own. */
  readonly #alone: number;
  readonly #few: number;
  #table: FewCommunities | undefined;

  constructor(
    private readonly graph: Adjacency,
    random: Random,
    private readonly community: Uint32Array,
    parting: Parting,
  ) {
    this.waiting = graph.strength.length;
    this.#queue = random.permutation(this.waiting);
    this.#waits = new Uint8Array(this.waiting).fill(1);
    this.#communities = new Communities(graph.strength, community);
    this.#met = new Uint32Array(longestRow(graph.offset));
    this.#least = leastGain(graph);
    this.#alone = parting === "stays" ? Number.NEGATIVE_INFINITY : 0;
    // Where nodes may part there can be more communities again.
    this.#few = parting === "stays" ? fewOf(graph) : 0;
  }

  /** At the node that has waited longest. */
  look(): void {
    const { offset, neighbour, weight, strength, total } = this.graph;
    const { community } = this;
    const [queue, waits, communities, met] = [
      this.#queue,
      this.#waits,
      this.#communities,
      this.#met,
    ];
    // w(v, C) of the node at hand and S_C side by side: both are looked up for every neighbour.
    const { toAndInside } = communities;
    const count = queue.length;
    const v = queue[this.#head]!;
    const head = this.#head + 1 === count ? 0 : this.#head + 1;
    this.#head = head;
    waits[v] = 0;
    let waiting = this.waiting - 1;
    this.waiting = waiting;
    const own = community[v]!;
    const end = offset[v + 1]!;
    const pull = strength[v]! / total;
    toAndInside[2 * own + 1]! -= strength[v]!;
    let best = this.#table ? this.#table.bestOf(v, own, pull) : unclear;
    if (best === unclear) {
      let candidates = 0;
      for (let p = offset[v]!; p < end; p++) {
        const c = community[neighbour[p]!]!;
        const to = toAndInside[2 * c]!;
        if (to === 0) met[candidates++] = c;
        toAndInside[2 * c] = to + weight[p]!;
      }
      best = own;
      let most = toAndInside[2 * own]! - pull * toAndInside[2 * own + 1]! + this.#least;
      for (let i = 0; i < candidates; i++) {
        const c = met[i]!;
        const gain = toAndInside[2 * c]! - pull * toAndInside[2 * c + 1]!;
        if (gain > most) {
          best = c;
          most = gain;
        }
        toAndInside[2 * c] = 0;
      }
      if (most < this.#alone) best = communities.anEmptyOne();
    }
    toAndInside[2 * best + 1]! += strength[v]!;
    if (best === own) return;
    this.anyMoved = true;
    this.#move(v, own, best);
    for (let p = offset[v]!; p < end; p++) {
      const u = neighbour[p]!;
      if (waits[u] === 1 || community[u] === best) continue;
      waits[u] = 1;
      const tail = head + waiting++;
      queue[tail < count ? tail : tail - count] = u;
    }
    this.waiting = waiting;
  }

  #move(v: number, own: number, best: number): void {
    const communities = this.#communities;
    const isEmpty = communities.move(v, own, best);
    if (this.#table) this.#table.move(v, own, best, isEmpty);
    else if (isEmpty && communities.filled <= this.#few)
      this.#table = new FewCommunities(
        this.graph,
        this.community,
        communities.toAndInside,
        this.#least,
        communities.names(),
      );
  }
}

/** Strengths and sizes of communities, of which there are as many as nodes, some of them empty. */
class Communities {
  readonly toAndInside: Float64Array;
  readonly #size: Uint32Array;
  readonly #empty: number[] = [];
  /** How many have members. */
  filled = 0;

  constructor(
    strength: Float64Array,
    private readonly community: Uint32Array,
  ) {
    this.toAndInside = new Float64Array(2 * strength.length);
    this.#size = new Uint32Array(strength.length);
    for (let v = 0; v < strength.length; v++) {
      this.toAndInside[2 * community[v]! + 1]! += strength[v]!;
      this.#size[community[v]!]!++;
    }
    this.#size.forEach((size, c) => {
      if (size === 0) this.#empty.push(c);
      else this.filled++;
    });
  }

  /** Of those that have members. */
  names(): Uint32Array {
    return this.#size.map((_, c) => c).filter((c) => this.#size[c]! > 0);
  }

  /** Where some community has two members there is one without any. */
  anEmptyOne(): number {
    while (this.#size[this.#empty.at(-1)!]! > 0) this.#empty.pop();
    return this.#empty.at(-1)!;
  }

  /** @returns whether nobody is left where it was. */
  move(v: number, from: number, to: number): boolean {
    this.community[v] = to;
    if (this.#size[to]!++ === 0) this.filled++;
    if (--this.#size[from]! > 0) return false;
    this.#empty.push(from);
    this.filled--;
    return true;
  }
}
