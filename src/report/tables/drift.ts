/** The verdict's collapse, and the same fitted otherwise: sizes, levels, a correction to scaling. */
import { type Html, html, sentence } from "../html.js";
import type { Results } from "../inputs/results.js";
import { groupBy, type Row } from "../rows.js";
import { verdictOf } from "../text/verdict.js";
import { common, exponent, number, pc, prose, text, three } from "./columns.js";
import { criticalPoint } from "./parameter-cell.js";
import { folded, type SortableColumn, sortableTable } from "./sortable.js";

const parameters = ["p_c", "1/nu", "beta/nu", "c", "d"] as const;

export function drift(results: Results): Html {
  const verdict = verdictOf(results);
  if (!verdict) return html``;
  const keys = ["control", "length"] as const;
  const own = results
    .rows("scaling")
    .filter(
      (row) => row["quantity"] === "accuracy" && keys.every((key) => row[key] === verdict[key]),
    )
    .filter((row) => typeof row["value"] === "number" && row["parameter"] !== "gamma/nu");
  const groups = groupBy(own, (row) =>
    ["series", "phase", "variant", "smallest"].map((key) => row[key]).join("\n"),
  );
  if (groups.size === 0) return html``;
  const caption = sentence(
    "Estimates that move without the smallest sizes are not yet those of large networks; those that move with a level more or less at each end of the levels compared are of the levels chosen. Corrected: with the leading correction to scaling, c / L on y and d / L on x. Outside: which of p_c, 1/ν and β/ν leave the interval that they have in the fit to all sizes.",
  );
  return folded(
    "How the estimates drift",
    sortableTable("Drift", caption, driftColumns, [...groups.values()].map(variantRow(own))),
  );
}

const allSizes = "all sizes";

/** @param all rows of every fit, among them those with intervals. */
const variantRow =
  (all: readonly Row[]) =>
  (rows: readonly Row[]): Row => {
    const values = parameters.map((name) => {
      const found = rows.find((row) => row["parameter"] === name);
      return [name, found?.["value"] ?? null] as const;
    });
    return { ...rows[0]!, ...Object.fromEntries(values), outside: outside(all, rows) };
  };

const symbols: Readonly<Record<string, string>> = { p_c: "p_c", "1/nu": "1/ν", "beta/nu": "β/ν" };

/** The parameters that leave their interval of the fit to all sizes; "" for that fit itself. */
function outside(all: readonly Row[], rows: readonly Row[]): string {
  const { series, phase, variant } = rows[0]!;
  if (variant === allSizes) return "";
  const bounded = rows.flatMap((row) => {
    const symbol = symbols[String(row["parameter"])];
    const of = all.find(
      (one) =>
        one["variant"] === allSizes &&
        one["series"] === series &&
        one["phase"] === phase &&
        one["parameter"] === row["parameter"],
    );
    return symbol && of && typeof of["lower"] === "number" && typeof of["upper"] === "number"
      ? [{ symbol, value: Number(row["value"]), lower: of["lower"], upper: of["upper"] }]
      : [];
  });
  if (bounded.length === 0) return "no interval";
  const left = bounded.filter(({ value, lower, upper }) => !(value >= lower && value <= upper));
  return left.length === 0 ? "none" : left.map(({ symbol }) => symbol).join(", ");
}

const driftColumns: readonly SortableColumn<Row>[] = [
  ...common,
  text("Fit", "variant"),
  number("Smallest L", "smallest", three),
  number("S", "quality", three),
  {
    title: pc,
    cell: (row) => criticalPoint([Number(row["p_c"]), Number.NaN, Number.NaN]),
    value: (row) => Number(row["p_c"]),
  },
  number("1/ν", "1/nu", exponent),
  number("β/ν", "beta/nu", exponent),
  number("c", "c", three),
  number("d", "d", three),
  prose("Outside", "outside"),
];
