/**
 * Rows of the data set `percolation`: curves of the dense network and of the level nearest to the
 * critical density, as means over seeds on a common grid of occupations, equal steps in its
 * logarithm, from shortly before a component holds a hundredth of the nodes. Between the points that a file holds a curve is taken as straight.
 */
import type { Table } from "../../arrow/table.js";
import { exp, log } from "../../math.js";
import type { CellFile } from "../inputs/inputs.js";
import { type Level, spread } from "../inputs/levels.js";
import { type LabelledSeries, type Series, seriesKey } from "../inputs/series.js";
import { groupBy, type Rows } from "../rows.js";

const points = 41; // of the grid

/** What is followed while edges are added, and what the panels call it. */
const measures = {
  giant: "Largest component",
  second: "Second component",
  reached_outputs: "Outputs reached",
  live: "Hidden units alive",
} as const;

const dense = "dense network";
const nearCritical = "near the collapse";

interface Curve {
  readonly which: string;
  readonly order: string;
  readonly occupation: readonly number[];
  /** Density of the level: all its edges. */
  readonly full: number;
  readonly values: Readonly<Record<keyof typeof measures, readonly number[]>>;
}

/**
 * Of the files no more are in memory than those of one series and width.
 * @param critical the critical density of a series at a width, or null.
 */
export function percolationRows(
  files: readonly CellFile[],
  levels: readonly Level[],
  series: readonly LabelledSeries[],
  critical: (series: Series, width: number) => number | null,
): Rows {
  const labels = new Map(series.map((s) => [seriesKey(s), s.label]));
  const alike = groupBy(files, ({ cell }) => `${seriesKey(cell)}\n${cell.width}`);
  return [...alike.values()].flatMap((own) => {
    const { cell } = own[0]!;
    const near = nearestLevel(levels, cell, critical(cell, cell.width));
    const curves = own.flatMap((file) => curvesOf(file.read(), near));
    return [...groupBy(curves, (c) => c.which).values()].flatMap((both) => {
      const first = both.reduce((least, c) => Math.min(least, firstOccupation(c)), 1);
      return [...groupBy(both, (c) => c.order).values()].flatMap((group) => {
        const { which, order } = group[0]!;
        const label = labels.get(seriesKey(cell)) ?? null;
        const base = { series: label, width: cell.width, which, order };
        return meanCurve(group, first).map((row) => ({ ...base, ...row }));
      });
    });
  });
}

/** The level whose density is nearest to the critical one on a log scale; undefined without one. */
export function nearestLevel(
  levels: readonly Level[],
  cell: Series & { readonly width: number },
  critical: number | null,
): number | undefined {
  if (critical === null) return undefined;
  const distance = (density: number) => Math.max(density / critical, critical / density);
  let best: Level | undefined;
  for (const level of levels) {
    if (level.width !== cell.width || seriesKey(level.series) !== seriesKey(cell)) continue;
    if (!best || distance(level.density) < distance(best.density)) best = level;
  }
  return best?.level;
}

function curvesOf(table: Table, near: number | undefined): Curve[] {
  const level = table.uint32("level");
  const order = table.text("order");
  const wanted = new Map([[0, dense]]);
  if (near !== undefined && near > 0) wanted.set(near, nearCritical);
  const rows = Array.from({ length: table.rows }, (_, r) => r).filter((r) => wanted.has(level[r]!));
  return [...groupBy(rows, (r) => `${level[r]}\n${order[r]}`).values()].map((group) => {
    const of = (name: string) => group.map((r) => table.float64(name)[r]!);
    const density = of("density");
    return {
      which: wanted.get(level[group[0]!]!)!,
      order: order[group[0]!]!,
      occupation: of("occupation"),
      full: density.at(-1)!,
      values: {
        giant: of("giant"),
        second: of("second"),
        reached_outputs: of("reached_outputs"),
        live: of("live"),
      },
    };
  });
}

/** @param first the lowest occupation of the grid. */
function meanCurve(curves: readonly Curve[], first: number) {
  const full = curves.reduce((sum, c) => sum + c.full, 0) / curves.length;
  const all = curves.map((_, i) => i);
  const names = Object.keys(measures) as (keyof typeof measures)[];
  return Array.from({ length: points }, (_, i) => {
    const occupation = i === points - 1 ? 1 : exp((log(first) * (points - 1 - i)) / (points - 1));
    return names.map((measure, rank) => {
      const values = curves.map((c) => interpolate(c.occupation, c.values[measure], occupation));
      const { mean, lower, upper, seeds } = spread(values, all);
      const label = measures[measure];
      return { density: occupation * full, label, rank, mean, lower, upper, seeds };
    });
  }).flat();
}

/** A third of the occupation at which a component first holds a hundredth of the nodes. */
function firstOccupation({ occupation, values }: Curve): number {
  const start = occupation.find((o) => o > 0) ?? 1;
  const grown = occupation.find((_, i) => values.giant[i]! >= 0.01) ?? 1;
  return Math.max(start, grown / 3);
}

/** The value at `at` of the line through points with rising `x`; the end values outside. */
export function interpolate(x: readonly number[], y: readonly number[], at: number): number {
  let above = x.findIndex((value) => value >= at);
  if (above < 0) above = x.length - 1;
  if (above === 0 || x[above]! <= at) return y[above]!;
  const share = (at - x[above - 1]!) / (x[above]! - x[above - 1]!);
  return y[above - 1]! + share * (y[above]! - y[above - 1]!);
}
