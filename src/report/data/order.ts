/** Rows of the data sets `order` (order.arrow) and `accuracy` (the same levels in topology.arrow). */
import type { Table } from "../../arrow/table.js";
import { type Level, spread } from "../inputs/levels.js";
import { type LabelledSeries, type Series, seriesKey, seriesOf } from "../inputs/series.js";
import { defined, type Rows } from "../rows.js";

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

/** @param critical the critical density of a series at a width, or null. */
export function orderRows(
  order: Table,
  series: readonly LabelledSeries[],
  critical: (series: Series, width: number) => number | null,
): Rows {
  const of = seriesOf(order);
  const labels = new Map(series.map((s) => [seriesKey(s), s.label]));
  return Array.from({ length: order.rows }, (_, row) => {
    const width = order.float64("width")[row]!;
    return {
      series: labels.get(seriesKey(of(row)))!,
      width,
      phase: order.text("phase")[row]!,
      level: order.uint32("level")[row]!,
      seeds: order.uint32("seeds")[row]!,
      ...Object.fromEntries(numbers.map((name) => [name, defined(order.float64(name)[row]!)])),
      critical: critical(of(row), width),
    };
  });
}

export const controls = ["density", "weights", "mean_degree", "effective_density"] as const;

/** Accuracy after fine-tuning, with every control parameter as its mean over seeds. */
export function accuracyRows(
  topology: Table,
  levels: readonly Level[],
  series: readonly LabelledSeries[],
): Rows {
  const labels = new Map(series.map((s) => [seriesKey(s), s.label]));
  const column = (name: string) =>
    name === "weights" ? topology.uint32(name) : topology.float64(name);
  return levels.map((level) => ({
    series: labels.get(seriesKey(level.series))!,
    width: level.width,
    level: level.level,
    ...Object.fromEntries(controls.map((name) => [name, spread(column(name), level.rows).mean])),
    ...spread(topology.float64("accuracy"), level.rows),
  }));
}
