/** The page: template, style and script of reports/, sections with their charts, data once. */

import { readWhole } from "../files.js";
import { version } from "../package.js";
import { answers } from "./answers.js";
import { bindChart, type Choice, withoutEmpty } from "./bind.js";
import {
  type Chart,
  type Json,
  type JsonObject,
  readJson,
  readSections,
  reportsFolder,
  type Section,
} from "./charts.js";
import { checkSpec, unknownFields } from "./check.js";
import { collapseChoices, collapseForm, collapseSettings } from "./collapse.js";
import { correlationTables } from "./correlation-table.js";
import { chartData, labelsInUse } from "./data.js";
import { list } from "./format.js";
import { Html, html, scriptCode, scriptJson, sentence } from "./html.js";
import type { Library } from "./libraries.js";
import { type Data, emptyData, missingStatistics, whyNot } from "./needs.js";
import { type Making, provenance } from "./provenance.js";
import type { Results } from "./results.js";
import { type Rows, toColumns } from "./rows.js";
import { scalingTables } from "./scaling-tables.js";
import { summaryTable } from "./summary.js";
import { headline, whatWasRun } from "./text/headline.js";
import { sectionTexts } from "./text/sections.js";
import { example } from "./text/text.js";

/** A report, and what its charts were made of. */
export interface Report {
  readonly page: string;
  /** Specifications of the charts that can be drawn, by name. */
  readonly charts: ReadonlyMap<string, JsonObject>;
  readonly data: Data;
}

/**
 * One HTML file that needs nothing else. The same input gives the same bytes.
 * @throws UserError where a file in reports/ is wrong.
 */
export async function makeReport(results: Results, making: Making): Promise<Report> {
  const sections = readSections();
  const labels = readJson(`${reportsFolder}labels.json`) as Readonly<Record<string, string>>;
  const data = chartData(results, labelsInUse(sections, labels));
  const drawn = new Map<string, JsonObject>();
  const parts = sections.map((section) => sectionHtml(results, section, data, drawn));
  for (const [id, spec] of drawn) await checkSpec(id, spec);
  const title = titleOf(results, making);
  const page = fill(readWhole(`${reportsFolder}page.html`).toString(), {
    title: html`<title>${title}</title>
<meta name="generator" content="pcrit ${version}">`,
    style: html`<style>
${new Html(readWhole(`${reportsFolder}page.css`).toString())}</style>`,
    navigation: navigation(sections),
    body: html`${head(results, title)}
${widthChooser(results)}
${parts}
<section id="provenance"><h2>Provenance</h2>
${provenance(results, making)}
</section>`,
    data: html`${[
      json("data", embedded(data, drawn)),
      json("charts", Object.fromEntries(drawn)),
      json("collapse", collapseSettings(results)),
      json("themes", readJson(`${reportsFolder}theme.json`)),
    ]}`,
    libraries: libraryScripts(making.libraries),
    script: html`${["page", "collapse"].map(
      (name) => html`<script>
${scriptCode(readWhole(`${reportsFolder}${name}.js`).toString())}</script>
`,
    )}`,
  });
  return { page, charts: drawn, data };
}

/** The page alone. */
export async function reportPage(results: Results, making: Making): Promise<string> {
  return (await makeReport(results, making)).page;
}

/** Replaces the comment <!--name--> by its part; what is put in is not looked into. */
function fill(template: string, parts: Readonly<Record<string, Html>>): string {
  return template.replace(/<!--(\w+)-->/g, (_, name: string) => parts[name]!.text);
}

function json(name: string, value: unknown): Html {
  return html`<script type="application/json" id="pcrit-${name}">${scriptJson(value)}</script>
`;
}

function titleOf(results: Results, { experiment }: Making): string {
  const name = experiment?.settings["name"];
  const dataset = results.primary?.dataset ?? "no data";
  return `${typeof name === "string" ? name : dataset}: where pruned networks stop working`;
}

function navigation(sections: readonly Section[]): Html {
  const all = [
    { id: "head", title: "Summary" },
    ...sections,
    { id: "provenance", title: "Provenance" },
  ];
  return html`<ul>${all.map(({ id, title }) => html`<li><a href="#${id}">${title}</a></li>`)}</ul>`;
}

