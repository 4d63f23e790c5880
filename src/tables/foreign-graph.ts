/** Graphs of other programs as the tables `graph` and `nodes`, as if they had been read from Arrow files. */
import { tableFormat } from "../arrow/format.js";
import { type ColumnData, Table } from "../arrow/table.js";
import type { ForeignGraph } from "../formats/foreign-graph.js";
import { GraphBuilder } from "../formats/graph-builder.js";
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
  return tablesOf(path, graph, sha256, new Map([["pcrit.attributes", attributes]]));
}

/** Edges of an Arrow file, numbered where their ends are names. */
export function numbered(edges: Table): ForeignTables | undefined {
  const [source, target] = [edges.column("source"), edges.column("target")];
  if (!Array.isArray(source) && !Array.isArray(target)) return undefined;
  const builder = new GraphBuilder(edges.path);
  const optional = (name: string) => {
    const values = edges.has(name) ? (edges.column(name) as ArrayLike<number>) : undefined;
    return (row: number) => values?.[row];
  };
  const [weight, layer] = [optional("weight"), optional("layer")];
  const [multiplicity, sign] = [optional("multiplicity"), optional("sign")];
  const name = (column: ColumnData, row: number) =>
    String((column as ArrayLike<string | number>)[row]);
  for (let row = 0; row < edges.rows; row++)
    builder.plainEdge(
      `row ${row}`,
      name(source, row),
      name(target, row),
      edges.attribute("directed") !== false,
      {
        weight: weight(row),
        layer: layer(row),
        multiplicity: multiplicity(row),
        sign: sign(row),
      },
    );
  const levels = edges.has("level") ? { level: edges.column("level") } : {};
  return tablesOf(edges.path, builder.finish(), edges.sha256(), edges.metadata, levels);
}

function tablesOf(
  path: string,
  graph: ForeignGraph,
  sha256: string,
  metadata: ReadonlyMap<string, string>,
  more: Record<string, ColumnData> = {},
): ForeignTables {
  const table = (name: string, columns: Record<string, ColumnData>, rows: number) =>
    new Table(path, tableFormat(name), rows, metadata, new Map(Object.entries(columns)), sha256);
  return {
    edges: table("graph", { ...graph.edges, ...more }, graph.edges.source.length),
    nodes: table("nodes", nodeColumns(graph), graph.nodes.id.length),
    notes: graph.notes,
  };
}

/** Columns of the table `nodes`; those of layers and roles only where all nodes have them. */
function nodeColumns({ nodes }: ForeignGraph): Record<string, ColumnData> {
  const { id, name, label, layer, role } = nodes;
  return {
    node: id,
    ...(layer ? { layer } : {}),
    ...(layer && role ? { role } : {}),
    ...(name ? { name } : {}),
    ...(label ? { label } : {}),
  };
}
