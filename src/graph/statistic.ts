/** Scalar statistics in long form, as the table `statistics` holds them. */
import type { ColumnData } from "../arrow/table.js";

export interface Statistic {
  readonly name: string;
  /** Unit layer or weight layer that the statistic belongs to; whole graph where left out. */
  readonly layer?: number;
  /** NaN where undefined. */
  readonly value: number;
}

/** Columns of the table `statistics`, levels in the order given. */
export function statisticColumns(
  levels: readonly { readonly level: number; readonly statistics: readonly Statistic[] }[],
): Record<string, ColumnData> {
  const rows = levels.flatMap(({ level, statistics }) => statistics.map((s) => ({ level, ...s })));
  return {
    level: Uint32Array.from(rows, (row) => row.level),
    layer: Int32Array.from(rows, (row) => row.layer ?? -1),
    statistic: rows.map((row) => row.name),
    value: Float64Array.from(rows, (row) => row.value),
  };
}

/** Lines of help: every statistic with its meaning. */
export function describeStatistics(meanings: Readonly<Record<string, string>>): string {
  const lines = Object.entries(meanings).map(
    ([name, meaning]) => `  ${name.padEnd(44)} ${meaning}`,
  );
  return ["Statistics", ...lines].join("\n");
}
