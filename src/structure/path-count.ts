/**
 * Paths from inputs to outputs. Their number follows from one pass over the edges:
 * n(v) = [v is an output] + sum of n(u) over edges v -> u, summed over inputs. It grows beyond what
 * doubles hold in very deep graphs: then NaN. O(V + E).
 *
 * Against density alone: where edges join neighbouring layers, a path takes one edge of each layer, and
 * layers are independent, so with m_l edges on n_l n_(l+1) places the expected number is exactly
 * product of n_l times product of m_l / (n_l n_(l+1)).
 */
import { type Graph, layerSizes, Role } from "../graph/graph.js";
import { log } from "../math.js";

export interface PathCount {
  /** ln of their number; NaN without any. */
  readonly log: number;
  /** ln(number / expected number); NaN without any, or where edges skip layers. */
  readonly excess: number;
}

export function pathCount(graph: Graph): PathCount {
  const { source, target, nodes } = graph;
  const count = Float64Array.from(nodes.role, (role) => (role === Role.output ? 1 : 0));
  for (let e = source.length - 1; e >= 0; e--) count[source[e]!]! += count[target[e]!]!;
  let total = 0;
  for (let v = 0; v < count.length; v++) if (nodes.role[v] === Role.input) total += count[v]!;
  if (!(total > 0 && total < Number.MAX_VALUE)) return { log: Number.NaN, excess: Number.NaN };
  return { log: log(total), excess: log(total) - logExpected(graph) };
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
