/**
 * Means over seeds: one entry for each series, width and level of topology.arrow, with the mean,
 * the lowest and the highest seed of every statistic asked for. Seeds in which a statistic is not
 * defined are left out of it and counted.
 */
import type { Table } from "../../arrow/table.js";
import { defined, groupBy, type Rows } from "../rows.js";
import { wholeColumn } from "./derived.js";
import { type LabelledSeries, type Series, seriesKey, seriesOf } from "./series.js";

export interface Level {
  readonly series: Series;
  readonly width: number;
  readonly level: number;
  /** Rows of topology.arrow that belong to it, one a seed. */
  readonly rows: readonly number[];
  /** Mean over the seeds. */
  readonly density: number;
}

export interface Spread {
  readonly mean: number;
  readonly lower: number;
  readonly upper: number;
  readonly seeds: number;
}

/** In order of series (as they first occur), width, level. */
export function readLevels(topology: Table): Level[] {
  const series = seriesOf(topology);
  const width = topology.float64("width");
  const level = topology.uint32("level");
  const density = topology.float64("density");
  const rows = Array.from({ length: topology.rows }, (_, row) => row);
  const groups = groupBy(rows, (r) => `${seriesKey(series(r))}\n${width[r]}\n${level[r]}`);
  const firsts = new Map(rows.map((r) => [seriesKey(series(r)), r] as const).reverse());
  return [...groups.values()]
    .map((group) => ({
      series: series(group[0]!),
      width: width[group[0]!]!,
      level: level[group[0]!]!,
      rows: group,
      density: group.reduce((sum, row) => sum + density[row]!, 0) / group.length,
    }))
    .sort(
      (a, b) =>
        firsts.get(seriesKey(a.series))! - firsts.get(seriesKey(b.series))! ||
        a.width - b.width ||
        a.level - b.level,
    );
}

/** A statistic over the seeds of a level; NaN where no seed has it. */
export function spread(values: ArrayLike<number>, rows: readonly number[]): Spread {
  let sum = 0;
  let seeds = 0;
  let lower = Number.POSITIVE_INFINITY;
  let upper = Number.NEGATIVE_INFINITY;
  for (const row of rows) {
    const value = values[row]!;
    if (Number.isNaN(value)) continue;
    seeds++;
    sum += value;
    lower = Math.min(lower, value);
    upper = Math.max(upper, value);
  }
  if (seeds === 0) return { mean: Number.NaN, lower: Number.NaN, upper: Number.NaN, seeds };
  return { mean: sum / seeds, lower, upper, seeds };
}

/** Columns of a statistic that is given by layer. */
export function columnsOf(names: readonly string[], statistic: string) {
  return names.flatMap((name) => {
    const layer = name.startsWith(`${statistic}_layer`)
      ? name.slice(statistic.length + "_layer".length)
      : "";
    return /^\d+$/.test(layer) ? [{ name, layer: Number(layer) }] : [];
  });
}

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
