/**
 * Bipartite graphs with given degrees, uniform over all of them: the curveball chain.
 *
 * A trade takes two units of one side at random. What both are joined to stays; what only one of them
 * is joined to is pooled, shuffled and dealt back, to each as many as it had. All degrees are kept, no
 * edge is doubled, and from any graph with these degrees every other can be reached. Each trade is as
 * likely as its reverse, so the stationary distribution is uniform (Strona et al., Nat. Commun. 5,
 * 4114, 2014; proof: Carstens, Phys. Rev. E 91, 042812, 2015).
 *
 * Mixing length: a trade redistributes two whole neighbourhoods, so few trades a unit are enough. We
 * make `tradesPerUnit` = 40 a unit of the trading side, so each takes part in 80. The test follows the
 * overlap with the start, where degrees are as unequal as in a pruned network: 0.63 after 1 trade a
 * unit, 0.29 after 5, 0.245 after 10, and level at 0.232 from 20 on. Small graphs are compared with
 * their full enumeration.
 *
 * The side with fewer units (with edges) trades: its neighbourhoods are larger. O(trades x degree).
 */
import type { Random } from "../random.js";

export const tradesPerUnit = 40;

export interface Pairs {
  readonly source: Uint32Array;
  readonly target: Uint32Array;
}

/** A random bipartite graph with the degrees of `pairs`, in no particular order of its edges. */
export function curveball(pairs: Pairs, random: Random, perUnit = tradesPerUnit): Pairs {
  const fromSources = unitsIn(pairs.source) <= unitsIn(pairs.target);
  const side = fromSources
    ? neighbourhoods(pairs.source, pairs.target)
    : neighbourhoods(pairs.target, pairs.source);
  const count = side.units.length;
  if (count >= 2) {
    const seen = new Uint8Array(side.others);
    for (let trades = count * perUnit; trades > 0; trades--) {
      const i = random.integer(count);
      const j = random.integer(count - 1);
      trade(side.lists[i]!, side.lists[j < i ? j : j + 1]!, seen, random);
    }
  }
  const own = new Uint32Array(pairs.source.length);
  const other = new Uint32Array(pairs.source.length);
  let begin = 0;
  side.lists.forEach((list, i) => {
    own.fill(side.units[i]!, begin, begin + list.length);
    other.set(list, begin);
    begin += list.length;
  });
  return fromSources ? { source: own, target: other } : { source: other, target: own };
}

/** How many occur. */
function unitsIn(ends: Uint32Array): number {
  const seen = new Uint8Array(ends.reduce((most, v) => Math.max(most, v + 1), 0));
  for (let e = 0; e < ends.length; e++) seen[ends[e]!] = 1;
  return seen.reduce((count, is) => count + is, 0);
}

/** The units that occur, ascending, with what each is joined to. */
function neighbourhoods(own: Uint32Array, other: Uint32Array) {
  const lists = new Map<number, number[]>();
  let others = 0;
  for (let e = 0; e < own.length; e++) {
    others = Math.max(others, other[e]! + 1);
    const list = lists.get(own[e]!);
    if (list) list.push(other[e]!);
    else lists.set(own[e]!, [other[e]!]);
  }
  const sorted = [...lists].sort(([a], [b]) => a - b);
  return { units: sorted.map(([unit]) => unit), lists: sorted.map(([, list]) => list), others };
}

/** Pools what only one of the two lists has and deals it back. @param seen all zeros, kept so. */
function trade(a: number[], b: number[], seen: Uint8Array, random: Random): void {
  for (const v of b) seen[v] = 1;
  const onlyA = a.filter((v) => seen[v] === 0);
  for (const v of b) seen[v] = 0;
  if (onlyA.length === 0) return;
  for (const v of a) seen[v] = 1;
  const onlyB = b.filter((v) => seen[v] === 0);
  const both = b.filter((v) => seen[v] === 1);
  for (const v of a) seen[v] = 0;
  if (onlyB.length === 0) return;
  const pool = random.shuffle([...onlyA, ...onlyB]);
  fill(a, both, pool.slice(0, onlyA.length));
  fill(b, both, pool.slice(onlyA.length));
}

function fill(list: number[], both: readonly number[], rest: readonly number[]): void {
  list.length = 0;
  for (const v of both) list.push(v);
  for (const v of rest) list.push(v);
}
