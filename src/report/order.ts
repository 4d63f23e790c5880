/** Rows of the data set `order`: order.arrow with the accuracy of the same level beside it. */
import type { Table } from "../arrow/table.js";
import { type Level, spread } from "./levels.js";
import { defined, type Rows } from "./rows.js";
import { type LabelledSeries, type Series, seriesKey, seriesOf } from "./series.js";

const numbers = [
  "density",
  "weights",
  "mean_degree",
  "effective_density",
  "mean",
  "lower",
  "upper",
  "susceptibility",
  "susceptibility_lower",
  "susceptibility_upper",
] as const;

/**
 * @param accuracy finds the level of topology.arrow that a row belongs to, if that table was given.
 * @param critical the critical density of a series at a width, or null.
 */
export function orderRows(
  order: Table,
  series: readonly LabelledSeries[],
  topology: { table: Table; levels: readonly Level[] } | undefined,
  critical: (series: Series, width: number) => number | null,
): Rows {
  const of = seriesOf(order);
  const labels = new Map(series.map((s) => [seriesKey(s), s.label]));
  const place = (s: Series, width: number, level: number) => `${seriesKey(s)}\n${width}\n${level}`;
  const levels = new Map(
    topology?.levels.map((level) => [place(level.series, level.width, level.level), level]),
  );
  return Array.from({ length: order.rows }, (_, row) => {
    const width = order.float64("width")[row]!;
    const level = order.uint32("level")[row]!;
    const phase = order.text("phase")[row]!;
    const found = levels.get(place(of(row), width, level));
    const accuracy = found
      ? spread(
          topology!.table.float64(phase === "after" ? "accuracy" : "accuracy_before"),
          found.rows,
        )
      : undefined;
    return {
      series: labels.get(seriesKey(of(row)))!,
      width,
      phase,
      level,
      seeds: order.uint32("seeds")[row]!,
      ...Object.fromEntries(numbers.map((name) => [name, defined(order.float64(name)[row]!)])),
      accuracy: defined(accuracy?.mean ?? Number.NaN),
      accuracy_lower: defined(accuracy?.lower ?? Number.NaN),
      accuracy_upper: defined(accuracy?.upper ?? Number.NaN),
      critical: critical(of(row), width),
    };
  });
}
