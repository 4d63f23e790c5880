/** Graphs, and networks as graphs, for other programs: what `pcrit export` does for their endings. */
import { extname } from "node:path";
import { nameOfTable, readTable } from "../src/arrow/read.js";
import { UserError } from "../src/error.js";
import { isForeignGraph } from "../src/formats/read-graph.js";
import { type GraphEnding, writeForeignGraph } from "../src/formats/write-graph.js";
import { placeFinder } from "../src/graph/find-nodes.js";
import type { Graph, IdentityEdges } from "../src/graph/graph.js";
import { networkGraph } from "../src/graph/network-graph.js";
import { edgeSigns } from "../src/portrait/signs.js";
import { exportedGraph } from "../src/tables/exported-graph.js";
import { readGraph } from "../src/tables/graph.js";
import { partitionsOf } from "../src/tables/partition.js";
import { networkOf } from "./network-input.js";
import { note, noted } from "./noted.js";
import type { Option, StageCall } from "./stage.js";

export { graphEndings } from "../src/formats/write-graph.js";

/** Options of `pcrit export` that graphs have. */
export const graphOptions: Readonly<Record<string, Option>> = {
  nodes: {
    type: "text",
    meaning: "of graphs: nodes.arrow, layers, roles and names",
    incidental: true,
  },
  partition: { type: "text", meaning: "of graphs: partition.arrow, communities", incidental: true },
  level: {
    type: "integer",
    minimum: 0,
    meaning: "of graphs: which level, where the file holds several",
  },
};

export const graphDetails = `A graph, or a network as the graph of its surviving weights, as .gexf (Gephi), .graphml (networkx, igraph,
yEd), .csv (an edge list) or .json (graphology). Nodes carry layer, role, live, degrees, strength and, with
--partition, community; edges weight (its size), layer, sign and multiplicity. Weights have as many digits
as it takes to read the same 32-bit number back. A graph may come from another program too.`;

export function exportGraph(call: StageCall): void {
  const [path, other] = call.inputs;
  if (other !== undefined)
    throw new UserError(`pcrit export: expected one graph or network, found also ${other}`);
  const out = call.out("out");
  const { level, graph } = levelOf(call, path!);
  const community = communityOf(call, level, graph);
  const exported = exportedGraph(path!, graph, { community });
  if (graph.identities) noteIdentities(path!, graph.identities);
  if (extname(out).toLowerCase() === ".csv") noteLeftOut(path!, graph);
  writeForeignGraph(out, extname(out).toLowerCase() as GraphEnding, exported);
}

interface Chosen {
  readonly level: number;
  readonly graph: Graph;
}

function levelOf(call: StageCall, path: string): Chosen {
  const wanted = call.value("level") as number | undefined;
  const nodes = call.value("nodes") as string | undefined;
  if (!isForeignGraph(path) && nameOfTable(path, ["graph", "network"]) === "network")
    return networkLevel(call, path, nodes, wanted);
  const { levels } = noted(readGraph(path, nodes, "any"));
  const found = wanted === undefined ? levels : levels.filter(({ level }) => level === wanted);
  if (found.length === 1) return found[0]!;
  const names = levels.map(({ level }) => level).join(", ");
  throw new UserError(
    wanted === undefined
      ? `${path}: expected --level, as it holds several levels: ${names}`
      : `${path}: expected level ${wanted}, found ${names}`,
  );
}

function networkLevel(
  call: StageCall,
  path: string,
  nodes: string | undefined,
  wanted: number | undefined,
): Chosen {
  const { network, edges } = networkOf(call, path);
  const recorded = edges.attribute("level");
  const level = typeof recorded === "number" ? recorded : (wanted ?? 0);
  if (wanted !== undefined && wanted !== level)
    throw new UserError(`${path}: expected level ${wanted}, found ${level}`);
  if (nodes !== undefined)
    throw new UserError(
      `pcrit export: expected no --nodes with a network, whose nodes are its units`,
    );
  const graph = networkGraph(network);
  if (network.convolutions)
    note(`${path}: nodes are channels; pcrit graph --convention units has units`);
  if (network.graph)
    note(
      `${path}: nodes are channels, or units of fully connected layers; pcrit graph --convention units has values at positions`,
    );
  // In a chain without convolutions an edge is a weight, in the order of the table.
  const sign =
    network.convolutions || network.graph
      ? edgeSigns(network, graph, Array.from(graph.source.keys()))
      : Int32Array.from(network.weight, Math.sign);
  return { level, graph: { ...graph, sign } };
}

/** Community of each node; -1 where the partition lacks it. */
function communityOf(call: StageCall, level: number, { nodes }: Graph): Int32Array | undefined {
  const path = call.value("partition") as string | undefined;
  if (path === undefined) return undefined;
  const [found] = partitionsOf(readTable(path, "partition"), [level]);
  const find = placeFinder(nodes.id);
  const own = new Int32Array(nodes.id.length).fill(-1);
  found!.nodes.forEach((node, i) => {
    const v = find(node);
    if (v >= 0) own[v] = found!.community[i]!;
  });
  if (found!.nodes.length === 0 || own.every((c) => c < 0))
    throw new UserError(
      `${path}: expected communities of level ${level} of this graph, found none`,
    );
  return own;
}

/** Formats of other programs have one kind of edges, and these are no weights. */
function noteIdentities(path: string, { source }: IdentityEdges): void {
  note(
    `${path}: ${source.length} identity edges (residual additions, transpositions) are left out, as they are no weights; which nodes are live is told with them`,
  );
}

function noteLeftOut(path: string, { nodes, source, target }: Graph): void {
  const used = new Uint8Array(nodes.id.length);
  for (const ends of [source, target]) for (let e = 0; e < ends.length; e++) used[ends[e]!] = 1;
  const lone = used.reduce((count, is) => count + 1 - is, 0);
  note(
    `${path}: an edge list has no attributes of nodes${lone > 0 ? `, and ${lone} nodes without edges are left out` : ""}; .gexf, .graphml and .json have them`,
  );
}
