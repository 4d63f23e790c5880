import type { Table } from "../../arrow/table.js";
import { columnsOf, wholeColumn } from "../inputs/derived.js";
import { type Level, spread } from "../inputs/levels.js";
import { type LabelledSeries, type Series, seriesKey } from "../inputs/series.js";
import { defined, type Rows } from "../rows.js";

function columnsFor(topology: Table, statistic: string) {
  const whole = wholeColumn(topology, statistic);
  if (whole) return [{ values: whole, layer: -1 }];
  return columnsOf(topology.names, statistic).map(({ name, layer }) => ({
    values: topology.float64(name),
    layer,
  }));
}

/**
 * Rows of the data set `levels`: one for each level and statistic.
 * @param labels statistic -> what the charts call it; its order is that of the panels.
 * @param critical the critical density of a series at a width, or null.
 */
export function levelRows(
  topology: Table,
  levels: readonly Level[],
  series: readonly LabelledSeries[],
  labels: ReadonlyMap<string, string>,
  critical: (series: Series, width: number) => number | null,
): Rows {
  const seriesLabels = new Map(series.map((s) => [seriesKey(s), s.label]));
  return [...labels].flatMap(([statistic, label], rank) =>
    columnsFor(topology, statistic).flatMap(({ values, layer }) => {
      return levels.flatMap((level) => {
        const { mean, lower, upper, seeds } = spread(values, level.rows);
        if (seeds === 0) return [];
        return {
          series: seriesLabels.get(seriesKey(level.series))!,
          width: level.width,
          level: level.level,
          density: level.density,
          statistic,
          label,
          rank,
          layer: layer < 0 ? null : layer,
          mean,
          lower: defined(lower),
          upper: defined(upper),
          seeds,
          critical: critical(level.series, level.width),
        };
      });
    }),
  );
}
