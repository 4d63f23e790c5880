/**
 * The refinement of Leiden: the nodes of each community, each a part of its own at first, are looked at in
 * random order, and one that is still alone joins a part with a probability that grows with the gain. Only
 * nodes and parts that are well connected within their community S take part:
 *
 *   w(D, S - D) >= s_D (s_S - s_D) / 2m        s the strengths, D a node or a part
 *   P(v joins D) ~ exp(gain / randomness)      for gains of at least 0, staying alone included
 *
 * with gain = w(v, D) - s_v s_D / 2m in units of the mean weight of an edge. O(V + E).
 */
import type { Adjacency } from "../graph/adjacency.js";
import { exp } from "../math.js";
import type { Random } from "../random.js";
import { leastGain } from "./local-moving.js";

/** That of the paper, and of igraph. */
const randomness = 0.01;

/**
 * @param community of each node, numbered from 0 without gaps. @param unit of gains.
 * @returns the part of each node, numbered likewise; each is connected and lies in one community. Where
 * chance or rounding joins nobody these are the connected components of the communities.
 */
export function refined(
  graph: Adjacency,
  community: Uint32Array,
  unit: number,
  random: Random,
): Uint32Array {
  const parts = new Parts(graph, community, unit);
  let joined = false;
  for (const v of random.permutation(community.length)) {
    if (!parts.mayMove(v)) continue;
    const to = parts.choose(v, random);
    if (to === v) continue;
    parts.join(v, to);
    joined = true;
  }
  return withoutGaps(joined ? parts.part : components(graph, community));
}

/** Each is named by the node that it began with. */
class Parts {
  readonly part: Uint32Array;
  readonly #size: Uint32Array;
  readonly #strength: Float64Array;
  /** w(D, S - D). */
  readonly #outside: Float64Array;
  readonly #ofCommunity: Float64Array;
  /** w(v, D) of the node at hand, and the parts that it is joined to. */
  readonly #to: Float64Array;
  readonly #met: Uint32Array;
  readonly #chances: Float64Array;
  #count = 0;
  readonly #least: number;

  constructor(
    private readonly graph: Adjacency,
    private readonly community: Uint32Array,
    private readonly unit: number,
  ) {
    const { offset, neighbour, weight, strength } = graph;
    this.part = community.map((_, v) => v);
    this.#size = new Uint32Array(community.length).fill(1);
    this.#strength = strength.slice();
    this.#outside = new Float64Array(community.length);
    this.#ofCommunity = new Float64Array(community.length);
    this.#to = new Float64Array(community.length);
    this.#met = new Uint32Array(community.length);
    this.#chances = new Float64Array(community.length);
    this.#least = leastGain(graph);
    for (let v = 0; v < community.length; v++) {
      this.#ofCommunity[community[v]!]! += strength[v]!;
      for (let p = offset[v]!; p < offset[v + 1]!; p++)
        if (community[neighbour[p]!] === community[v]) this.#outside[v]! += weight[p]!;
    }
  }

  /** Alone still, and well connected. */
  mayMove(v: number): boolean {
    return this.part[v] === v && this.#size[v] === 1 && this.#isWellConnected(v);
  }

  #isWellConnected(part: number): boolean {
    const strength = this.#strength[part]!;
    const others = this.#ofCommunity[this.community[part]!]! - strength;
    return this.#outside[part]! + this.#least >= (strength * others) / this.graph.total;
  }

  /** A part to join, its own to stay. */
  choose(v: number, random: Random): number {
    const count = this.#meet(v);
    const [met, chances] = [this.#met, this.#chances];
    let most = 0; // of staying
    for (let i = 0; i < count; i++) {
      chances[i] = this.#gain(v, met[i]!);
      most = Math.max(most, chances[i]!);
    }
    let sum = exp(-most / randomness);
    for (let i = 0; i < count; i++) {
      chances[i] = chances[i]! < 0 ? 0 : exp((chances[i]! - most) / randomness);
      sum += chances[i]!;
    }
    let left = random.uniform() * sum;
    for (let i = 0; i < count; i++) {
      left -= chances[i]!;
      if (left < 0) return met[i]!;
    }
    return v;
  }

  /** Weighs the other parts that v is joined to. @returns their number. */
  #meet(v: number): number {
    const { offset, neighbour, weight } = this.graph;
    const [to, met] = [this.#to, this.#met];
    for (let i = 0; i < this.#count; i++) to[met[i]!] = 0;
    this.#count = 0;
    for (let p = offset[v]!; p < offset[v + 1]!; p++) {
      const u = neighbour[p]!;
      if (this.community[u] !== this.community[v] || weight[p] === 0) continue;
      const part = this.part[u]!;
      if (to[part] === 0) met[this.#count++] = part;
      to[part]! += weight[p]!;
    }
    return this.#count;
  }

  /** In units; negative where a part is not to be joined. */
  #gain(v: number, part: number): number {
    if (!this.#isWellConnected(part)) return -1;
    const expected = (this.graph.strength[v]! * this.#strength[part]!) / this.graph.total;
    return (this.#to[part]! - expected) / this.unit;
  }

  /** After `choose`, which has weighed w(v, to). */
  join(v: number, to: number): void {
    this.#outside[to]! += this.#outside[v]! - 2 * this.#to[to]!;
    this.#strength[to]! += this.#strength[v]!;
    this.#size[to]!++;
    this.#size[v] = 0;
    this.part[v] = to;
  }
}

/** The smallest node of each node's connected component within its community. */
function components({ offset, neighbour }: Adjacency, community: Uint32Array): Uint32Array {
  const root = new Uint32Array(community.length).fill(community.length);
  for (let start = 0; start < root.length; start++) {
    if (root[start] !== root.length) continue;
    root[start] = start;
    const open = [start];
    for (let v = open.pop(); v !== undefined; v = open.pop())
      for (let p = offset[v]!; p < offset[v + 1]!; p++) {
        const u = neighbour[p]!;
        if (root[u] !== root.length || community[u] !== community[v]) continue;
        root[u] = start;
        open.push(u);
      }
  }
  return root;
}

/** Labels below their number as numbers from 0, in the order of their first members. */
function withoutGaps(labels: Uint32Array): Uint32Array {
  const number = new Int32Array(labels.length).fill(-1);
  let count = 0;
  return labels.map((label) => {
    if (number[label]! < 0) number[label] = count++;
    return number[label]!;
  });
}
