/** Communities of nodes as an Arrow file: partition.arrow. */
import type { Provenance } from "../arrow/table.js";
import { writeTable } from "../arrow/write.js";

export interface LevelPartition {
  readonly level: number;
  /** Node ids, ascending: nodes with edges only. */
  readonly nodes: Uint32Array;
  readonly community: Uint32Array;
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
    },
    provenance,
  );
}
