import { isLists, type Table } from "../../arrow/table.js";
import { defined, type Row, type Rows } from "../rows.js";
import { type LabelledSeries, seriesKey, seriesOf } from "./series.js";

const keys: readonly string[] = ["dataset", "architecture", "criterion", "pruning"];

/** Every described column of a table; `series` first, where it has one. */
export function tableRows(table: Table, series: readonly LabelledSeries[]): Rows {
  const names = table.format.columns.map(({ name }) => name).filter((name) => table.has(name));
  const ofSeries = keys.every((key) => names.includes(key)) ? seriesOf(table) : undefined;
  const labels = new Map(series.map((s) => [seriesKey(s), s.label]));
  const kept = names.filter((name) => !ofSeries || !keys.includes(name));
  const columns = kept.map((name) => [name, table.column(name)] as const);
  return Array.from({ length: table.rows }, (_, row): Row => {
    const own = ofSeries?.(row);
    return {
      ...(own
        ? { series: labels.get(seriesKey(own)) ?? keys.map((k) => own[k as "dataset"]).join(", ") }
        : {}),
      ...Object.fromEntries(
        columns.flatMap(([name, data]) => {
          if (isLists(data)) return [];
          const value = data[row]!;
          return [[name, typeof value === "string" ? value : defined(Number(value))]];
        }),
      ),
    };
  });
}
