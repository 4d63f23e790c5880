/**
 * Colours of communities that last: partitions of successive levels number their communities by
 * size, so a number means nothing from one level to the next. The largest communities of a level
 * take the colour of the community before with which they share most nodes, the largest overlap
 * first; then those without one take the lowest colours left.
 */

/** Colours of a level, numbered from 1; the communities beyond them share 0. */
export const colours = 6;

export interface Partition {
  /** Node ids. */
  readonly nodes: Uint32Array;
  /** Numbered by decreasing size. */
  readonly community: Uint32Array;
}

/** Colour of every node of each partition, in order. */
export function lastingColours(partitions: readonly Partition[]): Uint8Array[] {
  let before = new Map<number, number>();
  return partitions.map(({ nodes, community }) => {
    const of = matched(nodes, community, before);
    const colour = Uint8Array.from(community, (c) => of.get(c) ?? 0);
    before = new Map(Array.from(nodes, (node, i) => [node, colour[i]!]));
    return colour;
  });
}

/** Community -> colour. */
function matched(
  nodes: Uint32Array,
  community: Uint32Array,
  before: ReadonlyMap<number, number>,
): Map<number, number> {
  const overlaps = new Map<number, number>(); // (community, colour) -> nodes
  for (const [i, node] of nodes.entries()) {
    const colour = before.get(node) ?? 0;
    if (colour === 0 || community[i]! >= colours) continue;
    const pair = community[i]! * (colours + 1) + colour;
    overlaps.set(pair, (overlaps.get(pair) ?? 0) + 1);
  }
  const found = new Map<number, number>();
  const free = new Set(Array.from({ length: colours }, (_, i) => i + 1));
  const take = (c: number, colour: number | undefined) => {
    if (colour === undefined || found.has(c) || !free.delete(colour)) return;
    found.set(c, colour);
  };
  const pairs = [...overlaps].sort(([p, n], [q, m]) => m - n || p - q);
  for (const [pair] of pairs) take(Math.floor(pair / (colours + 1)), pair % (colours + 1));
  const present = [...new Set(community)].filter((c) => c < colours).sort((a, b) => a - b);
  for (const c of present) take(c, free.values().next().value);
  return found;
}
