/**
 * Rows of the data set `percolation`: curves of the dense network and of the level nearest to the
 * critical density, as means over seeds on a common grid of occupations, equal steps in its
 * logarithm, from shortly before a component holds a hundredth of the nodes. Between the points that a file holds a curve is taken as straight.
 * Of networks with skips there are curves with them and without.
 */
import type { Table } from "../../arrow/table.js";
import { child } from "../../child.js";
import { exp, log } from "../../math.js";
import type { CellFile } from "../inputs/inputs.js";
import { type Level, RunningSpread } from "../inputs/levels.js";
import { type LabelledSeries, type Series, seriesKey } from "../inputs/series.js";
import { groupBy, type Rows } from "../rows.js";
import { alike } from "./summarised.js";

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
  /** The lowest occupation that is of interest. */
  readonly first: number;
  readonly values: Readonly<Record<keyof typeof measures, readonly number[]>>;
}

/**
 * The files are read twice, one by one: where the grid begins is only known once all were seen, and the curves
 * of all seeds are too many to be kept.
 * @param critical the critical density of a series at a width, or null.
 */
export function percolationRows(
  files: readonly CellFile[],
  levels: readonly Level[],
  series: readonly LabelledSeries[],
  critical: (series: Series, width: number) => number | null,
): Rows {
  const labels = new Map(series.map((s) => [seriesKey(s), s.label]));
  return alike(files).flatMap((own) => {
    const { cell } = own[0]!;
    const near = nearestLevel(levels, cell, critical(cell, cell.width));
    const firsts = new Map<string, number>();
    for (const curve of curvesIn(own, near)) {
      const least = firsts.get(curve.which) ?? 1;
      firsts.set(curve.which, Math.min(least, curve.first));
    }
    const means = new Map<string, Map<string, MeanCurve>>();
    for (const curve of curvesIn(own, near)) {
      const both = child(means, curve.which, () => new Map<string, MeanCurve>());
      child(both, curve.order, () => new MeanCurve(firsts.get(curve.which)!)).add(curve);
    }
    const label = labels.get(seriesKey(cell)) ?? null;
    return [...means].flatMap(([which, both]) =>
      [...both].flatMap(([order, mean]) => {
        const base = { series: label, width: cell.width, which, order };
        return mean.rows().map((row) => ({ ...base, ...row }));
      }),
    );
  });
}

function* curvesIn(files: readonly CellFile[], near: number | undefined): Generator<Curve> {
  for (const file of files) yield* curvesOf(file.read(), near);
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
  return [...groupBy(rows, (r) => `${level[r]}\n${order[r]}`).values()].flatMap((group) => {
    const of = (name: string) => group.map((r) => table.float64(name)[r]!);
    const own = order[group[0]!]!;
    const occupation = of("occupation");
    const giant = of("giant");
    const base = {
      which: wanted.get(level[group[0]!]!)!,
      order: own,
      occupation,
      full: of("density").at(-1)!,
      first: firstOccupation(occupation, giant),
    };
    const components = { giant, second: of("second") };
    const paths = { reached_outputs: of("reached_outputs"), live: of("live") };
    if (!table.has("giant_with_skips")) return { ...base, values: { ...components, ...paths } };
    const joined = { giant: of("giant_with_skips"), second: of("second_with_skips") };
    const through = {
      reached_outputs: of("reached_outputs_without_skips"),
      live: of("live_without_skips"),
    };
    return [
      { ...base, order: `${own}, with skips`, values: { ...joined, ...paths } },
      { ...base, order: `${own}, without skips`, values: { ...components, ...through } },
    ];
  });
}

const names = Object.keys(measures) as (keyof typeof measures)[];

/** The mean over seeds on the grid. */
class MeanCurve {
  readonly #grid: readonly number[];
  /** By measure, then by point of the grid. */
  readonly #spreads = names.map(() => Array.from({ length: points }, () => new RunningSpread()));
  #full = 0;
  #curves = 0;

  /** @param first the lowest occupation of the grid. */
  constructor(first: number) {
    this.#grid = Array.from({ length: points }, (_, i) =>
      i === points - 1 ? 1 : exp((log(first) * (points - 1 - i)) / (points - 1)),
    );
  }

  add({ full, occupation, values }: Curve): void {
    this.#full += full;
    this.#curves++;
    for (const [m, measure] of names.entries())
      for (const [i, at] of this.#grid.entries())
        this.#spreads[m]![i]!.add(interpolate(occupation, values[measure], at));
  }

  rows() {
    const full = this.#full / this.#curves;
    return this.#grid.flatMap((occupation, i) =>
      names.map((measure, rank) => {
        const { mean, lower, upper, seeds } = this.#spreads[rank]![i]!.value;
        const label = measures[measure];
        return { density: occupation * full, label, rank, mean, lower, upper, seeds };
      }),
    );
  }
}

/** A third of the occupation at which a component first holds a hundredth of the nodes. */
function firstOccupation(occupation: readonly number[], giant: readonly number[]): number {
  const start = occupation.find((o) => o > 0) ?? 1;
  const grown = occupation.find((_, i) => giant[i]! >= 0.01) ?? 1;
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
