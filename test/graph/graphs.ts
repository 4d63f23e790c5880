/** Graphs for the tests. */
import { canonicalGraph } from "../../src/graph/canonical.js";
import { type Graph, layeredNodes, type Nodes, Role } from "../../src/graph/graph.js";
import { Random } from "../../src/random.js";

export type Pair = readonly [number, number];

/** A graph of these edges between `nodes`; weights are given, or all 1. */
export function graphOf(nodes: Nodes, pairs: readonly Pair[], weights?: readonly number[]): Graph {
  return canonicalGraph("test", nodes, {
    source: Uint32Array.from(pairs, ([u]) => u),
    target: Uint32Array.from(pairs, ([, v]) => v),
    weight: Float32Array.from(weights ?? pairs.map(() => 1)),
    layer: undefined,
    multiplicity: undefined,
  });
}

/** An undirected graph of any size, for what does not look at layers: all nodes are hidden. */
export function plainGraph(count: number, pairs: readonly Pair[]): Graph {
  const order = pairs.map(([u, v]): Pair => (u < v ? [u, v] : [v, u]));
  order.sort((a, b) => a[0] - b[0] || a[1] - b[1]);
  return {
    nodes: {
      id: new Uint32Array(count).map((_, v) => v),
      layer: new Uint8Array(count),
      role: new Uint8Array(count).fill(Role.hidden),
    },
    source: Uint32Array.from(order, ([u]) => u),
    target: Uint32Array.from(order, ([, v]) => v),
    weight: new Float32Array(order.length).fill(1),
    multiplicity: new Uint32Array(order.length).fill(1),
    weightLayer: new Uint8Array(order.length),
    prunable: (count * (count - 1)) / 2,
  };
}

/** Fully connected layers of which each edge is there with probability p; normal weights. */
export function randomLayered(units: readonly number[], p: number, seed: number | string): Graph {
  const random = new Random(seed, "test graph");
  const nodes = layeredNodes(units);
  const pairs: Pair[] = [];
  nodes.layer.forEach((l, u) => {
    nodes.layer.forEach((k, v) => {
      if (k === l + 1 && random.uniform() < p) pairs.push([u, v]);
    });
  });
  const weights = pairs.map(() => Math.abs(random.normal()));
  return graphOf(nodes, pairs, weights);
}

/** Erdos-Renyi: `edges` different pairs of `count` nodes. */
export function erdosRenyi(count: number, edges: number, random: Random): Graph {
  const taken = new Set<number>();
  const pairs: Pair[] = [];
  while (pairs.length < edges) {
    const u = random.integer(count);
    const v = random.integer(count);
    const key = Math.min(u, v) * count + Math.max(u, v);
    if (u === v || taken.has(key)) continue;
    taken.add(key);
    pairs.push([u, v]);
  }
  return plainGraph(count, pairs);
}

/** A square lattice of rows x columns nodes with open boundaries. */
export function squareLattice(rows: number, columns: number): Graph {
  const pairs: Pair[] = [];
  for (let y = 0; y < rows; y++)
    for (let x = 0; x < columns; x++) {
      const v = y * columns + x;
      if (x + 1 < columns) pairs.push([v, v + 1]);
      if (y + 1 < rows) pairs.push([v, v + columns]);
    }
  return plainGraph(rows * columns, pairs);
}

/** Sizes of the components that these edges make, largest first, by search: slow and obvious. */
export function componentSizes(count: number, pairs: readonly Pair[]): number[] {
  const neighbours = Array.from({ length: count }, () => new Set<number>());
  for (const [u, v] of pairs) {
    neighbours[u]!.add(v);
    neighbours[v]!.add(u);
  }
  const seen = new Set<number>();
  const sizes: number[] = [];
  for (let start = 0; start < count; start++) {
    if (seen.has(start)) continue;
    const component = reachable([start], neighbours);
    for (const v of component) seen.add(v);
    sizes.push(component.size);
  }
  return sizes.sort((a, b) => b - a);
}

/** All nodes that can be reached from `start`, by depth-first search. */
export function reachable(
  start: readonly number[],
  neighbours: readonly Iterable<number>[],
): Set<number> {
  const seen = new Set(start);
  const stack = [...start];
  for (let u = stack.pop(); u !== undefined; u = stack.pop())
    for (const v of neighbours[u]!)
      if (!seen.has(v)) {
        seen.add(v);
        stack.push(v);
      }
  return seen;
}

/** The edges of a graph as pairs. */
export function pairsOf({ source, target }: Graph): Pair[] {
  return Array.from(source, (u, e): Pair => [u, target[e]!]);
}
