/**
 * Betweenness of nodes on shortest paths from inputs to outputs:
 *
 *   b(v) = sum over inputs s and outputs t, s != v != t, of sigma_st(v) / sigma_st
 *
 * with sigma_st the number of shortest paths and sigma_st(v) of those through v (Freeman, Sociometry
 * 40, 35, 1977; restricted to sources and targets as in Brandes, Soc. Netw. 30, 136, 2008). Between
 * neighbouring layers only, every path is a shortest one.
 *
 * For one output t, a backward pass counts the shortest paths sigma_vt that lead on to it. A forward
 * pass then sends one unit from every input that reaches t and splits it at each node in proportion to
 * sigma: the share of paths through an edge does not depend on where they began, so all inputs go at
 * once. One output costs O(E); edges are sorted, so both passes are loops over the table.
 *
 * Where outputs x edges exceed `budget`, outputs are sampled and the sum is scaled up: `outputs` says
 * how many were used.
 */
import { type Graph, Role } from "../graph/graph.js";
import { pathGraph } from "../graph/identities.js";
import { Random } from "../random.js";

/** Outputs x edges that are worked through at most: about 1 s. */
export const budget = 1e8;

export interface Betweenness {
  readonly values: Float64Array;
  /** Outputs used; fewer than there are where they were sampled. */
  readonly outputs: number;
}

/** Of a graph of layers identities are edges too. */
export function inputOutputBetweenness(given: Graph, most = budget): Betweenness {
  const graph = pathGraph(given);
  const outputs = [...graph.nodes.role.keys()].filter((v) => graph.nodes.role[v] === Role.output);
  const affordable = Math.max(1, Math.floor(most / Math.max(1, graph.source.length)));
  const used =
    outputs.length <= affordable
      ? outputs
      : new Random(0, "betweenness, outputs").shuffle([...outputs]).slice(0, affordable);
  const values = new Float64Array(graph.nodes.id.length);
  for (const output of used) addFlow(graph, output, values);
  for (let v = 0; v < values.length; v++) values[v]! *= outputs.length / used.length;
  return { values, outputs: used.length };
}

/** Adds to `values` the flow through each node from all inputs to one output. */
function addFlow(graph: Graph, output: number, values: Float64Array): void {
  const { source, target, nodes } = graph;
  const { steps, paths } = pathsTo(graph, output);
  const flow = new Float64Array(nodes.id.length);
  for (let v = 0; v < flow.length; v++)
    if (nodes.role[v] === Role.input && paths[v]! > 0 && v !== output) flow[v] = 1;
  const own = flow.slice();
  for (let e = 0; e < source.length; e++) {
    const [u, v] = [source[e]!, target[e]!];
    if (flow[u]! === 0 || steps[u] !== steps[v]! + 1) continue;
    flow[v]! += (flow[u]! * paths[v]!) / paths[u]!;
  }
  for (let v = 0; v < flow.length; v++) if (v !== output) values[v]! += flow[v]! - own[v]!;
}

/** Steps on the shortest way from each node to the output, and how many such ways there are. */
function pathsTo({ source, target, nodes }: Graph, output: number) {
  const steps = new Uint32Array(nodes.id.length).fill(0xffffffff);
  const paths = new Float64Array(nodes.id.length);
  steps[output] = 0;
  paths[output] = 1;
  for (let e = source.length - 1; e >= 0; e--) {
    const [u, v] = [source[e]!, target[e]!];
    if (paths[v] === 0) continue;
    const way = steps[v]! + 1;
    if (way > steps[u]!) continue;
    if (way < steps[u]!) paths[u] = 0;
    steps[u] = way;
    paths[u]! += paths[v]!;
  }
  return { steps, paths };
}
