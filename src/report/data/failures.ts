/**
 * Rows of the data set `failures`: at each level the share of cells in each state, stacked, over
 * the stretch of density that is nearer to this level than to its neighbours (on a log scale).
 */
import type { Table } from "../../arrow/table.js";
import type { Level } from "../inputs/levels.js";
import { type LabelledSeries, type Series, seriesKey } from "../inputs/series.js";
import { statesOf } from "../inputs/untrained.js";
import { groupBy, type Row, type Rows } from "../rows.js";

/** From good to bad, which is also the order in the stack. */
export const states = [
  "functional",
  "not-trained",
  "not-functioning",
  "disconnected",
  "empty-layer",
] as const;

/** @param critical the critical density of a series at a width, or null. */
export function failureRows(
  topology: Table,
  levels: readonly Level[],
  series: readonly LabelledSeries[],
  critical: (series: Series, width: number) => number | null,
): Rows {
  const failure = statesOf(topology);
  const labels = new Map(series.map((s) => [seriesKey(s), s.label]));
  const curves = groupBy(levels, (level) => `${seriesKey(level.series)}\n${level.width}`);
  return [...curves.values()].flatMap((curve) => {
    const positive = curve.filter((level) => level.density > 0);
    return positive.flatMap((level, i) => {
      const [from, to] = stretch(
        positive.map((l) => l.density),
        i,
      );
      const base = {
        series: labels.get(seriesKey(level.series))!,
        width: level.width,
        level: level.level,
        density: level.density,
        from,
        to,
        cells: level.rows.length,
        critical: critical(level.series, level.width),
      };
      return shares(level.rows.map((row) => failure[row]!)).map((share) => ({ ...base, ...share }));
    });
  });
}

function shares(words: readonly string[]): Row[] {
  let low = 0;
  return states.flatMap((state) => {
    const share = words.filter((word) => word === state).length / words.length;
    if (share === 0) return [];
    const bottom = low;
    low += share;
    return [{ state, share, bottom, top: low }];
  });
}

/** Ends halfway (geometrically) to the neighbours; at the ends as far as on the other side. */
function stretch(densities: readonly number[], i: number): [number, number] {
  const here = densities[i]!;
  const above = densities[i - 1];
  const below = densities[i + 1];
  const up = above ? Math.sqrt(above / here) : below ? Math.sqrt(here / below) : 1.2;
  const down = below ? Math.sqrt(here / below) : up;
  return [here / down, i === 0 ? Math.min(here * up, 1) : here * up];
}
