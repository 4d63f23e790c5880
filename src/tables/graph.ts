/** Graphs as Arrow files: graph.arrow (edges) and nodes.arrow, one or many levels in a file. */
import { readTable } from "../arrow/read.js";
import type { Provenance, Table } from "../arrow/table.js";
import { writeTable } from "../arrow/write.js";
import { concatenate } from "../concatenate.js";
import { UserError } from "../error.js";
import { canonicalGraph, type EdgeColumns } from "../graph/canonical.js";
import {
  countFromZero,
  type Graph,
  layeredNodes,
  layerSizes,
  type Nodes,
  roleNames,
} from "../graph/graph.js";
import { isUnlayered, withoutLayers } from "../graph/layers.js";
import { liveness } from "../graph/reach.js";
import { wiringOf } from "../graph/wiring.js";
import { located } from "../layer-settings.js";
import { mostEdges } from "../limits.js";
import { prunableWeights } from "../network.js";
import { edgeColumns, edgesByLevel } from "./edges.js";
import { type ForeignTables, numbered, readForeignTables } from "./foreign-graph.js";
import { readLayerGraph } from "./layer-graph.js";
import { anyLevel, nodesByLevel, nodesOfEdges } from "./nodes.js";

export interface Level {
  readonly level: number;
  readonly graph: Graph;
}

export interface GraphFiles {
  /** By ascending level. A level may have nodes and no edges. */
  readonly levels: readonly Level[];
  readonly edges: Table;
  readonly nodes: Table | undefined;
  /** What was guessed or left out, a line each. */
  readonly notes: readonly string[];
}

/** feed-forward: edges lead to higher layers, each is there once; any: all graphs, others as one layer. */
export type GraphKind = "feed-forward" | "any";

/**
 * Reads the graphs of all levels, from Arrow or from a file of another program (formats/read-graph.ts).
 * Without nodes.arrow, the nodes are those of the edges of any level, and of the file where it lists them;
 * their layers and roles are what it says, or follow from the edges (nodes.ts).
 * @throws UserError where nodes.arrow has layers, and edges do not lead to a higher one, occur twice, or
 * have a node that it lacks; where a graph is not feed-forward, unless any kind of graph will do.
 */
export function readGraph(
  path: string,
  nodesPath?: string,
  kind: GraphKind = "feed-forward",
): GraphFiles {
  const { edges, nodes: list, notes: read } = readEdges(path);
  const nodes = nodesPath === undefined ? undefined : readTable(nodesPath, "nodes");
  const undirected = edges.attribute("directed") === false;
  const columns = edgeColumns(edges);
  if (columns.source.length > mostEdges)
    throw new UserError(
      `${path}: expected at most ${mostEdges} edges, found ${columns.source.length}`,
    );
  const parts = edgesByLevel(edges, columns);
  const wiring = wiringIn(edges);
  const guessed = nodes || wiring ? undefined : nodesOfEdges(path, parts, list, undirected);
  const listed = nodes && nodesByLevel(nodesPath!, nodes);
  const ownNodes = (level: number): Nodes => {
    const own =
      guessed?.nodes ?? listed?.get(level) ?? listed?.get(anyLevel) ?? unlisted(wiring, nodes);
    if (wiring && own) checkNodes(nodesPath ?? path, own, wiring);
    if (!own) throw new UserError(`${nodesPath}: expected nodes of level ${level}, as in ${path}`);
    return undirected || isUnlayered(own) ? { ...own, ...withoutLayers(own.id) } : own;
  };
  const names = new Set([...parts.keys(), ...(listed?.keys() ?? [])]);
  names.delete(anyLevel);
  if (names.size === 0) names.add(0);
  const prunable = wiring?.prunable ?? prunableOf(edges);
  const levels = [...names]
    .sort((a, b) => a - b)
    .map((level) => {
      const own = ownNodes(level);
      if (kind === "feed-forward" && isUnlayered(own))
        throw notFeedForward(path, guessed?.reason ?? "its nodes have no layers");
      const part = parts.get(level) ?? noEdges;
      const found = canonicalGraph(path, own, part, prunable, undirected, wiring?.edges);
      return { level, graph: found };
    });
  return { levels, edges, nodes, notes: [...read, ...columns.notes, ...(guessed?.notes ?? [])] };
}

interface FileWiring {
  readonly nodes: Nodes;
  readonly edges: Pick<Graph, "ends" | "identities">;
  readonly prunable: number;
}

/** What the attribute `graph` says, of networks that are graphs of layers. */
function wiringIn(edges: Table): FileWiring | undefined {
  const attribute = edges.attribute("graph");
  if (attribute === undefined) return undefined;
  const units = edges.attribute("units");
  const classes = isUnits(units) ? units.at(-1)! : 0;
  const graph = readLayerGraph(edges.path, attribute, classes);
  const convention = edges.attribute("convention") === "units" ? "units" : "channels";
  const { sizes, prunable, ...wiring } = located(edges.path, () => wiringOf(graph, convention));
  if (JSON.stringify(units) !== JSON.stringify(sizes))
    throw new UserError(
      `${edges.path}: expected unit layers of ${sizes.join(", ")} nodes, as its graph of layers has, found ${JSON.stringify(units)} in "units"`,
    );
  return {
    nodes: layeredNodes(sizes),
    edges: wiring,
    prunable,
  };
}

