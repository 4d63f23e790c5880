/** Degrees and strengths of a graph's nodes. O(V + E). */
import { type Graph, Role } from "../graph/graph.js";
import { pathGraph } from "../graph/identities.js";

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

/** Edges that arrive at or leave each node; all: edges at each node, whatever their direction. */
export const degrees = once((graph, side): Float64Array => {
  if (side === "all") return sumOfSides(graph, degrees);
  const degree = new Float64Array(graph.nodes.id.length);
  const end = side === "in" ? graph.target : graph.source;
  for (let e = 0; e < end.length; e++) degree[end[e]!]!++;
  return degree;
});

/** Sum of the absolute weights of those edges. */
export const strengths = once((graph, side): Float64Array => {
  if (side === "all") return sumOfSides(graph, strengths);
  const strength = new Float64Array(graph.nodes.id.length);
  const end = side === "in" ? graph.target : graph.source;
  for (let e = 0; e < end.length; e++) strength[end[e]!]! += graph.weight[e]!;
  return strength;
});

type BySide = (graph: Graph, side: Side) => Float64Array;

/** A pass over the edges a graph and side, however often it is asked for; nobody changes what it gives. */
function once(compute: BySide): BySide {
  const known = new WeakMap<Graph, Map<Side, Float64Array>>();
  return (graph, side) => {
    const own = known.get(graph) ?? new Map<Side, Float64Array>();
    known.set(graph, own);
    const values = own.get(side) ?? compute(graph, side);
    own.set(side, values);
    return values;
  };
}

function sumOfSides(graph: Graph, bySide: BySide): Float64Array {
  const arriving = bySide(graph, "in");
  return bySide(graph, "out").map((x, v) => x + arriving[v]!);
}

/**
 * 1 for dead units: no edge arrives (inputs aside) or none leaves (outputs aside). Identities count: through
 * them units of a sum live without weights of their own. Needs known roles.
 */
export function deadUnits(graph: Graph): Uint8Array {
  const paths = pathGraph(graph);
  const arriving = degrees(paths, "in");
  const leaving = degrees(paths, "out");
  return graph.nodes.role.map((role, v) =>
    (role !== Role.input && arriving[v] === 0) || (role !== Role.output && leaving[v] === 0)
      ? 1
      : 0,
  );
}

/** The values of one unit layer's nodes. */
export function ofLayer(graph: Graph, values: ArrayLike<number>, layer: number): Float64Array {
  const all = graph.nodes.layer;
  const picked = new Float64Array(all.length);
  let count = 0;
  for (let v = 0; v < all.length; v++) if (all[v] === layer) picked[count++] = values[v]!;
  return picked.slice(0, count);
}
