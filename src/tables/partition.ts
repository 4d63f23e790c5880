/** Communities of nodes as an Arrow file: partition.arrow. */
import type { Provenance, Table } from "../arrow/table.js";
import { writeTable } from "../arrow/write.js";
import { placeFinder } from "../graph/find-nodes.js";

export interface LevelPartition {
  readonly level: number;
  /** Node ids, ascending: nodes with edges only. */
  readonly nodes: Uint32Array;
  readonly community: Uint32Array;
  /** Of the nodes, where they have any. */
  readonly names?: readonly string[];
}

/** Writes partition.arrow: levels in the order given. */
export function writePartition(
  path: string,
  levels: readonly LevelPartition[],
  provenance: Provenance,
): void {
  const join = (column: (level: LevelPartition) => Uint32Array) =>
    Uint32Array.from(levels.flatMap((level) => Array.from(column(level))));
  writeTable(
    path,
    "partition",
    {
      level: join(({ level, nodes }) => nodes.map(() => level)),
      node: join(({ nodes }) => nodes),
      community: join(({ community }) => community),
      ...(levels.some(({ names }) => names)
        ? { name: levels.flatMap(({ names, nodes }) => [...(names ?? Array.from(nodes, String))]) }
        : {}),
    },
    provenance,
  );
}

/**
 * Community of each of these nodes at one level; 0 for nodes that are not in the table, which have no
 * edges.
 */
export function communitiesOf(table: Table, level: number, nodes: Uint32Array): Uint32Array {
  const [levels, node, community] = ["level", "node", "community"].map((c) => table.uint32(c));
  const find = placeFinder(nodes);
  const found = new Uint32Array(nodes.length);
  for (let row = 0; row < table.rows; row++) {
    const v = levels![row] === level ? find(node![row]!) : -1;
    if (v >= 0) found[v] = community![row]!;
  }
  return found;
}

/** The partition of each of these levels, empty where the table has no row of it. */
export function partitionsOf(
  table: Table,
  levels: readonly number[],
): Omit<LevelPartition, "level">[] {
  const [level, node, community] = ["level", "node", "community"].map((c) => table.uint32(c));
  return levels.map((wanted) => ({
    nodes: node!.filter((_, row) => level![row] === wanted),
    community: community!.filter((_, row) => level![row] === wanted),
  }));
}
