/**
 * Layers and roles of a feed-forward graph of which only the edges are known: a node's layer is the
 * number of edges on the longest path that leads to it, inputs are the nodes where no edge arrives,
 * outputs those that no edge leaves.
 *
 * Kahn's algorithm (Commun. ACM 5, 558, 1962): nodes are taken in an order in which all their
 * predecessors come first. O(V + E).
 */

import { type Graph, type Nodes, Role } from "./graph.js";
import { lowerBound } from "./lower-bound.js";

/** Layer and role of nodes 0 … count-1; undefined if the edges form a cycle. */
export function layersFromEdges(
  count: number,
  source: Uint32Array,
  target: Uint32Array,
): { layer: Uint32Array; role: Uint8Array } | undefined {
  const { begin, edges } = outgoing(count, source);
  const waiting = new Uint32Array(count);
  for (const v of target) waiting[v]!++;
  const role = waiting.map((n, v) => roleOf(n, begin[v + 1]! - begin[v]!));
  const layer = new Uint32Array(count);
  const ready = new Uint32Array(count);
  let known = 0;
  for (let v = 0; v < count; v++) if (waiting[v] === 0) ready[known++] = v;
  for (let next = 0; next < known; next++) {
    const u = ready[next]!;
    for (let i = begin[u]!; i < begin[u + 1]!; i++) {
      const v = target[edges[i]!]!;
      layer[v] = Math.max(layer[v]!, layer[u]! + 1);
      if (--waiting[v]! === 0) ready[known++] = v;
    }
  }
  return known === count ? { layer, role: Uint8Array.from(role) } : undefined;
}

function roleOf(arriving: number, leaving: number): number {
  if (arriving === 0) return Role.input;
  return leaving === 0 ? Role.output : Role.hidden;
}

/** Edges by source: those of node v are edges[begin[v] … begin[v + 1]]. */
function outgoing(count: number, source: Uint32Array) {
  const begin = new Uint32Array(count + 1);
  for (const v of source) begin[v + 1]!++;
  for (let v = 0; v < count; v++) begin[v + 1]! += begin[v]!;
  const next = begin.slice();
  const edges = new Uint32Array(source.length);
  source.forEach((v, e) => {
    edges[next[v]!++] = e;
  });
  return { begin, edges };
}

/** Nodes of a graph that is not feed-forward: of one layer, and nobody knows which are inputs or outputs. */
export function withoutLayers(id: Uint32Array): Nodes {
  const role = new Uint8Array(id.length).fill(Role.unknown);
  return { id, layer: new Uint8Array(id.length), role };
}

/** Nothing is up or down in these nodes: no role is known, or all are hidden units of one layer. */
export function isUnlayered({ layer, role }: Nodes): boolean {
  if (role.length === 0) return false;
  return role.includes(Role.unknown) || (isSole(role, Role.hidden) && isSole(layer, 0));
}

function isSole(values: Uint8Array, value: number): boolean {
  return values.every((v) => v === value);
}

/**
 * An edge that there is twice, from the same of `count` nodes to the same, if any; O(E log E), and O(E) without
 * room of its own where edges are sorted.
 * @param undirected an edge back is the same edge.
 */
export function parallelIn(
  count: number,
  source: Uint32Array,
  target: Uint32Array,
  undirected = false,
): readonly [number, number] | undefined {
  const keyOf = (e: number) => {
    const [u, v] = [source[e]!, target[e]!];
    return undirected && v < u ? v * count + u : u * count + v;
  };
  const twice = firstTwice(source.length, keyOf) ?? firstTwiceSorted(source.length, keyOf);
  return twice < 0 ? undefined : [Math.floor(twice / count), twice % count];
}

/** The first of some numbers that equals the one before, -1 without any; undefined where they do not ascend. */
function firstTwice(length: number, at: (i: number) => number): number | undefined {
  let found = -1;
  for (let i = 1, last = at(0); i < length; i++) {
    const next = at(i);
    if (next < last) return undefined;
    if (next === last && found < 0) found = next;
    last = next;
  }
  return found;
}

function firstTwiceSorted(length: number, at: (i: number) => number): number {
  const sorted = new Float64Array(length);
  for (let i = 0; i < length; i++) sorted[i] = at(i);
  sorted.sort();
  return firstTwice(length, (i) => sorted[i]!)!;
}

/** No node is joined to itself, or to another twice, whatever the directions. */
export function isSimple({ nodes, source, target }: Graph): boolean {
  if (source.some((u, e) => u === target[e])) return false;
  return parallelIn(nodes.id.length, source, target, true) === undefined;
}

/**
 * What makes a graph cyclic, in words: the shortest cycle where it has one or two edges; O(E log E).
 * @param id of each node, by which it is called.
 */
export function cycleIn(id: Uint32Array, source: Uint32Array, target: Uint32Array): string {
  const loop = source.findIndex((u, e) => u === target[e]);
  if (loop >= 0) return `an edge from node ${id[source[loop]!]} to itself`;
  const both = joinedBothWays(id.length, source, target);
  const back = source.findIndex((u, e) => has(both, pairOf(id.length, u, target[e]!)));
  if (back >= 0)
    return `edges both ways between nodes ${id[source[back]!]} and ${id[target[back]!]}`;
  return "a cycle";
}

const pairOf = (count: number, u: number, v: number) => Math.min(u, v) * count + Math.max(u, v);

/** Pairs of nodes with edges in both directions, ascending. No edge is a loop. */
function joinedBothWays(count: number, source: Uint32Array, target: Uint32Array): Float64Array {
  const keys = new Float64Array(source.length);
  for (let e = 0; e < keys.length; e++)
    keys[e] = 2 * pairOf(count, source[e]!, target[e]!) + (source[e]! < target[e]! ? 1 : 0);
  keys.sort();
  let both = 0;
  for (let i = 1; i < keys.length; i++)
    if (keys[i]! - keys[i - 1]! === 1 && keys[i]! % 2 === 1) keys[both++] = keys[i - 1]! / 2;
  return keys.subarray(0, both);
}

function has(ascending: Float64Array, wanted: number): boolean {
  return ascending[lowerBound(ascending, wanted)] === wanted;
}
