/** Rows of the data set `curves`: m after fine-tuning against density, every series and width of every run. */
import { orderRows } from "../data/order.js";
import type { Row, Rows } from "../rows.js";
import { type Entry, identity } from "./entries.js";

export function curveRows(entries: readonly Entry[]): Rows {
  return entries.flatMap((entry): Row[] => {
    const { results } = entry.run;
    const { order } = results.tables;
    if (!order) return [];
    const widths = results.widths;
    return orderRows(order, results.series, () => null)
      .filter(
        (row) =>
          row["series"] === entry.series.label &&
          row["phase"] !== "before" &&
          typeof row["mean"] === "number" &&
          Number(row["density"]) > 0,
      )
      .map((row) => ({
        ...identity(entry),
        width: row["width"]!,
        largest: row["width"] === widths.at(-1) ? 1 : 0,
        level: row["level"]!,
        density: row["density"]!,
        mean: row["mean"]!,
        lower: row["lower"] ?? null,
        upper: row["upper"] ?? null,
        seeds: row["seeds"]!,
      }));
  });
}
