/** The report on one experiment: its answers, sections with their charts, where it comes from. */
import type { Choice } from "../charts/bind.js";
import {
  type Chart,
  type JsonObject,
  readJson,
  readSections,
  reportsFolder,
  type Section,
} from "../charts/charts.js";
import { checkSpec } from "../charts/check.js";
import type { Data } from "../charts/needs.js";
import { chartData, labelsInUse } from "../data/data-sets.js";
import { percent } from "../format.js";
import { type Html, html, sentence } from "../html.js";
import type { Results } from "../inputs/results.js";
import type { Rows } from "../rows.js";
import { correlationTables } from "../tables/correlation.js";
import { scalingTables } from "../tables/scaling.js";
import { summaryTable } from "../tables/summary.js";
import { firstStop } from "../text/first-stop.js";
import { headline, whatWasRun } from "../text/headline.js";
import { sectionTexts } from "../text/sections.js";
import { levelsOf, telling } from "../text/telling-level.js";
import { example } from "../text/text.js";
import { standingAt, whyNoWalk } from "../walk/data.js";
import { walkChoices, walkForm, walkSettings } from "../walk/form.js";
import { answers } from "./answers.js";
import { chooser } from "./chooser.js";
import { collapseChoices, collapseForm, collapseSettings } from "./collapse-form.js";
import { figure } from "./figure.js";
import { type Making, provenance } from "./provenance.js";
import { pageShell } from "./shell.js";

/** A report, and what its charts were made of. */
export interface Report {
  readonly page: string;
  /** Specifications of the charts that can be drawn, by name. */
  readonly charts: ReadonlyMap<string, JsonObject>;
  /** As the page first shows them: data sets of the walk hold one level. */
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
  const page = pageShell({
    title,
    sections: [
      { id: "head", title: "Summary" },
      ...sections,
      { id: "provenance", title: "Provenance" },
    ],
    body: html`${head(results, title)}
${chooser(results, data)}
${parts}
<section id="provenance"><h2>Provenance</h2>
${provenance(results, making)}
</section>`,
    charts: drawn,
    data,
    settings: { collapse: collapseSettings(results), walk: walkSettings(results) },
    scripts: ["data", "link", "walk", "page", "collapse"],
    libraries: making.libraries,
  });
  const stop = firstStop(results);
  return { page, charts: drawn, data: stop ? standingAt(data, stop) : data };
}

/** The page alone. */
export async function reportPage(results: Results, making: Making): Promise<string> {
  return (await makeReport(results, making)).page;
}

function titleOf(results: Results, { experiment }: Making): string {
  const name = experiment?.settings["name"];
  const dataset = results.primary?.dataset ?? "no data";
  return `${typeof name === "string" ? name : dataset}: where pruned networks stop working`;
}

function head(results: Results, title: string): Html {
  return html`<section id="head"><h1>${title}</h1>
<p class="run">${whatWasRun(results)}</p>
<p class="headline">${sentence(headline(results))}</p>
${answers(results)}
${summaryTable(results)}
</section>`;
}

const sectionTables: Readonly<Record<string, (results: Results) => Html[]>> = {
  verdict: scalingTables,
  correlations: (results) => correlationTables(results.correlations),
};

/** Controls above the charts of a section. */
const sectionForms: Readonly<Record<string, (results: Results) => Html>> = {
  walk: (results) => walkForm(results, firstStop(results)),
};

/** Why a section has no part at all. */
const sectionReasons: Readonly<Record<string, (results: Results) => string | undefined>> = {
  walk: whyNoWalk,
};

/** A section; the specifications of its charts that can be drawn go to `drawn`. */
function sectionHtml(
  results: Results,
  { id, title, charts }: Section,
  data: Data,
  drawn: Map<string, JsonObject>,
): Html {
  const without = sectionReasons[id]?.(results);
  if (without !== undefined)
    return html`<section id="${id}"><h2>${title}</h2>
<p class="missing">${sentence(without)}</p>
</section>
`;
  const text = sectionTexts[id]?.(results);
  return html`<section id="${id}"><h2>${title}</h2>
${text?.lead ? html`<p>${sentence(text.lead)}</p>` : ""}
${sectionForms[id]?.(results)}<div class="figures">
${charts.map((chart) => figureOf(results, chart, text?.titles[chart.id], data, drawn))}
</div>
${sectionTables[id]?.(results)}
</section>
`;
}

function figureOf(
  results: Results,
  chart: Chart,
  title: string | undefined,
  data: Data,
  drawn: Map<string, JsonObject>,
): Html {
  const redone = (chart.spec["usermeta"] as JsonObject)["form"] === "collapse";
  const choices = (rows: Rows) => ({
    ...choicesOf(results, rows),
    ...(redone ? collapseChoices(results, rows) : {}),
  });
  const form = redone ? collapseForm(results) : undefined;
  return figure(chart, { title, data, choices, form }, drawn);
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
    at_level: levelChoice(results, rows),
    ...walkChoices(firstStop(results)),
    criterion: { options: criterion, value: criterion[0] ?? null },
    ...Object.fromEntries(["quantity", "graph"].map((name) => [name, wordsOf(rows, name)])),
  };
}

/** Levels by density; first the one that tells subnetworks apart. */
function levelChoice(results: Results, rows: Rows): Choice {
  const levels = levelsOf(rows);
  return {
    options: levels.map(({ level }) => level),
    labels: levels.map(({ level, density }) => `${percent(density)} (level ${level})`),
    value: telling(rows, example(results)?.critical?.value)?.level ?? null,
  };
}

/** All words of a column, the first one chosen. */
function wordsOf(rows: Rows, column: string): Choice {
  const words = [...new Set(rows.map((row) => row[column] ?? null))].filter((w) => w !== null);
  return { options: words, value: words[0] ?? null };
}
