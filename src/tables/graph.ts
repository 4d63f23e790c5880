/** Graphs as Arrow files: graph.arrow (edges) and nodes.arrow, one or many levels in a file. */
import { readTable } from "../arrow/read.js";
import type { Provenance, Table } from "../arrow/table.js";
import { writeTable } from "../arrow/write.js";
import { concatenate } from "../concatenate.js";
import { UserError } from "../error.js";
import { canonicalGraph, type EdgeColumns, pickEdges, sliceEdges } from "../graph/canonical.js";
import { type Graph, type Nodes, type RoleName, roleNames } from "../graph/graph.js";
import { cycleIn, layersFromEdges, withoutLayers } from "../graph/layers.js";
import { liveness } from "../graph/reach.js";
import { prunableWeights } from "../network.js";

export interface Level {
  readonly level: number;
  readonly graph: Graph;
}

export interface GraphFiles {
  /** By ascending level. A level may have nodes and no edges. */
  readonly levels: readonly Level[];
  readonly edges: Table;
  readonly nodes: Table | undefined;
}

/** feed-forward: edges lead to higher layers; any: also graphs with cycles or of more layers than files count, as one layer. */
export type GraphKind = "feed-forward" | "any";

/**
 * Reads the graphs of all levels. Without nodes.arrow, the nodes are those of the edges of any level,
 * and their layers and roles follow from those edges (layers.ts).
 * @throws UserError where edges do not lead to a higher layer, occur twice, or have a node that
 * nodes.arrow lacks; where they form a cycle, unless any kind of graph will do.
 */
export function readGraph(
  path: string,
  nodesPath?: string,
  kind: GraphKind = "feed-forward",
): GraphFiles {
  const edges = readTable(path, "graph");
  const nodes = nodesPath === undefined ? undefined : readTable(nodesPath, "nodes");
  const parts = edgesByLevel(edges);
  const shared = nodes ? undefined : nodesOfEdges(path, edges, kind);
  const listed = nodes && nodesByLevel(nodesPath!, nodes);
  const names = new Set([...parts.keys(), ...(listed?.keys() ?? [])]);
  names.delete(anyLevel);
  if (names.size === 0) names.add(0);
  const levels = [...names]
    .sort((a, b) => a - b)
    .map((level) => {
      const own = shared ?? listed?.get(level) ?? listed?.get(anyLevel);
      if (!own)
        throw new UserError(`${nodesPath}: expected nodes of level ${level}, as in ${path}`);
      const prunable = prunableOf(edges);
      return { level, graph: canonicalGraph(path, own, parts.get(level) ?? noEdges, prunable) };
    });
  return { levels, edges, nodes };
}

/** Stands for nodes that hold for every level. */
const anyLevel = -1;

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

function edgeColumns(table: Table): EdgeColumns {
  return {
    source: table.uint32("source"),
    target: table.uint32("target"),
    weight: table.float32("weight"),
    layer: table.has("layer") ? table.uint8("layer") : undefined,
    multiplicity: table.has("multiplicity") ? table.uint32("multiplicity") : undefined,
  };
}

/** Edges of each level; views where the levels ascend, as in our own files. */
function edgesByLevel(table: Table): Map<number, EdgeColumns> {
  const columns = edgeColumns(table);
  if (!table.has("level")) return new Map(table.rows > 0 ? [[0, columns]] : []);
  const { order, ranges } = groupByLevel(table.uint32("level"));
  const grouped = order ? pickEdges(columns, order) : columns;
  return new Map(ranges.map(({ level, begin, end }) => [level, sliceEdges(grouped, begin, end)]));
}

interface Range {
  readonly level: number;
  readonly begin: number;
  readonly end: number;
}

/** Where each level's rows lie, after putting them into `order` if they do not ascend. */
function groupByLevel(level: Uint32Array): { order: Uint32Array | undefined; ranges: Range[] } {
  const ascending = level.every((l, row) => row === 0 || level[row - 1]! <= l);
  const order = ascending
    ? undefined
    : level.map((_, row) => row).sort((a, b) => level[a]! - level[b]! || a - b);
  const sorted = order ? order.map((row) => level[row]!) : level;
  const ranges: Range[] = [];
  for (let begin = 0, end = 0; begin < sorted.length; begin = end) {
    while (end < sorted.length && sorted[end] === sorted[begin]) end++;
    ranges.push({ level: sorted[begin]!, begin, end });
  }
  return { order, ranges };
}

