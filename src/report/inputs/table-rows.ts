import { isLists, type Table } from "../../arrow/table.js";
import { defined, type Rows, type Value } from "../rows.js";
import { type LabelledSeries, seriesKey, seriesOf } from "./series.js";

const keys: readonly string[] = ["dataset", "architecture", "criterion", "pruning"];

/** Every described column of a table; `series` first, where it has one. */
export function tableRows(table: Table, series: readonly LabelledSeries[]): Rows {
  const names = table.format.columns.map(({ name }) => name).filter((name) => table.has(name));
  const ofSeries = keys.every((key) => names.includes(key)) ? seriesOf(table) : undefined;
  const labels = new Map(series.map((s) => [seriesKey(s), s.label]));
  const kept = names.filter((name) => !ofSeries || !keys.includes(name));
  const columns = kept.flatMap((name) => {
    const data = table.column(name);
    return isLists(data) ? [] : [[name, data] as const];
  });
  return Array.from({ length: table.rows }, (_, row) => {
    // name by name: an object made of its entries takes ten times as long
    const made: Record<string, Value> = {};
    const own = ofSeries?.(row);
    if (own)
      made["series"] =
        labels.get(seriesKey(own)) ?? keys.map((k) => own[k as "dataset"]).join(", ");
    for (const [name, data] of columns) {
      const value = data[row]!;
      made[name] = typeof value === "string" ? value : defined(Number(value));
    }
    return made;
  });
}
