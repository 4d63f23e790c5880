/** A chart in the page: its title, what to look for, its place, downloads; or why it is not there. */
import { bindChart, type Choice, withoutEmpty } from "../charts/bind.js";
import type { Chart, JsonObject } from "../charts/charts.js";
import { unknownFields } from "../charts/check.js";
import { type Data, emptyData, missingStatistics, whyNot } from "../charts/needs.js";
import { list } from "../format.js";
import { type Html, html, sentence } from "../html.js";
import type { Rows } from "../rows.js";

export interface FigureParts {
  /** What the data says; the specification's description where it says nothing. */
  readonly title: string | undefined;
  readonly data: Data;
  /** Values of its selectors, from the rows of its data set. */
  readonly choices: (rows: Rows) => Readonly<Record<string, Choice>>;
  /** Controls over the chart. */
  readonly form?: Html | undefined;
}

/** The specification of a chart that can be drawn goes to `drawn`. */
export function figure(
  chart: Chart,
  { title, data, choices, form }: FigureParts,
  drawn: Map<string, JsonObject>,
): Html {
  const reason = whyNot(chart, data);
  if (reason) return html`<p class="missing">${sentence(reason)}</p>`;
  const fallback = String(chart.spec["description"] ?? chart.id);
  const empty = emptyData(chart, data);
  const spec = withoutEmpty(chart.spec, new Set(empty.keys()));
  const unknown = unknownFields(spec, chart.data, data);
  if (unknown.length > 0)
    return html`<p class="missing">${fallback}: its data has no column ${list(unknown)}.</p>`;
  const rows = data[chart.main] as Rows;
  const description = title ? `${title}. ${fallback}.` : fallback;
  drawn.set(chart.id, { ...bindChart({ ...chart, spec }, rows, choices(rows)), description });
  return html`<figure id="chart-${chart.id}" aria-labelledby="title-${chart.id}">
<figcaption><h3 id="title-${chart.id}">${sentence(title ?? fallback)}</h3>
<p>${sentence(chart.look)}</p></figcaption>
${form ?? ""}
<div class="chart"></div>
<p class="downloads">${["csv", "svg", "png"].map(
    (kind) =>
      html`<button type="button" data-download="${kind}" aria-label="Download ${kind.toUpperCase()} of: ${title ?? fallback}">${kind.toUpperCase()}</button>`,
  )}</p>
${leftOut(chart, empty, data)}</figure>`;
}

/** Notes under a chart on the parts that it lacks. */
function leftOut(chart: Chart, empty: ReadonlyMap<string, string>, data: Data): Html {
  const missing = missingStatistics(chart, data);
  const reasons = [...new Set(empty.values())];
  if (missing.length > 0)
    reasons.push(`topology.arrow holds no value of ${list(missing)}, which is not shown.`);
  return html`${reasons.map(
    (reason) => html`<p class="note">${sentence(reason)}</p>
`,
  )}`;
}