/** Nodes of each level; those of a file without levels are nodes of `anyLevel`. */
function nodesByLevel(path: string, table: Table): Map<number, Nodes> {
  const id = table.uint32("node");
  const layer = table.uint8("layer");
  const role = Uint8Array.from(table.text("role"), (name) => roleNames.indexOf(name as RoleName));
  const level = table.has("level") ? table.uint32("level") : undefined;
  const order = Array.from(id.keys()).sort(
    (a, b) => (level ? level[a]! - level[b]! : 0) || id[a]! - id[b]!,
  );
  const rows = new Map<number, number[]>();
  for (const row of order) {
    const own = rows.get(level?.[row] ?? anyLevel);
    if (own && id[own.at(-1)!] === id[row])
      throw new UserError(`${path}: expected each node once, found ${id[row]} twice`);
    if (own) own.push(row);
    else rows.set(level?.[row] ?? anyLevel, [row]);
  }
  const pick = (own: readonly number[]): Nodes => ({
    id: Uint32Array.from(own, (row) => id[row]!),
    layer: Uint8Array.from(own, (row) => layer[row]!),
    role: Uint8Array.from(own, (row) => role[row]!),
  });
  return new Map(Array.from(rows, ([l, own]) => [l, pick(own)]));
}

/** Nodes that occur in edges of any level. */
function nodesOfEdges(path: string, table: Table, kind: GraphKind): Nodes {
  const source = table.uint32("source");
  const target = table.uint32("target");
  const seen = new Set(source);
  for (const value of target) seen.add(value);
  const id = Uint32Array.from(seen).sort();
  const index = new Map(Array.from(id, (value, v) => [value, v]));
  const layers = layersFromEdges(
    id.length,
    source.map((value) => index.get(value)!),
    target.map((value) => index.get(value)!),
  );
  if (!layers && kind === "any") return withoutLayers(id);
  if (!layers)
    throw new UserError(
      `${path}: expected a feed-forward graph, found ${cycleIn(source, target)}; give each edge once, from the inputs on (of an undirected graph from the lower node, without loops), or use pcrit degree and pcrit community, which read any graph`,
    );
  const depth = layers.layer.reduce((most, l) => Math.max(most, l), 0);
  if (depth > 255 && kind === "any") return withoutLayers(id);
  if (depth > 255)
    throw new UserError(`${path}: expected at most 256 layers of nodes, found ${depth + 1}`);
  return { id, layer: Uint8Array.from(layers.layer), role: layers.role };
}

/** Writes graph.arrow; graphs of all levels have the same nodes. */
export function writeGraph(path: string, levels: readonly Level[], provenance: Provenance): void {
  const ids = ({ nodes }: Graph, ends: Uint32Array) => ends.map((v) => nodes.id[v]!);
  const floats = (n: number) => new Float32Array(n);
  writeTable(
    path,
    "graph",
    {
      level: join(levels, words, ({ source }, level) => source.map(() => level)),
      source: join(levels, words, (graph) => ids(graph, graph.source)),
      target: join(levels, words, (graph) => ids(graph, graph.target)),
      layer: join(levels, bytes, (graph) => graph.weightLayer),
      weight: join(levels, floats, (graph) => graph.weight),
      multiplicity: join(levels, words, (graph) => graph.multiplicity),
    },
    provenance,
  );
}

/** Writes nodes.arrow: the nodes of every level, and which of them are live. */
export function writeNodes(path: string, levels: readonly Level[], provenance: Provenance): void {
  writeTable(
    path,
    "nodes",
    {
      level: join(levels, words, ({ nodes }, level) => nodes.id.map(() => level)),
      node: join(levels, words, (graph) => graph.nodes.id),
      layer: join(levels, bytes, (graph) => graph.nodes.layer),
      role: levels.flatMap(({ graph }) => Array.from(graph.nodes.role, (r) => roleNames[r]!)),
      live: join(levels, bytes, (graph) => liveness(graph).live),
    },
    provenance,
  );
}

const words = (n: number) => new Uint32Array(n);
const bytes = (n: number) => new Uint8Array(n);

/** The same column of every level, one after the other. */
function join<T extends Uint8Array | Uint32Array | Float32Array>(
  levels: readonly Level[],
  make: (length: number) => T,
  column: (graph: Graph, level: number) => T,
): T {
  return concatenate(
    levels.map(({ graph, level }) => column(graph, level)),
    make,
  );
}
