/** A chart in the page: its number and title, what to look for, its place; or why it is not there. */
import { UserError } from "../../error.js";
import { bindChart, type Choice, withoutEmpty, withoutSingleLegends } from "../charts/bind.js";
import type { Chart, JsonObject } from "../charts/charts.js";
import { unknownFields } from "../charts/check.js";
import { labelOf } from "../charts/labels.js";
import { withLineEnds } from "../charts/line-ends.js";
import { type Data, emptyData, missingStatistics, validColumns, whyNot } from "../charts/needs.js";
import { hasSequence, withSequences } from "../charts/sequences.js";
import { list } from "../format.js";
import { type Html, html, sentence } from "../html.js";
import type { Rows } from "../rows.js";
import { linked, nameOf } from "./anchor.js";
import { explained, type Term } from "./glossary.js";

/** The charts of one page, as they are put into it. */
export interface Drawing {
  readonly data: Data;
  readonly terms: readonly Term[];
  /** Folder of the specifications, for messages. */
  readonly folder: string;
  /** Specifications of the charts that can be drawn, by name, in the order of their numbers. */
  readonly drawn: Map<string, JsonObject>;
  /** Parameters that the page's bar chooses in all charts. */
  readonly linked?: ReadonlySet<string>;
  /** Why others cannot, by name. */
  readonly missing: Map<string, string>;
}

export interface FigureParts {
  /** What the data says; the specification's description where it says nothing. */
  readonly title: string | undefined;
  /** Values of its selectors, from the rows of its data set. */
  readonly choices: (rows: Rows) => Readonly<Record<string, Choice>>;
  /** Controls over the chart. */
  readonly form?: Html | undefined;
  /** That of its heading. */
  readonly level: 2 | 3 | 4;
}

/**
 * Undefined where the chart cannot be drawn, or is drawn already.
 * @throws UserError where it reads a field that its data sets do not have.
 */
export function figure(
  chart: Chart,
  { title, choices, form, level }: FigureParts,
  drawing: Drawing,
): Html | undefined {
  const { data, drawn, missing, terms, folder } = drawing;
  if (drawn.has(chart.id)) return undefined;
  const reason = whyNot(chart, data);
  if (reason) {
    missing.set(chart.id, reason);
    return undefined;
  }
  const fallback = String(chart.spec["description"] ?? chart.id);
  const empty = emptyData(chart, data);
  const spec = withoutEmpty(chart.spec, new Set(empty.keys()));
  const [unknown] = unknownFields(spec, chart.data, data);
  if (unknown !== undefined)
    throw new UserError(
      `${folder}charts/${chart.id}.json: expected columns of ${list(chart.data)}, found the field "${unknown}"; reports/README.md lists them`,
    );
  const rows = data[chart.main] as Rows;
  const number = drawn.size + 1;
  const description = title ? `${title}. ${fallback}.` : fallback;
  const asked = validColumns(spec);
  // Rows that the chart itself leaves out need no entry of a legend.
  const rowsOf = (name: string): Rows => {
    const found = data[name];
    if (typeof found !== "object") return [];
    return found.filter(
      (row) =>
        asked.every((column) => !(column in row) || row[column] !== null) && isOfChart(row, chart),
    );
  };
  const coloured = withSequences(withoutSingleLegends(spec, rowsOf), rowsOf);
  const named = hasSequence(coloured) ? coloured : withLineEnds(coloured);
  const bound = bindChart({ ...chart, spec: named }, rows, choices(rows), drawing.linked);
  const shown = `${title ?? fallback}`;
  const usermeta = { ...(bound["usermeta"] as JsonObject), title: shown, number };
  drawn.set(chart.id, { ...bound, usermeta, description });
  const place = `chart-${chart.id}`;
  const name = nameOf(place);
  const says = html`<span class="number">Figure ${number}</span> ${sentence(shown)}`;
  const heading = linked(place, says, `figure ${number}`);
  const tag = (inner: Html) =>
    [
      html`<h2 aria-labelledby="${name}">${inner}</h2>`,
      html`<h3 aria-labelledby="${name}">${inner}</h3>`,
      html`<h4 aria-labelledby="${name}">${inner}</h4>`,
    ][level - 2]!;
  return html`<figure id="${place}" aria-labelledby="${name}">
<figcaption>${tag(heading)}
<p class="look">${explained(chart.look, terms)}</p></figcaption>
${form ?? ""}
<div class="chart"></div>
${leftOut(chart, empty, data)}</figure>`;
}

/** Of the statistics that a chart names, where its rows are of several. */
function isOfChart(row: Rows[number], { statistics }: Chart): boolean {
  return (
    statistics.length === 0 ||
    !("statistic" in row) ||
    statistics.includes(String(row["statistic"]))
  );
}

/** Notes under a chart on the parts that it lacks. */
function leftOut(chart: Chart, empty: ReadonlyMap<string, string>, data: Data): Html {
  const missing = missingStatistics(chart, data);
  const reasons = [...new Set(empty.values())];
  if (missing.length > 0)
    reasons.push(
      `topology.arrow holds no value of ${list(missing.map(labelOf))}, which is not shown.`,
    );
  return html`${reasons.map(
    (reason) => html`<p class="note">${sentence(reason)}</p>
`,
  )}`;
}
