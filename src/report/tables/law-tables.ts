/** Tables of laws: rival laws of the curves, and laws of the critical points in size. */
import { describes } from "../../models/compare.js";
import { rejection } from "../../scaling/limit.js";
import { probability, several } from "../format.js";
import { type Html, html, sentence } from "../html.js";
import { lawName, standingWords } from "../inputs/laws.js";
import type { Results } from "../inputs/results.js";
import { describesPoints } from "../inputs/size-laws.js";
import { groupBy, type Row, type Rows } from "../rows.js";
import { common, interval, number, prose, text, three } from "./columns.js";
import { folded, type SortableColumn, sortableTable } from "./sortable.js";

const signed = (x: number) => x.toFixed(1).replace("-", "\u2212");

/** Rival laws. */
export function models(results: Results): Html {
  const rows = results.rows("models");
  if (rows.length === 0) return html``;
  const columns: SortableColumn<Row>[] = [
    ...common,
    { title: "Law", cell: (row) => lawName(String(row["model"])) },
    number("χ²", "chi_square", three),
    number("p", "p", probability),
    number("Residual", "residual", three),
    number("Prediction error", "prediction", three),
    number("Gain of rivals", "gain", signed),
    number("p of that gain", "challenge", probability),
    { title: "Standing", cell: standingWords },
    number("AICc", "aicc", signed),
    number("BIC", "bic", signed),
    text("Saturation", "saturation"),
    { title: "Formula", cell: (row) => html`<code>${String(row["formula"])}</code>` },
    { title: "Fitted", cell: (row) => html`<code>${String(row["parameters"])}</code>` },
  ];
  const caption = `p: how often data for which the law is true would fit as badly; it describes the curves where that is above ${describes} (not asked of a law that is beaten). Gain: chi-square less that of the best law of another kind. Prediction error: of m, each width predicted from the others. Criteria: smaller is better.`;
  return folded(
    `All ${several(rows.length, "fit")} of rival models`,
    sortableTable("Models", caption, columns, rows),
  );
}

/** What critical points do with size. */
const lawKeys = ["series", "phase", "control", "length", "estimator"] as const;

/** One row for each set of critical points: how they go with size, and where to. */
export function limits(results: Results): Html {
  const groups = groupBy(
    results.rows("limits").filter((row) => row["law"] !== "width-depth"),
    (row) => lawKeys.map((key) => row[key]).join("\n"),
  );
  if (groups.size === 0) return html``;
  const rows = [...groups.values()].map(limitRow);
  const caption = sentence(
    `p_c = c L^-g, with p: how often points on such a law would lie as far off it (at most ${rejection}: it does not describe them, and no exponent is given), and with the error of ln p_c of a size left out. Bend: h of ln p_c = ln c - g l - h l², above 0 where p_c falls ever faster. Limit: of p_c = limit + c L^-g for large L, where that law describes the points.`,
  );
  return folded(
    `${several(rows.length, "extrapolation")} of p_c`,
    sortableTable("Limits", caption, limitColumns, rows),
  );
}

const limitColumns: readonly SortableColumn<Row>[] = [
  ...common,
  text("Control", "control"),
  text("L", "length"),
  text("Estimator", "estimator"),
  interval("g", ["g", "g_lower", "g_upper"]),
  number("p", "p", probability),
  number("Error", "error", three),
  interval("Bend", ["h", "h_lower", "h_upper"]),
  interval("Limit", ["limit", "limit_lower", "limit_upper"]),
  prose("In words", "verdict"),
];

function limitRow(own: Rows): Row {
  const find = (law: string, parameter: string) =>
    own.find((row) => row["law"] === law && row["parameter"] === parameter);
  /** Nothing of a law that does not describe the points. */
  const bounds = (name: string, law: string, parameter: string) => {
    const row = describesPoints(own, law) === false ? undefined : find(law, parameter);
    return {
      [name]: row?.["value"] ?? null,
      [`${name}_lower`]: row?.["lower"] ?? null,
      [`${name}_upper`]: row?.["upper"] ?? null,
    };
  };
  const words = new Map(own.map((row) => [row["law"], String(row["verdict"])]));
  return {
    ...Object.fromEntries(lawKeys.map((key) => [key, own[0]![key] ?? ""])),
    ...bounds("g", "power", "g"),
    ...bounds("h", "curved", "h"),
    ...bounds("limit", "offset", "p_inf"),
    p: find("power", "p")?.["value"] ?? null,
    error: find("power", "error")?.["value"] ?? null,
    verdict: [...words].map(([law, verdict]) => `${law}: ${verdict}`).join("; "),
  };
}
