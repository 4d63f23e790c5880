/** The data sets of the comparison's charts. */
import { universalityClasses } from "../../scaling/classes.js";
import { type Data, onlyDrawable } from "../charts/needs.js";
import { isRejected } from "../inputs/combinations.js";
import { seriesKey } from "../inputs/series.js";
import { defined, type Row, type Rows } from "../rows.js";
import { collapsedRows } from "./collapsed.js";
import { curveRows } from "./curves.js";
import { type Entry, identity, isFitted } from "./entries.js";
import { exponentRows } from "./exponents.js";

export function comparisonData(entries: readonly Entry[]): Data {
  return onlyDrawable(dataOf(entries));
}

function dataOf(entries: readonly Entry[]): Data {
  const fitted = entries.filter(isFitted);
  const withPoints = collapsedRows(fitted);
  const accepted = fitted.filter(({ collapse }) => !isRejected(collapse.verdict));
  return {
    curves: orElse(curveRows(entries), "No run has order.arrow, the curves of m."),
    exponents:
      accepted.length > 0
        ? exponentRows(accepted)
        : fitted.length > 0
          ? "No run has a scaling collapse that is accepted, so there are no exponents to compare."
          : noCollapse,
    classes: universalityClasses.map((one): Row => ({ ...one })),
    collapsed: withPoints.length > 0 ? withPoints : noCollapse,
    critical: orElse(
      entries.flatMap(criticalRows),
      "No run has a critical density that is resolved.",
    ),
  };
}

const noCollapse = "No run has a scaling collapse: a collapse needs at least three widths.";

/** Critical points after fine-tuning against the number of hidden units. */
function criticalRows(entry: Entry): Rows {
  const { run, series } = entry;
  const units = hiddenUnits(entry);
  return run.results.estimates
    .filter(
      (e) =>
        seriesKey(e.series) === seriesKey(series) &&
        e.phase !== "before" &&
        Number.isFinite(e.value) &&
        units.has(e.width),
    )
    .map((e) => ({
      ...identity(entry),
      width: e.width,
      hidden_units: units.get(e.width)!,
      control: e.control,
      estimator: e.estimator,
      value: e.value,
      lower: defined(e.lower),
      upper: defined(e.upper),
      seeds: e.seeds,
    }));
}

/** Width -> hidden units of the dense network. */
function hiddenUnits({ run, series }: Entry): ReadonlyMap<number, number> {
  const { topology, levels } = run.results;
  if (!topology) return new Map();
  const units = topology.uint32("hidden_units");
  return new Map(
    levels
      .filter((level) => seriesKey(level.series) === seriesKey(series))
      .map((level) => [level.width, units[level.rows[0]!]!]),
  );
}

function orElse(rows: Rows, reason: string): Rows | string {
  return rows.length > 0 ? rows : reason;
}
