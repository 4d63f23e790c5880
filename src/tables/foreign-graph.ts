/** Graphs of other programs as the tables `graph` and `nodes`, as if they had been read from Arrow files. */
import { tableFormat } from "../arrow/format.js";
import { type ColumnData, Table } from "../arrow/table.js";
import type { ForeignGraph } from "../formats/foreign-graph.js";
import { readForeignGraph } from "../formats/read-graph.js";

export interface ForeignTables {
  readonly edges: Table;
  readonly nodes: Table;
  readonly notes: readonly string[];
}

/** @returns undefined where the file holds Arrow, or nothing that is known. */
export function readForeignTables(path: string): ForeignTables | undefined {
  const found = readForeignGraph(path);
  if (!found) return undefined;
  const { graph, sha256 } = found;
  const attributes = JSON.stringify({ directed: graph.directed });
  const metadata = new Map([["pcrit.attributes", attributes]]);
  const table = (name: string, columns: Record<string, ColumnData>, rows: number) =>
    new Table(path, tableFormat(name), rows, metadata, new Map(Object.entries(columns)), sha256);
  return {
    edges: table("graph", edgeColumns(graph), graph.edges.source.length),
    nodes: table("nodes", nodeColumns(graph), graph.nodes.id.length),
    notes: graph.notes,
  };
}

/** Columns of the table `graph`. */
export function edgeColumns({ edges }: ForeignGraph): Record<string, ColumnData> {
  return { ...edges };
}

/** Columns of the table `nodes`; those of layers and roles only where all nodes have them. */
export function nodeColumns({ nodes }: ForeignGraph): Record<string, ColumnData> {
  const { id, name, label, layer, role } = nodes;
  return {
    node: id,
    ...(layer ? { layer } : {}),
    ...(layer && role ? { role } : {}),
    ...(name ? { name } : {}),
    ...(label ? { label } : {}),
  };
}
