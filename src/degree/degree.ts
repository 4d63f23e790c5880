/** Degrees and strengths of a graph's nodes. O(V + E). */
import { type Graph, Role } from "../graph/graph.js";

export const sides = ["in", "out"] as const;
/** all: of a graph without directions, where a loop counts twice. */
export type Side = (typeof sides)[number] | "all";

/** The sides that edges of a graph have. */
export function sidesOf({ undirected }: Graph): readonly Side[] {
  return undirected ? ["all"] : sides;
}

/** What a statistic of a side is called by: in_degree, out_degree, degree. */
export function prefixOf(side: Side): string {
  return side === "all" ? "" : `${side}_`;
}

/** Edges that arrive at or leave each node. */
export function degrees(graph: Graph, side: Side): Float64Array {
  if (side === "all") return undirectedDegrees(graph);
  const degree = new Float64Array(graph.nodes.id.length);
  for (const v of side === "in" ? graph.target : graph.source) degree[v]!++;
  return degree;
}

/** Sum of the absolute weights of those edges. */
export function strengths(graph: Graph, side: Side): Float64Array {
  if (side === "all") {
    const leaving = strengths(graph, "out");
    return strengths(graph, "in").map((s, v) => s + leaving[v]!);
  }
  const strength = new Float64Array(graph.nodes.id.length);
  const end = side === "in" ? graph.target : graph.source;
  for (let e = 0; e < end.length; e++) strength[end[e]!]! += graph.weight[e]!;
  return strength;
}

/** Edges at each node, whatever their direction. */
export function undirectedDegrees(graph: Graph): Float64Array {
  const arriving = degrees(graph, "in");
  return degrees(graph, "out").map((d, v) => d + arriving[v]!);
}

/** 1 for dead units: no edge arrives (inputs aside) or none leaves (outputs aside). Needs known roles. */
export function deadUnits(graph: Graph): Uint8Array {
  const arriving = degrees(graph, "in");
  const leaving = degrees(graph, "out");
  return graph.nodes.role.map((role, v) =>
    (role !== Role.input && arriving[v] === 0) || (role !== Role.output && leaving[v] === 0)
      ? 1
      : 0,
  );
}

/** The values of one unit layer's nodes. */
export function ofLayer(graph: Graph, values: ArrayLike<number>, layer: number): Float64Array {
  const picked: number[] = [];
  graph.nodes.layer.forEach((l, v) => {
    if (l === layer) picked.push(values[v]!);
  });
  return Float64Array.from(picked);
}
