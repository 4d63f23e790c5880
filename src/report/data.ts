/** The data sets that charts can bind, by name. */
import type { Section } from "./charts.js";
import { correlationRows } from "./correlations.js";
import { degreeRows } from "./degrees.js";
import { estimateRows } from "./estimates.js";
import { failureRows } from "./failures.js";
import { levelRows } from "./levels.js";
import type { Data } from "./needs.js";
import { orderRows } from "./order.js";
import { percolationRows } from "./percolation.js";
import type { Results } from "./results.js";
import type { Series } from "./series.js";

const notGiven = (table: string, what: string) =>
  `No ${table} table was given to the report, so ${what} cannot be shown.`;

/** @param labels statistic -> its name in charts, for all that some chart asks for. */
export function chartData(results: Results, labels: ReadonlyMap<string, string>): Data {
  const { topology, levels, series, inputs } = results;
  const { order } = inputs.tables;
  const { percolation, degrees } = inputs.cells;
  const critical = (s: Series, width: number) => results.critical(s, width)?.value ?? null;
  return {
    order: order
      ? orderRows(order, series, topology && { table: topology, levels }, critical)
      : notGiven("order", "curves of the order parameter"),
    criticality: inputs.tables.criticality
      ? estimateRows(results.estimates, series)
      : notGiven("criticality", "critical points"),
    levels: topology
      ? levelRows(topology, levels, series, labels, critical)
      : notGiven("topology", "statistics by level"),
    failures: topology
      ? failureRows(topology, levels, series, critical)
      : notGiven("topology", "states by level"),
    percolation:
      percolation.length > 0
        ? percolationRows(percolation, levels, series, critical)
        : notGiven("percolation", "percolation curves"),
    degrees:
      degrees.length > 0
        ? degreeRows(degrees, levels, series)
        : notGiven("degrees", "degree distributions"),
    correlations: inputs.tables.correlations
      ? correlationRows(results.correlations)
      : notGiven("correlations", "correlations"),
  };
}

/** The labels, in their order, of the statistics that charts name; a name without one is its own. */
export function labelsInUse(
  sections: readonly Section[],
  labels: Readonly<Record<string, string>>,
): Map<string, string> {
  const used = new Set(sections.flatMap((s) => s.charts.flatMap((chart) => chart.statistics)));
  const known = Object.entries(labels).filter(([name]) => used.has(name));
  const others = [...used].filter((name) => !(name in labels)).map((name) => [name, name] as const);
  return new Map([...known, ...others]);
}
