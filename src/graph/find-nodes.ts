/** Places of node ids among all of a graph's, which ascend. */
import { lowerBound } from "./lower-bound.js";

/** Room for a table of all ids up to the largest, beside the ids themselves. */
const spare = 1 << 20;

/** @returns what gives the place of an id, or -1. */
export function placeFinder(ids: Uint32Array): (id: number) => number {
  const largest = ids.at(-1) ?? -1;
  if (largest + 1 === ids.length) return (id) => (id <= largest ? id : -1);
  if (largest < 4 * ids.length + spare) {
    const place = new Int32Array(largest + 1).fill(-1);
    for (let v = 0; v < ids.length; v++) place[ids[v]!] = v;
    return (id) => (id <= largest ? place[id]! : -1);
  }
  return (id) => {
    const v = lowerBound(ids, id);
    return ids[v] === id ? v : -1;
  };
}

/** All different numbers of some columns, ascending. */
export function distinct(columns: readonly Uint32Array[]): Uint32Array {
  let [largest, count] = [-1, 0];
  for (const ids of columns) {
    count += ids.length;
    for (let i = 0; i < ids.length; i++) if (ids[i]! > largest) largest = ids[i]!;
  }
  return largest < 4 * count + spare ? marked(columns, largest) : sorted(columns, count);
}

function marked(columns: readonly Uint32Array[], largest: number): Uint32Array {
  const seen = new Uint8Array(largest + 1);
  let count = 0;
  for (const ids of columns)
    for (let i = 0; i < ids.length; i++) {
      if (seen[ids[i]!] === 0) count++;
      seen[ids[i]!] = 1;
    }
  const found = new Uint32Array(count);
  for (let id = 0, v = 0; id <= largest; id++) if (seen[id] === 1) found[v++] = id;
  return found;
}

function sorted(columns: readonly Uint32Array[], count: number): Uint32Array {
  const all = new Uint32Array(count);
  let at = 0;
  for (const ids of columns) {
    all.set(ids, at);
    at += ids.length;
  }
  all.sort();
  let kept = 0;
  for (let i = 0; i < count; i++) if (i === 0 || all[i] !== all[i - 1]) all[kept++] = all[i]!;
  return all.slice(0, kept);
}
