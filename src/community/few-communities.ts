/**
 * The weight from each node to each community, w(v, C), once communities are few: it is kept as nodes move, so
 * that looking at a node costs as many steps as there are communities, not neighbours. On a dense graph most
 * looks come when two or ten communities are left and end with the node where it is.
 *
 * Sums that are kept are rounded otherwise than sums over the neighbours in their order. So a table tells where
 * a node goes only where that is clear beyond all rounding; whoever looks sums anew where it is not, and the
 * communities found are the same bit by bit.
 */
import type { Adjacency } from "../graph/adjacency.js";

/** Neighbours of a node in the mean, for each community, from which on a table is worth its upkeep. */
const worthwhile = 4;
/** The table is summed anew when it has been changed in so many places for each that it was summed from. */
const mostChanges = 16;

/** Answer where it is not clear. */
export const unclear = -1;

/** Communities that are few for a graph. */
export function fewOf({ offset, neighbour }: Adjacency): number {
  return Math.floor(neighbour.length / (offset.length - 1) / worthwhile);
}

export class FewCommunities {
  readonly #graph: Adjacency;
  readonly #community: Uint32Array;
  readonly #toAndInside: Float64Array;
  readonly #least: number;
  /** Of each node a row. */
  readonly #to: Float64Array;
  readonly #columns: number;
  readonly #columnOf: Uint32Array;
  /** Communities that are not empty, and their columns. */
  readonly #names: Uint32Array;
  readonly #places: Uint32Array;
  #count: number;
  #changes = 0;
  /** What rounding can make of a gain, as a share of the node's strength. */
  readonly #rounding: number;

  /**
   * @param community of each node. @param toAndInside at odd places the strength of each community; looked at
   * again with each question. @param least gain that counts.
   */
  constructor(
    graph: Adjacency,
    community: Uint32Array,
    toAndInside: Float64Array,
    least: number,
    names: Uint32Array,
  ) {
    this.#graph = graph;
    this.#community = community;
    this.#toAndInside = toAndInside;
    this.#least = least;
    this.#names = names;
    this.#count = names.length;
    this.#columns = names.length;
    this.#places = names.map((_, k) => k);
    this.#columnOf = new Uint32Array(community.length);
    names.forEach((c, k) => {
      this.#columnOf[c] = k;
    });
    this.#to = new Float64Array(community.length * names.length);
    // A change or a step of a sum rounds by 2^-53 of no more than the strength; two gains are compared, and
    // each is off twice: in the table and in the sum over the neighbours.
    this.#rounding = (mostChanges + 2) * Math.max(1, graph.neighbour.length) * 2 ** -50;
    this.#sum();
  }

  #sum(): void {
    this.#to.fill(0);
    for (let v = 0; v < this.#community.length; v++) this.#sumRow(v);
    this.#changes = 0;
  }

  #sumRow(v: number): void {
    const { offset, neighbour, weight } = this.#graph;
    const [to, columnOf, community] = [this.#to, this.#columnOf, this.#community];
    const row = v * this.#columns;
    const end = offset[v + 1]!;
    for (let p = offset[v]!; p < end; p++)
      to[row + columnOf[community[neighbour[p]!]!]!]! += weight[p]!;
  }

  /**
   * Where a node goes, whose strength counts in no community; its own, if it stays.
   * @param pull its strength as a share of all.
   */
  bestOf(v: number, own: number, pull: number): number {
    const [to, inside, names, places] = [this.#to, this.#toAndInside, this.#names, this.#places];
    const row = v * this.#columns;
    const count = this.#count;
    const stays = to[row + this.#columnOf[own]!]! - pull * inside[2 * own + 1]! + this.#least;
    let best = own;
    let most = Number.NEGATIVE_INFINITY;
    let next = Number.NEGATIVE_INFINITY;
    for (let k = 0; k < count; k++) {
      const c = names[k]!;
      const gain = to[row + places[k]!]! - pull * inside[2 * c + 1]!;
      if (gain <= next || c === own) continue;
      if (gain > most) {
        next = most;
        most = gain;
        best = c;
      } else next = gain;
    }
    const rounding = this.#rounding * this.#graph.strength[v]!;
    if (most < stays - rounding) return own;
    // A community that no neighbour is in is none to go to, though its table may not be quite 0.
    const isMet = to[row + this.#columnOf[best]!]! > rounding;
    return isMet && most > stays + rounding && most > next + rounding ? best : unclear;
  }

  /** @param isEmpty whether nobody is left where the node was. */
  move(v: number, from: number, best: number, isEmpty: boolean): void {
    const { offset, neighbour, weight } = this.#graph;
    if (isEmpty) this.#leaveOut(from);
    const end = offset[v + 1]!;
    this.#changes += end - offset[v]!;
    if (this.#changes > mostChanges * neighbour.length) {
      this.#sum();
      return;
    }
    const [to, columns] = [this.#to, this.#columns];
    const [left, joined] = [this.#columnOf[from]!, this.#columnOf[best]!];
    for (let p = offset[v]!; p < end; p++) {
      const row = neighbour[p]! * columns;
      const w = weight[p]!;
      to[row + left]! -= w;
      to[row + joined]! += w;
    }
  }

  #leaveOut(name: number): void {
    const k = this.#names.indexOf(name);
    const last = --this.#count;
    this.#names[k] = this.#names[last]!;
    this.#places[k] = this.#places[last]!;
  }
}
