/**
 * Paths from inputs to outputs. Their number follows from one pass over the edges:
 * n(v) = [v is an output] + sum of n(u) over edges v -> u, summed over inputs. It grows beyond what
 * doubles hold in very deep graphs: then NaN. O(V + E).
 *
 * Against density alone: where edges join neighbouring layers, a path takes one edge of each layer, and
 * layers are independent, so with m_l edges on n_l n_(l+1) places the expected number is exactly
 * product of n_l times product of m_l / (n_l n_(l+1)).
 *
 * Of a graph of layers identities are edges too, and the expected number sums over all ways through the
 * layers: e(v) = [v is an output] + sum over weight layers that read v of m_l / (pairs of units that l joins)
 * x sum of e over the units to which it joins v + sum of e over v's identities. A path takes at most one edge
 * of a layer, so this is exact too.
 */
import { type Graph, layerSizes, Role } from "../graph/graph.js";
import { pathGraph } from "../graph/identities.js";
import { log } from "../math.js";

export interface PathCount {
  /** ln of their number; NaN without any. */
  readonly log: number;
  /** ln(number / expected number); NaN without any, or where edges skip layers. */
  readonly excess: number;
}

export function pathCount(graph: Graph): PathCount {
  const { source, target, nodes } = pathGraph(graph);
  const count = Float64Array.from(nodes.role, (role) => (role === Role.output ? 1 : 0));
  for (let e = source.length - 1; e >= 0; e--) count[source[e]!]! += count[target[e]!]!;
  let total = 0;
  for (let v = 0; v < count.length; v++) if (nodes.role[v] === Role.input) total += count[v]!;
  if (!(total > 0 && total < Number.MAX_VALUE)) return { log: Number.NaN, excess: Number.NaN };
  return {
    log: log(total),
    excess: log(total) - (graph.ends ? logExpectedOfLayers(graph) : logExpected(graph)),
  };
}

function logExpected({ nodes, source, target }: Graph): number {
  const sizes = layerSizes(nodes);
  const edges = sizes.slice(1).map(() => 0);
  for (let e = 0; e < source.length; e++) {
    const l = nodes.layer[source[e]!]!;
    if (nodes.layer[target[e]!] !== l + 1) return Number.NaN;
    edges[l]!++;
  }
  const units = sizes.reduce((sum, n) => sum + log(n), 0);
  return edges.reduce((sum, m, l) => sum + log(m) - log(sizes[l]!) - log(sizes[l + 1]!), units);
}

function logExpectedOfLayers(graph: Graph): number {
  const { nodes, ends = [], identities, weightLayer } = graph;
  const edges = ends.map(() => 0);
  for (const l of weightLayer) edges[l]!++;
  // Nodes lead to later ones, so that all of a block are known when the first of its sources is reached.
  const expected = Float64Array.from(nodes.role, (role) => (role === Role.output ? 1 : 0));
  const blocks = new Map<string, number>();
  const ofBlock = (l: number, first: number) => {
    const name = `${l} ${first}`;
    const known = blocks.get(name) ?? sumOf(expected.subarray(first, first + ends[l]!.targets));
    blocks.set(name, known);
    return known;
  };
  const ways = waysFrom(graph);
  for (let v = nodes.id.length - 1; v >= 0; v--) {
    for (const [l, first] of ways[v]!.weights) {
      const { source, targets } = ends[l]!;
      expected[v]! += (edges[l]! / (source.length * targets)) * ofBlock(l, first);
    }
    for (const i of ways[v]!.identities) expected[v]! += expected[identities!.target[i]!]!;
  }
  return log(sumOf(expected.filter((_, v) => nodes.role[v] === Role.input)));
}

const sumOf = (values: Float64Array) => values.reduce((sum, value) => sum + value, 0);

/** Of each node: blocks of weight layers, and identities, to which it leads. */
function waysFrom({ nodes, ends = [], identities }: Graph) {
  const ways = Array.from(nodes.id, () => ({
    weights: [] as (readonly [layer: number, first: number])[],
    identities: [] as number[],
  }));
  ends.forEach(({ source, target }, l) => {
    source.forEach((v, i) => {
      ways[v]!.weights.push([l, target[i]!]);
    });
  });
  identities?.source.forEach((v, i) => {
    ways[v]!.identities.push(i);
  });
  return ways;
}
