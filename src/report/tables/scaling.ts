/** Tables under "Scaling and verdict": everything that was tried, not the prettiest alone. */
import { list, probability, several, significant } from "../format.js";
import { type Html, html, sentence } from "../html.js";
import { type Combination, combinations, type Parameter } from "../inputs/combinations.js";
import type { Results } from "../inputs/results.js";
import { groupBy, type Row } from "../rows.js";
import { withBounds } from "./parameter-cell.js";
import { folded, type SortableColumn, sortableTable } from "./sortable.js";

export function scalingTables(results: Results): Html[] {
  return [
    verdicts(results),
    collapses(results),
    models(results),
    limits(results),
    crossings(results),
    universality(results),
  ];
}

const plain = (value: Row[string] | undefined) => String(value ?? "").replaceAll("_", " ");
const numeric = (row: Row, name: string) => Number(row[name] ?? Number.NaN);

function text(title: string, name: string): SortableColumn<Row> {
  return { title, cell: (row) => plain(row[name]) };
}

function number(
  title: string | Html,
  name: string,
  format: (x: number) => string,
): SortableColumn<Row> {
  return {
    title,
    cell: (row) => (Number.isFinite(numeric(row, name)) ? format(numeric(row, name)) : ""),
    value: (row) => numeric(row, name),
  };
}

const three = (x: number) => significant(x, 3);

function interval(
  title: string | Html,
  names: readonly [string, string, string],
): SortableColumn<Row> {
  return {
    title,
    cell: (row) => withBounds(names.map((name) => numeric(row, name)) as unknown as Parameter),
    value: (row) => numeric(row, names[0]),
  };
}

const pc = html`<i>p</i><sub>c</sub>`;
const common = [text("Pruning", "series"), text("Fine-tuning", "phase")];

function verdicts(results: Results): Html {
  const rows = results.rows("verdict");
  if (rows.length === 0) return html``;
  const columns = [
    ...common,
    text("Verdict", "verdict"),
    ...["place", "collapse", "models", "jump"].map((name) => text(name, name)),
  ];
  const table = sortableTable(
    "Verdicts",
    "One row a series, before and after fine-tuning.",
    columns,
    rows,
  );
  return folded(`All ${several(rows.length, "verdict")} with their evidence`, table);
}

function collapses(results: Results): Html {
  const all = combinations(results.rows("scaling"));
  if (all.length === 0) return html``;
  const of = (title: string | Html, pick: (c: Combination) => Parameter) => ({
    title,
    cell: (c: Combination) => withBounds(pick(c)),
    value: (c: Combination) => pick(c)[0],
  });
  const word = (
    title: string,
    name: "series" | "phase" | "quantity" | "control" | "length" | "verdict",
  ) => ({
    title,
    cell: (c: Combination) => (name === "verdict" ? c[name] : plain(c[name])),
  });
  const columns: SortableColumn<Combination>[] = [
    word("Pruning", "series"),
    word("Fine-tuning", "phase"),
    word("Order parameter", "quantity"),
    word("Control", "control"),
    word("L", "length"),
    {
      title: "S",
      cell: (c) => (Number.isFinite(c.quality) ? three(c.quality) : ""),
      value: (c) => c.quality,
    },
    { title: "p", cell: (c) => (Number.isFinite(c.p) ? probability(c.p) : ""), value: (c) => c.p },
    of(pc, (c) => c.p_c),
    of("1/ν", (c) => c.sharpening),
    of("β/ν", (c) => c.decay),
    of("γ/ν", (c) => c.growth),
    word("Verdict", "verdict"),
  ];
  const caption =
    "S: reduced chi-square of the collapse, about 1 is good; p: how often data that do collapse would give an S as large. Below each value its interval over seeds.";
  return folded(
    `All ${several(all.length, "collapse")} that were tried`,
    sortableTable("Collapses", caption, columns, all),
    true,
  );
}

