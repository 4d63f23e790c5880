/**
 * Means over seeds: one entry for each series, width and level of topology.arrow, with the mean,
 * the lowest and the highest seed of every statistic asked for. Seeds in which a statistic is not
 * defined are left out of it and counted.
 */
import type { Table } from "../../arrow/table.js";
import { groupBy } from "../rows.js";
import { type Series, seriesKey, seriesOf } from "./series.js";

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
  const running = new RunningSpread();
  for (const row of rows) running.add(values[row]!);
  return running.value;
}

/** The same of values that come one after the other. */
export class RunningSpread {
  #sum = 0;
  #seeds = 0;
  #lower = Number.POSITIVE_INFINITY;
  #upper = Number.NEGATIVE_INFINITY;

  add(value: number): void {
    if (Number.isNaN(value)) return;
    this.#seeds++;
    this.#sum += value;
    this.#lower = Math.min(this.#lower, value);
    this.#upper = Math.max(this.#upper, value);
  }

  get value(): Spread {
    const seeds = this.#seeds;
    if (seeds === 0) return { mean: Number.NaN, lower: Number.NaN, upper: Number.NaN, seeds };
    return { mean: this.#sum / seeds, lower: this.#lower, upper: this.#upper, seeds };
  }
}
