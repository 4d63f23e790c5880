/** The data sets that charts can bind, by name. */
import type { Chart } from "../charts/charts.js";
import { labelOf, readLabels } from "../charts/labels.js";
import { type Data, onlyDrawable } from "../charts/needs.js";
import { list } from "../format.js";
import { lawRows } from "../inputs/laws.js";
import type { Results } from "../inputs/results.js";
import type { Series } from "../inputs/series.js";
import type { Row, Rows } from "../rows.js";
import { walkData } from "../walk/data.js";
import { collapsePoints } from "./collapse.js";
import { correlationRows } from "./correlations.js";
import { degreeRows } from "./degrees.js";
import { estimateRows } from "./estimates.js";
import { extrapolationRows } from "./extrapolation.js";
import { failureRows } from "./failures.js";
import { ladderRows } from "./ladder.js";
import { levelRows } from "./levels.js";
import { nullModelRows } from "./null-models.js";
import { accuracyRows, orderRows } from "./order.js";
import { percolationRows } from "./percolation.js";
import { robustnessRows } from "./robustness.js";
import { seedRows } from "./seeds.js";
import { toldRows } from "./starts.js";
import { tableData } from "./table-data.js";

const notGiven = (table: string, what: string) =>
  `No ${table} table was given to the report, so ${what} cannot be shown.`;

/** @param labels statistic -> its name in charts, for all that some chart asks for. */
export function chartData(results: Results, labels: ReadonlyMap<string, string>): Data {
  return onlyDrawable(dataOf(results, labels));
}

function dataOf(results: Results, labels: ReadonlyMap<string, string>): Data {
  const { topology, levels, series, inputs } = results;
  const { order } = inputs.tables;
  const critical = (s: Series, width: number) => results.critical(s, width)?.value ?? null;
  return {
    ...criticalData(results),
    ...analyses(results, critical),
    order: order
      ? orderRows(order, series, critical)
      : notGiven("order", "curves of the order parameter"),
    accuracy: topology
      ? accuracyRows(topology, levels, series)
      : notGiven("topology", "the accuracy"),
    seeds: topology
      ? seedRows(topology, levels, series)
      : notGiven("topology", "the curves of single seeds"),
    levels: topology
      ? levelRows(topology, levels, series, labels, critical)
      : notGiven("topology", "statistics by level"),
    failures: topology
      ? failureRows(topology, levels, series, critical)
      : notGiven("topology", "states by level"),
    ...cellData(results, critical),
    ...walkData(results),
    correlations: correlationData(results),
  };
}

function correlationData({ inputs, correlations }: Results): Rows | string {
  if (!inputs.tables.correlations) return notGiven("correlations", "correlations");
  return orElse(
    correlationRows(correlations),
    "No correlation could be computed; the table says why for each metric.",
  );
}

/** Tables bound as they are, and what is made of them. */
function analyses(
  results: Results,
  critical: (series: Series, width: number) => number | null,
): Data {
  const { series } = results;
  const data = tableData(results);
  const byLabel = new Map(series.map((s) => [s.label, s]));
  const at = (label: string, width: number) => {
    const found = byLabel.get(label);
    return found ? critical(found, width) : null;
  };
  const { collapse, equivalence, models, predictions, structure } = data;
  const areas = data["robustness-areas"];
  return {
    ...data,
    predictions: testedOf(predictions!),
    "robustness-areas": typeof areas === "object" ? toldRows(areas) : areas!,
    collapse: collapsePoints(collapse!, results.rows("scaling")),
    models: typeof models === "object" ? lawRows(models) : models!,
    structure: typeof structure === "object" ? structure.map(withName) : structure!,
    extrapolation: orElse(
      extrapolationRows(results),
      "No law of size describes the critical densities, so none is drawn.",
    ),
    ladder: typeof equivalence === "object" ? ladderRows(equivalence, at) : equivalence!,
  };
}

/** What a structural threshold is called. */
function withName(row: Row): Row {
  const reference = String(row["reference"]);
  const predicted = `${reference}_occupation`;
  return { ...row, name: labelOf(predicted in readLabels() ? predicted : reference) };
}

function criticalData(results: Results): Data {
  const { estimates, series, inputs } = results;
  if (!inputs.tables.criticality) {
    const reason = notGiven("criticality", "critical points");
    return { criticality: reason, half_recovery: reason, peaks: reason };
  }
  const rows = estimateRows(estimates, series, inputs.tables.order);
  const only = (estimator: string, what: string) =>
    orElse(
      rows.filter((row) => row["estimator"] === estimator),
      `${what} is resolved: ${verdicts(estimates.filter((e) => e.estimator === estimator))}.`,
    );
  return {
    criticality: orElse(rows, `No critical point is resolved: ${verdicts(estimates)}.`),
    half_recovery: only("half-recovery", "No half-recovery density"),
    peaks: only("susceptibility-peak", "No susceptibility peak"),
  };
}

/** A chart of predictions none of which was tested would have no panel. */
function testedOf(predictions: Rows | string): Rows | string {
  if (
    typeof predictions === "string" ||
    predictions.some((row) => typeof row["error"] === "number")
  )
    return predictions;
  const why = [...new Set(predictions.map((row) => String(row["verdict"])))];
  return `Predictions of cells that were left out: ${list(why)}.`;
}

function verdicts(estimates: Results["estimates"]): string {
  return list([...new Set(estimates.map((e) => e.verdict))]) || "the table has no row of it";
}

function cellData(
  { topology, levels, series, inputs }: Results,
  critical: (series: Series, width: number) => number | null,
): Data {
  const { percolation, degrees, "null-model": nullModels, robustness } = inputs.cells;
  const degreesOf = () =>
    topology
      ? degreeRows(degrees, levels, series)
      : notGiven("topology", "the density of each degree distribution");
  return {
    percolation:
      percolation.length > 0
        ? percolationRows(percolation, levels, series, critical)
        : notGiven("percolation", "percolation curves"),
    degrees: degrees.length > 0 ? degreesOf() : notGiven("degrees", "degree distributions"),
    ...(nullModels.length > 0
      ? nullModelRows(nullModels, series, critical)
      : { null_models: withoutNulls, null_seeds: withoutNulls }),
    robustness_curves:
      robustness.length > 0
        ? toldRows(robustnessRows(robustness, series))
        : notGiven("robustness", "robustness curves"),
  };
}

const withoutNulls = notGiven("null-model", "m of each null model");

function orElse(rows: Rows, reason: string): Rows | string {
  return rows.length > 0 ? rows : reason;
}

/** The labels, in their order, of the statistics that charts name; a name without one is its own. */
export function labelsInUse(
  charts: readonly Chart[],
  labels: Readonly<Record<string, string>>,
): Map<string, string> {
  const used = new Set(charts.flatMap((chart) => chart.statistics));
  const known = Object.entries(labels).filter(([name]) => used.has(name));
  const others = [...used].filter((name) => !(name in labels)).map((name) => [name, name] as const);
  return new Map([...known, ...others]);
}