function models(results: Results): Html {
  const rows = results.rows("models");
  if (rows.length === 0) return html``;
  const columns = [
    ...common,
    text("Model", "model"),
    number("Prediction error", "prediction", three),
    number("Best in samples", "best", (x) => `${Math.round(100 * x)}\u00a0%`),
    number("AICc", "aicc", (x) => x.toFixed(1).replace("-", "\u2212")),
    number("BIC", "bic", (x) => x.toFixed(1).replace("-", "\u2212")),
    number("Residual", "residual", three),
    { title: "Remains", cell: (row: Row) => (row["remaining"] === 1 ? "yes" : "no") },
    { title: "Formula", cell: (row: Row) => html`<code>${String(row["formula"])}</code>` },
    { title: "Fitted", cell: (row: Row) => html`<code>${String(row["parameters"])}</code>` },
  ];
  const caption =
    "Prediction error: root mean square error of m, each width predicted from the others. Criteria: smaller is better.";
  return folded(
    `All ${several(rows.length, "fit")} of rival models`,
    sortableTable("Models", caption, columns, rows),
  );
}

const lawKeys = ["series", "phase", "control", "length", "estimator"] as const;

/** One row for each set of critical points: how they go with size, and where to. */
function limits(results: Results): Html {
  const groups = groupBy(
    results.rows("limits").filter((row) => row["law"] !== "width-depth"),
    (row) => lawKeys.map((key) => row[key]).join("\n"),
  );
  if (groups.size === 0) return html``;
  const rows = [...groups.values()].map((own): Row => {
    const find = (law: string, parameter: string) =>
      own.find((row) => row["law"] === law && row["parameter"] === parameter);
    const bounds = (name: string, row: Row | undefined) => ({
      [name]: row?.["value"] ?? null,
      [`${name}_lower`]: row?.["lower"] ?? null,
      [`${name}_upper`]: row?.["upper"] ?? null,
    });
    return {
      ...Object.fromEntries(lawKeys.map((key) => [key, own[0]![key] ?? ""])),
      ...bounds("g", find("power", "g")),
      ...bounds("limit", find("offset", "p_inf")),
      error: find("power", "error")?.["value"] ?? null,
      verdict: list([...new Set(own.map((row) => String(row["verdict"])))]),
    };
  });
  const columns = [
    ...common,
    text("Control", "control"),
    text("L", "length"),
    text("Estimator", "estimator"),
    interval("g", ["g", "g_lower", "g_upper"]),
    number("Error", "error", three),
    interval("Limit", ["limit", "limit_lower", "limit_upper"]),
    text("In words", "verdict"),
  ];
  const caption = sentence(
    "p_c = c L^-g, with the error of ln p_c of a size left out; and the limit of p_c = limit + c L^-g for large L.",
  );
  return folded(
    `${several(rows.length, "extrapolation")} of p_c`,
    sortableTable("Limits", caption, columns, rows),
  );
}

function crossings(results: Results): Html {
  const rows = results.rows("crossings");
  if (rows.length === 0) return html``;
  const columns = [
    ...common,
    text("Curve", "curve"),
    number("Smaller L", "smaller", three),
    number("Larger L", "larger", three),
    interval("Crossing", ["value", "lower", "upper"]),
    text("In words", "verdict"),
  ];
  return folded(
    `${several(rows.length, "crossing")} of neighbouring sizes`,
    sortableTable(
      "Crossings",
      "Where curves of two sizes cross: a check that needs no exponent.",
      columns,
      rows,
    ),
  );
}

function universality(results: Results): Html {
  const rows = results.rows("universality");
  if (rows.length === 0)
    return html`<p class="missing">Exponents cannot be compared between data sets, architectures or criteria: ${
      results.tables.universality
        ? "fewer than two series have a collapse"
        : "no universality table was given"
    }.</p>`;
  const columns = [
    text("Fine-tuning", "phase"),
    text("First", "first"),
    text("Second", "second"),
    text("Exponent", "parameter"),
    interval("First − second", ["difference", "lower", "upper"]),
    number("p", "p", probability),
    number("q", "q", probability),
    text("Verdict", "verdict"),
  ];
  return folded(
    "Do series share their exponents?",
    sortableTable(
      "Universality",
      "q: Benjamini-Hochberg over all pairs and exponents.",
      columns,
      rows,
    ),
    true,
  );
}
