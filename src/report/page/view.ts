/** What the bar over the page chooses in all charts at once, and where every choice starts. */
import { controls } from "../data/order.js";
import { spread } from "../inputs/levels.js";
import type { Results } from "../inputs/results.js";
import { defined, type Value } from "../rows.js";
import { firstStop } from "../text/first-stop.js";
import { example } from "../text/text.js";

export interface ViewLevel {
  readonly level: number;
  /** Control parameters, accuracy and m: means over the seeds. */
  readonly [column: string]: Value;
}

export interface ViewCurve {
  readonly series: string;
  readonly width: number;
  readonly levels: readonly ViewLevel[];
}

export interface View {
  readonly series: readonly string[];
  readonly widths: readonly number[];
  readonly seeds: readonly number[];
  readonly controls: readonly (typeof controls)[number][];
  readonly curves: readonly ViewCurve[];
  /** Null where there are no levels: then there is nothing to choose. */
  readonly first: {
    readonly series: string;
    readonly width: number;
    readonly level: number;
  } | null;
}

export function viewSettings(results: Results): View {
  const { topology, series, widths } = results;
  const seeds = [...new Set(topology?.uint32("seed") ?? [])].sort((a, b) => a - b);
  const curves = series.flatMap((own) =>
    widths.flatMap((width) => {
      const levels = levelsOf(results, own, width);
      return levels.length > 0 ? [{ series: own.label, width, levels }] : [];
    }),
  );
  return {
    series: series.map(({ label }) => label),
    widths,
    seeds,
    controls,
    curves,
    first: firstOf(results, curves),
  };
}

function levelsOf(results: Results, series: Results["series"][number], width: number): ViewLevel[] {
  const { topology } = results;
  if (!topology) return [];
  const column = (name: string) =>
    name === "weights" ? topology.uint32(name) : topology.float64(name);
  const names = [...controls, "accuracy", "order_parameter"];
  return results.curve(series, width).map(({ level, rows }) => ({
    level,
    ...Object.fromEntries(
      names.map((name) => [name, rounded(defined(spread(column(name), rows).mean))]),
    ),
  }));
}

const rounded = (value: number | null) => (value === null ? null : Number(value.toPrecision(6)));

/** Where the walk starts; without one the level nearest to the example's p_c, or in the middle. */
function firstOf(results: Results, curves: readonly ViewCurve[]): View["first"] {
  const stop = firstStop(results);
  if (stop)
    return { series: stop.cell.series, width: stop.cell.cell.width, level: stop.level.level };
  const of = example(results);
  const curve = curves.find((c) => c.series === of?.series.label && c.width === of.width);
  if (!of || !curve) return null;
  const near = of.critical && results.near(of.series, of.width, of.critical.value);
  const level = near?.level ?? curve.levels[curve.levels.length >> 1]!.level;
  return { series: curve.series, width: curve.width, level };
}
