/**
 * Our graphs as graphs of graphology, for its metrics, layouts and formats, and back.
 *
 * There and back again a graph is the same, bit by bit. The attributes on the way:
 *
 *   node   id            number, as in nodes.arrow; the key is the node's name, or else the id
 *          layer         unit layer, 0 for inputs; 0 for all where the graph has cycles
 *          role          "input", "hidden" or "output"
 *          live          true on an input-to-output path
 *   edge   weight        absolute weight
 *          layer         weight layer
 *          multiplicity  weights that the edge stands for
 *   graph  prunable      weights of the dense network
 *          wiring        of a graph of layers: ends and identities, as graph.ts has them
 *
 * An edge's key is its row in our graph.
 */
import { DirectedGraph, UndirectedGraph } from "graphology";
import { type Graph, type RoleName, roleNames } from "./graph.js";
import { liveness } from "./reach.js";

export interface NodeAttributes {
  [name: string]: unknown;
  id: number;
  layer: number;
  role: RoleName;
  live: boolean;
}

export interface EdgeAttributes {
  [name: string]: unknown;
  weight: number;
  layer: number;
  multiplicity: number;
}

export interface GraphAttributes {
  [name: string]: unknown;
  prunable: number;
  wiring?: Pick<Graph, "ends" | "identities">;
}

export type DirectedNetwork = DirectedGraph<NodeAttributes, EdgeAttributes, GraphAttributes>;
export type UndirectedNetwork = UndirectedGraph<NodeAttributes, EdgeAttributes, GraphAttributes>;

/** What else nodes and edges shall carry; what our graph says of them wins. */
export interface MoreAttributes {
  /** Keys of the nodes, all different; their ids where left out. */
  readonly names?: readonly string[];
  /** Of the node, and of the edge, with this index in our graph. */
  readonly ofNode?: (index: number) => Readonly<Record<string, unknown>>;
  readonly ofEdge?: (index: number) => Readonly<Record<string, unknown>>;
}

/** Directed, as our edges are. Loops and edges both ways stay what they are. */
export function toGraphology(graph: Graph, more: MoreAttributes = {}): DirectedNetwork {
  const made: DirectedNetwork = new DirectedGraph();
  const keys = addNodes(made, graph, more);
  for (let e = 0; e < graph.source.length; e++)
    made.addDirectedEdgeWithKey(
      e,
      keys[graph.source[e]!]!,
      keys[graph.target[e]!]!,
      edgeAttributes(graph, e, more),
    );
  return made;
}

/**
 * Without directions, for what asks who is joined to whom. Edges both ways between two nodes become
 * one, of the sum of their weights, so that only graphs without any can be had back.
 */
export function toUndirectedGraphology(graph: Graph, more: MoreAttributes = {}): UndirectedNetwork {
  const made: UndirectedNetwork = new UndirectedGraph();
  const keys = addNodes(made, graph, more);
  for (let e = 0; e < graph.source.length; e++) {
    const [from, to] = [keys[graph.source[e]!]!, keys[graph.target[e]!]!];
    const own = edgeAttributes(graph, e, more);
    const there = made.edge(from, to);
    if (there === undefined) made.addUndirectedEdgeWithKey(e, from, to, own);
    else {
      made.updateEdgeAttribute(there, "weight", (weight) => weight! + own.weight);
      made.updateEdgeAttribute(there, "multiplicity", (count) => count! + own.multiplicity);
    }
  }
  return made;
}

/** Adds all nodes and gives back their keys. */
function addNodes(
  made: DirectedNetwork | UndirectedNetwork,
  graph: Graph,
  { names, ofNode }: MoreAttributes,
): string[] {
  const { id, layer, role } = graph.nodes;
  const { live } = liveness(graph);
  const { ends, identities } = graph;
  made.setAttribute("prunable", graph.prunable);
  if (ends) made.setAttribute("wiring", { ends, ...(identities && { identities }) });
  return Array.from(id, (own, v) =>
    made.addNode(names?.[v] ?? String(own), {
      ...ofNode?.(v),
      id: own,
      layer: layer[v]!,
      role: roleNames[role[v]!]!,
      live: live[v] === 1,
    }),
  );
}

function edgeAttributes(graph: Graph, e: number, { ofEdge }: MoreAttributes): EdgeAttributes {
  return {
    ...ofEdge?.(e),
    weight: graph.weight[e]!,
    layer: graph.weightLayer[e]!,
    multiplicity: graph.multiplicity[e]!,
  };
}