/** Without nodes.arrow they are what the graph of layers says. */
function unlisted(wiring: FileWiring | undefined, listed: Table | undefined): Nodes | undefined {
  return listed ? undefined : wiring?.nodes;
}

function checkNodes(path: string, found: Nodes, { nodes }: FileWiring): void {
  const same = (name: "id" | "layer" | "role") =>
    found[name].length === nodes[name].length &&
    found[name].every((value, v) => value === nodes[name][v]);
  if (same("id") && same("layer") && same("role")) return;
  throw new UserError(
    `${path}: expected the nodes of its graph of layers, ${layerSizes(nodes).join(", ")} a unit layer, inputs first, found ${layerSizes(found).join(", ")}, or others`,
  );
}

function readEdges(path: string): ForeignTables | { edges: Table; nodes: undefined; notes: [] } {
  const foreign = readForeignTables(path);
  if (foreign) return foreign;
  const edges = readTable(path, "graph");
  return numbered(edges) ?? { edges, nodes: undefined, notes: [] };
}

function notFeedForward(path: string, reason: string): UserError {
  return new UserError(
    `${path}: expected a feed-forward graph, found that ${reason}; give each edge once, from the inputs on, or use pcrit percolation, degree, community or structure, which read any graph`,
  );
}

const noEdges: EdgeColumns = {
  source: new Uint32Array(),
  target: new Uint32Array(),
  weight: new Float32Array(),
  layer: undefined,
  multiplicity: undefined,
};

/** The attribute `prunable`; without it, units are of fully connected layers. */
function prunableOf(edges: Table): number | undefined {
  const stated = edges.attribute("prunable");
  if (typeof stated === "number" && Number.isSafeInteger(stated) && stated > 0) return stated;
  const units = edges.attribute("units");
  return isUnits(units) ? prunableWeights({ units }) : undefined;
}

function isUnits(value: unknown): value is number[] {
  return Array.isArray(value) && value.every((n) => Number.isSafeInteger(n) && n > 0);
}

/** Writes graph.arrow; graphs of all levels have the same nodes. */
export function writeGraph(path: string, levels: readonly Level[], provenance: Provenance): void {
  const floats = (n: number) => new Float32Array(n);
  writeTable(
    path,
    "graph",
    {
      level: join(levels, words, ({ source }, level) => words(source.length).fill(level)),
      source: join(levels, words, (graph) => idsAt(graph, graph.source)),
      target: join(levels, words, (graph) => idsAt(graph, graph.target)),
      ...(unlayered(levels) ? {} : { layer: join(levels, bytes, (graph) => graph.weightLayer) }),
      weight: join(levels, floats, (graph) => graph.weight),
      multiplicity: join(levels, words, (graph) => graph.multiplicity),
      ...(levels.some(({ graph }) => graph.sign)
        ? { sign: join(levels, (n) => new Int32Array(n), signsOf) }
        : {}),
    },
    provenance,
  );
}

/** The ends themselves where ids count from 0. */
function idsAt({ nodes }: Graph, ends: Uint32Array): Uint32Array {
  return countFromZero(nodes.id) ? ends : ends.map((v) => nodes.id[v]!);
}

/** Writes nodes.arrow: the nodes of every level, which of them are live, and names where they have any. */
export function writeNodes(path: string, levels: readonly Level[], provenance: Provenance): void {
  const texts = (name: "name" | "label") => {
    if (!levels.some(({ graph }) => graph.nodes[name])) return {};
    const own = ({ graph: { nodes } }: Level) => nodes[name] ?? Array.from(nodes.id, String);
    return { [name]: levels.flatMap((level) => [...own(level)]) };
  };
  writeTable(
    path,
    "nodes",
    {
      level: join(levels, words, ({ nodes }, level) => nodes.id.map(() => level)),
      node: join(levels, words, (graph) => graph.nodes.id),
      layer: join(levels, bytes, (graph) => graph.nodes.layer),
      role: levels.flatMap(({ graph }) => Array.from(graph.nodes.role, (r) => roleNames[r]!)),
      ...(unlayered(levels) ? {} : { live: join(levels, bytes, (graph) => liveness(graph).live) }),
      ...texts("name"),
      ...texts("label"),
    },
    provenance,
  );
}

/** Layers of edges and live nodes are not known in some level. */
function unlayered(levels: readonly Level[]): boolean {
  return levels.some(({ graph }) => isUnlayered(graph.nodes));
}

function signsOf({ weight, sign }: Graph): Int32Array {
  return sign ?? Int32Array.from(weight, Math.sign);
}

const words = (n: number) => new Uint32Array(n);
const bytes = (n: number) => new Uint8Array(n);

/** The same column of every level, one after the other. */
function join<T extends Uint8Array | Uint32Array | Int32Array | Float32Array>(
  levels: readonly Level[],
  make: (length: number) => T,
  column: (graph: Graph, level: number) => T,
): T {
  return concatenate(
    levels.map(({ graph, level }) => column(graph, level)),
    make,
  );
}
