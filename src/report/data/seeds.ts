/**
 * Rows of the data set `seeds`: cells of topology.arrow by themselves, level by level. Of many seeds the
 * first ones: more curves than can be told apart say nothing, and the page would grow with the run.
 */
import type { Table } from "../../arrow/table.js";
import type { Level } from "../inputs/levels.js";
import { type LabelledSeries, seriesKey } from "../inputs/series.js";
import { defined, type Rows } from "../rows.js";

const numbers = [
  "density",
  "mean_degree",
  "effective_density",
  "accuracy",
  "order_parameter",
] as const;

/** Seeds, in their order, whose own curves are drawn. */
export const SEEDS_DRAWN = 50;

export function seedRows(
  topology: Table,
  levels: readonly Level[],
  series: readonly LabelledSeries[],
): Rows {
  const labels = new Map(series.map((s) => [seriesKey(s), s.label]));
  const seed = topology.uint32("seed");
  return levels
    .flatMap((level) => level.rows.map((row) => ({ level, row })))
    .filter(({ row }) => seed[row]! < SEEDS_DRAWN)
    .map(({ level, row }) => ({
      series: labels.get(seriesKey(level.series))!,
      width: level.width,
      seed: seed[row]!,
      level: level.level,
      weights: topology.uint32("weights")[row]!,
      ...Object.fromEntries(numbers.map((name) => [name, defined(topology.float64(name)[row]!)])),
    }));
}
