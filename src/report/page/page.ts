/** The report on one experiment: its first screen, chapters, sections, appendix, where it comes from. */

import { linkedByBar } from "../charts/bind.js";
import { chartsOf, type JsonObject, readSections } from "../charts/charts.js";
import { checkSpec } from "../charts/check.js";
import { readLabels } from "../charts/labels.js";
import type { Data } from "../charts/needs.js";
import { chartData, labelsInUse } from "../data/data-sets.js";
import { type Html, html } from "../html.js";
import type { Results } from "../inputs/results.js";
import { firstStop } from "../text/first-stop.js";
import { standingAt } from "../walk/data.js";
import { bar } from "./bar.js";
import { collapseSettings } from "./collapse-form.js";
import type { Drawing } from "./figure.js";
import { front } from "./front.js";
import { readTerms } from "./glossary.js";
import { leftOut } from "./left-out.js";
import type { Library } from "./libraries.js";
import { partOf } from "./parts.js";
import { type Making, provenance } from "./provenance.js";
import { figureOf, sectionHtml } from "./sections.js";
import { pageShell } from "./shell.js";
import { viewSettings } from "./view.js";

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
  const data = chartData(results, labelsInUse(chartsOf(sections), readLabels()));
  const terms = readTerms();
  const drawing: Drawing = {
    data,
    terms,
    folder: "reports/",
    drawn: new Map(),
    missing: new Map(),
    linked: linkedByBar,
  };
  const name = nameOf(results, making);
  const parts = sections.map((section): readonly [string, Html] => {
    if (section.part !== "front") return [section.id, sectionHtml(results, section, drawing)];
    const figures = section.charts.flatMap((chart) => figureOf(results, chart, drawing, 2) ?? []);
    const settings = making.experiment?.settings;
    return [section.id, front(section, { results, settings, name, terms, figures })];
  });
  const { drawn, missing } = drawing;
  for (const id of drawn.keys()) missing.delete(id);
  // a chart whose files stand was checked before they were drawn
  const shownFirst = asFirstShown(results, data);
  const known = making.drawn?.(drawn, shownFirst);
  for (const [id, spec] of drawn)
    if (!known?.has(id)) await checkSpec(`reports/charts/${id}`, spec);
  const shown = sections.filter(({ id }) => parts.some(([of, { text }]) => of === id && text));
  const view = viewSettings(results);
  const isUsed = ({ section }: Library) =>
    section === undefined || shown.some(({ id }) => id === section);
  const libraries = making.libraries.filter(isUsed);
  const page = pageShell({
    title: `${name}: where pruned networks stop working`,
    bar: bar({
      contents: [...shown, { id: "provenance", contents: "Sources" }],
      view,
    }),
    body: html`${parts.map(([, part]) => part)}
<section id="provenance" data-contents="provenance"><h2>Sources</h2>
${provenance(results, { ...making, libraries })}
</section>
${leftOut(sections, missing)}`,
    charts: drawn,
    data,
    settings: {
      run: { name, figures: making.figures ?? null },
      view,
      labels: readLabels(),
      collapse: collapseSettings(results),
      ...Object.fromEntries(shown.flatMap(({ id }) => settingsOf(id, results))),
    },
    works: shown.some(({ id }) => id === "live"),
    scripts: [...before, ...shown.flatMap(({ script }) => script), ...after],
    libraries,
  });
  return { page, charts: drawn, data: shownFirst };
}

/** Data sets of the walk hold one level. */
function asFirstShown(results: Results, data: Data): Data {
  const stop = firstStop(results);
  return stop ? standingAt(data, stop) : data;
}

/** Scripts of every report, around those of its sections: what they stand on, and what draws. */
const before = ["data", "state", "bar", "terms", "link"];
const after = ["readout", "levels", "take", "page", "collapse"];

function settingsOf(id: string, results: Results): [string, unknown][] {
  const { settings } = partOf(id);
  return settings ? [[id, settings(results)]] : [];
}

/** The page alone. */
export async function reportPage(results: Results, making: Making): Promise<string> {
  return (await makeReport(results, making)).page;
}

function nameOf(results: Results, { experiment }: Making): string {
  const name = experiment?.settings["name"];
  return typeof name === "string" ? name : (results.primary?.dataset ?? "no data");
}