function head(results: Results, title: string): Html {
  return html`<section id="head"><h1>${title}</h1>
<p class="run">${whatWasRun(results)}</p>
<p class="headline">${sentence(headline(results))}</p>
${answers(results)}
${summaryTable(results)}
</section>`;
}

/** Buttons that choose one width in all charts. */
function widthChooser({ widths }: Results): Html {
  if (widths.length < 2) return html``;
  return html`<p class="widths" role="group" aria-label="Highlight a width in all charts"><span>Highlight width</span> ${widths.map(
    (width) =>
      html`<button type="button" data-width="${width}" aria-pressed="false">${width}</button> `,
  )}</p>`;
}

const sectionTables: Readonly<Record<string, (results: Results) => Html[]>> = {
  verdict: scalingTables,
  correlations: (results) => correlationTables(results.correlations),
};

/** A section; the specifications of its charts that can be drawn go to `drawn`. */
function sectionHtml(
  results: Results,
  { id, title, charts }: Section,
  data: Data,
  drawn: Map<string, JsonObject>,
): Html {
  const text = sectionTexts[id]?.(results);
  return html`<section id="${id}"><h2>${title}</h2>
${text?.lead ? html`<p>${sentence(text.lead)}</p>` : ""}
${charts.map((chart) => figure(results, chart, text?.titles[chart.id], data, drawn))}
${sectionTables[id]?.(results)}
</section>
`;
}

function figure(
  results: Results,
  chart: Chart,
  title: string | undefined,
  data: Data,
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
  const form = (spec["usermeta"] as JsonObject)["form"];
  const description = title ? `${title}. ${fallback}.` : fallback;
  drawn.set(chart.id, {
    ...bindChart({ ...chart, spec }, rows, {
      ...choicesOf(results, rows),
      ...(form === "collapse" ? collapseChoices(results, rows) : {}),
    }),
    description,
  });
  return html`<figure id="chart-${chart.id}" aria-labelledby="title-${chart.id}">
<figcaption><h3 id="title-${chart.id}">${sentence(title ?? fallback)}</h3>
<p>${sentence(chart.look)}</p></figcaption>
${form === "collapse" ? collapseForm(results) : ""}
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

/** Values that selectors offer, as far as the chart's own data has them. */
function choicesOf(results: Results, rows: Rows): Readonly<Record<string, Choice>> {
  const present = (column: string) => new Set(rows.map((row) => row[column]));
  const [series, widths, criteria] = ["series", "width", "criterion"].map(present) as [
    Set<unknown>,
    Set<unknown>,
    Set<unknown>,
  ];
  const labels = results.series.map((s) => s.label).filter((label) => series.has(label));
  const wide = results.widths.filter((width) => widths.has(width));
  const criterion = [...criteria].filter((c) => typeof c === "string");
  const width = example(results)?.width;
  return {
    series: { options: labels, value: labels[0] ?? null },
    at_width: {
      options: wide,
      value: width !== undefined && widths.has(width) ? width : (wide[0] ?? null),
    },
    criterion: { options: criterion, value: criterion[0] ?? null },
    ...Object.fromEntries(["quantity", "graph"].map((name) => [name, wordsOf(rows, name)])),
  };
}

/** All words of a column, the first one chosen. */
function wordsOf(rows: Rows, column: string): Choice {
  const words = [...new Set(rows.map((row) => row[column] ?? null))].filter((w) => w !== null);
  return { options: words, value: words[0] ?? null };
}

/**
 * S jumps where a point enters or leaves the range of another size, and its minimum may lie at such
 * a place: with rounded data the page would find another S than the stage.
 */
const exact: ReadonlySet<string> = new Set(["collapse"]);

/** Data sets that some drawn chart binds, as columns. */
function embedded(data: Data, drawn: ReadonlyMap<string, JsonObject>): Record<string, unknown> {
  const text = JSON.stringify([...drawn.values()] as Json);
  const used = Object.entries(data).filter(([name]) => text.includes(`"data":{"name":"${name}"}`));
  return Object.fromEntries(
    used.flatMap(([name, rows]) =>
      typeof rows === "string" ? [] : [[name, toColumns(rows, exact.has(name) ? 15 : 6)]],
    ),
  );
}

function libraryScripts(libraries: readonly Library[]): Html {
  return html`${libraries.map(
    ({ name, version: v, code }) => html`<script>/* ${name} ${v} */
${scriptCode(code)}</script>
`,
  )}`;
}
