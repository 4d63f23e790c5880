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
  const { offset, neighbour, weight, strength, total } = graph;
  const count = offset.length - 1;
  const communities = new Communities(strength, community);
  // w(v, C) of the node at hand and S_C side by side: both are looked up for every neighbour.
  const { toAndInside } = communities;
  const met = new Uint32Array(longestRow(offset));
  const least = leastGain(graph);
  // A ring: a node waits in it at most once.
  const queue = random.permutation(count);
  const waits = new Uint8Array(count).fill(1);
  let anyMoved = false;
  for (let head = 0, waiting = count; waiting > 0; waiting--) {
    const v = queue[head]!;
    head = head + 1 === count ? 0 : head + 1;
    waits[v] = 0;
    const own = community[v]!;
    const end = offset[v + 1]!;
    let candidates = 0;
    for (let p = offset[v]!; p < end; p++) {
      const c = community[neighbour[p]!]!;
      const to = toAndInside[2 * c]!;
      if (to === 0) met[candidates++] = c;
      toAndInside[2 * c] = to + weight[p]!;
    }
    const pull = strength[v]! / total;
    toAndInside[2 * own + 1]! -= strength[v]!;
    let best = own;
    let most = toAndInside[2 * own]! - pull * toAndInside[2 * own + 1]! + least;
    for (let i = 0; i < candidates; i++) {
      const c = met[i]!;
      const gain = toAndInside[2 * c]! - pull * toAndInside[2 * c + 1]!;
      if (gain > most) {
        best = c;
        most = gain;
      }
      toAndInside[2 * c] = 0;
    }
    if (parting === "may part" && most < 0) best = communities.anEmptyOne();
    toAndInside[2 * best + 1]! += strength[v]!;
    if (best === own) continue;
    anyMoved = true;
    communities.move(v, own, best);
    for (let p = offset[v]!; p < end; p++) {
      const u = neighbour[p]!;
      if (waits[u] === 1 || community[u] === best) continue;
      waits[u] = 1;
      const tail = head + waiting - 1;
      queue[tail < count ? tail : tail - count] = u;
      waiting++;
    }
  }
  return anyMoved;
}

function longestRow(offset: Uint32Array): number {
  return offset.reduce((most, end, v) => Math.max(most, end - (offset[v - 1] ?? 0)), 0);
}

/** Strengths and sizes of communities, of which there are as many as nodes, some of them empty. */
class Communities {
  readonly toAndInside: Float64Array;
  readonly #size: Uint32Array;
  readonly #empty: number[] = [];

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
    });
  }

  /** Where some community has two members there is one without any. */
  anEmptyOne(): number {
    while (this.#size[this.#empty.at(-1)!]! > 0) this.#empty.pop();
    return this.#empty.at(-1)!;
  }

  move(v: number, from: number, to: number): void {
    this.community[v] = to;
    this.#size[to]!++;
    if (--this.#size[from]! === 0) this.#empty.push(from);
  }
}
