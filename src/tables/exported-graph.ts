/**
 * A graph for other programs, with what is known of its nodes and edges:
 *
 *   node  layer, role, live        where it has layers
 *         in_degree, out_degree    where edges have directions
 *         degree, strength         edges at the node, and the sum of their weights; loops count twice
 *         community                where a partition is given; nodes without edges have none
 *   edge  layer                    the weight layer, where it has layers; weight_layer of a graph of layers,
 *                                  where it need not be the unit layer that the edge leaves
 *         multiplicity             where any edge stands for more than one weight
 *         sign                     of the weight, where it is known
 */
import { degrees, type Side, strengths } from "../degree/degree.js";
import type { Attribute, EdgeAttribute, ExportedGraph } from "../formats/exported-graph.js";
import { type Graph, roleNames } from "../graph/graph.js";
import { isUnlayered, parallelIn } from "../graph/layers.js";
import { liveness } from "../graph/reach.js";

export interface ExportOptions {
  /** Community of each node, -1 for none. */
  readonly community?: Int32Array | undefined;
}

/** @param where names the graph in messages. */
export function exportedGraph(
  where: string,
  graph: Graph,
  { community }: ExportOptions = {},
): ExportedGraph {
  const { nodes, source, target, weight, undirected } = graph;
  const { id, name, label } = nodes;
  return {
    where,
    directed: !undirected,
    parallel: isUnlayered(nodes) && parallelIn(id.length, source, target) !== undefined,
    nodes: {
      count: id.length,
      id,
      name,
      label: (v) => label?.[v] ?? name?.[v] ?? String(id[v]!),
      get attributes() {
        return [
          ...(isUnlayered(nodes) ? [] : placeOf(graph)),
          ...degreesOf(graph),
          ...(community ? [communityOf(community)] : []),
        ];
      },
    },
    edges: {
      count: source.length,
      source,
      target,
      weight,
      attributes: edgeAttributes(graph),
    },
  };
}

function placeOf(graph: Graph): Attribute[] {
  const { layer, role } = graph.nodes;
  const { live } = liveness(graph);
  return [
    { name: "layer", type: "integer", of: (v) => String(layer[v]!) },
    { name: "role", type: "text", of: (v) => roleNames[role[v]!]! },
    { name: "live", type: "boolean", of: (v) => String(live[v] === 1) },
  ];
}

function degreesOf(graph: Graph): Attribute[] {
  const degree = (side: Side, name: string): Attribute => {
    const values = degrees(graph, side);
    return { name, type: "integer", of: (v) => String(values[v]!) };
  };
  const strength = strengths(graph, "all");
  return [
    ...(graph.undirected ? [] : [degree("in", "in_degree"), degree("out", "out_degree")]),
    degree("all", "degree"),
    { name: "strength", type: "float", of: (v) => String(strength[v]!) },
  ];
}

function communityOf(community: Int32Array): Attribute {
  return {
    name: "community",
    type: "integer",
    of: (v) => (community[v]! < 0 ? undefined : String(community[v]!)),
  };
}

function edgeAttributes({ nodes, weightLayer, multiplicity, sign, ends }: Graph): EdgeAttribute[] {
  return [
    ...(isUnlayered(nodes) ? [] : [{ name: ends ? "weight_layer" : "layer", values: weightLayer }]),
    ...(multiplicity.some((m) => m > 1) ? [{ name: "multiplicity", values: multiplicity }] : []),
    ...(sign ? [{ name: "sign", values: sign }] : []),
  ];
}
