/** Scalar statistics of many levels as an Arrow file: statistics.arrow. */
import type { Provenance } from "../arrow/table.js";
import { writeTable } from "../arrow/write.js";
import type { Statistic } from "../graph/statistic.js";

export interface LevelStatistics {
  readonly level: number;
  readonly statistics: readonly Statistic[];
}

/** Writes statistics.arrow: levels and statistics in the order given. */
export function writeStatistics(
  path: string,
  levels: readonly LevelStatistics[],
  provenance: Provenance,
): void {
  const rows = levels.flatMap(({ level, statistics }) => statistics.map((s) => ({ level, ...s })));
  writeTable(
    path,
    "statistics",
    {
      level: Uint32Array.from(rows, (row) => row.level),
      layer: Int32Array.from(rows, (row) => row.layer ?? -1),
      statistic: rows.map((row) => row.name),
      value: Float64Array.from(rows, (row) => row.value),
    },
    provenance,
  );
}
