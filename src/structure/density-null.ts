/**
 * Random graphs with the densities of a given one and nothing else: between every two unit layers as
 * many edges as it has there, on pairs of units drawn uniformly without repetition (Floyd's method:
 * Bentley & Floyd, Commun. ACM 30, 754, 1987), carrying its weights in random order. Of a graph of layers:
 * in every weight layer, on pairs that the dense network joins; identities stay. O(E log E).
 */
import { canonicalGraph } from "../graph/canonical.js";
import { type Graph, type LayerEnds, layerSizes } from "../graph/graph.js";
import type { Random } from "../random.js";

/** Needs at most as many edges between two layers as there are pairs of their units. */
export function densityNull(graph: Graph, random: Random): Graph {
  const { nodes, weight, weightLayer, multiplicity } = graph;
  const source = new Uint32Array(weight.length);
  const target = new Uint32Array(weight.length);
  const carried = new Uint32Array(weight.length);
  let next = 0;
  for (const { ends, edges } of graph.ends
    ? withinLayers(graph, graph.ends)
    : betweenLayers(graph)) {
    const pairs = sampled(ends.source.length * ends.targets, edges.length, random);
    const order = random.permutation(edges.length);
    pairs.forEach((pair, i) => {
      const at = Math.floor(pair / ends.targets);
      source[next] = nodes.id[ends.source[at]!]!;
      target[next] = nodes.id[ends.target[at]! + (pair % ends.targets)]!;
      carried[next++] = edges[order[i]!]!;
    });
  }
  const edges = {
    source,
    target,
    weight: Float32Array.from(carried, (e) => weight[e]!),
    layer: Uint8Array.from(carried, (e) => weightLayer[e]!),
    multiplicity: carried.map((e) => multiplicity[e]!),
  };
  const { ends, identities } = graph;
  const wiring = { ...(ends && { ends }), ...(identities && { identities }) };
  return canonicalGraph("random graph", nodes, edges, graph.prunable, false, wiring);
}

/** Some edges, and all pairs of units on which they may lie. */
interface Room {
  readonly ends: Omit<LayerEnds, "groups">;
  readonly edges: readonly number[];
}

/** Edges by weight layer. */
function withinLayers({ weightLayer }: Graph, all: readonly LayerEnds[]): Room[] {
  const rooms = all.map((ends) => ({ ends, edges: [] as number[] }));
  for (const [e, l] of weightLayer.entries()) rooms[l]!.edges.push(e);
  return rooms;
}

/** Edges by the unit layers that they join. Units of a layer have neighbouring indices. */
function betweenLayers({ nodes, source, target }: Graph): Room[] {
  const sizes = layerSizes(nodes);
  const begins = sizes.map((_, l) => sizes.slice(0, l).reduce((sum, n) => sum + n, 0));
  const groups = new Map<number, { from: number; to: number; edges: number[] }>();
  for (let e = 0; e < source.length; e++) {
    const [from, to] = [nodes.layer[source[e]!]!, nodes.layer[target[e]!]!];
    const key = from * 256 + to;
    const group = groups.get(key) ?? { from, to, edges: [] };
    groups.set(key, group);
    group.edges.push(e);
  }
  return [...groups.values()].map(({ from, to, edges }) => ({
    ends: {
      source: Uint32Array.from({ length: sizes[from]! }, (_, i) => begins[from]! + i),
      target: new Uint32Array(sizes[from]!).fill(begins[to]!),
      targets: sizes[to]!,
    },
    edges,
  }));
}

/** A whole number below n, which may be more than 32 bits hold, every one equally likely. */
function below(n: number, random: Random): number {
  if (n <= 2 ** 32) return random.integer(n);
  for (;;) {
    const one = random.integer(Math.ceil(n / 2 ** 32)) * 2 ** 32 + random.uint32();
    if (one < n) return one;
  }
}

/** `wanted` different whole numbers below `all`, every set of them equally likely. */
function sampled(all: number, wanted: number, random: Random): number[] {
  const chosen = new Set<number>();
  for (let highest = all - wanted; highest < all; highest++) {
    const one = below(highest + 1, random);
    chosen.add(chosen.has(one) ? highest : one);
  }
  return [...chosen];
}
