/** One page that compares experiments: table, exponents, collapsed curves, critical points. */
import { version } from "../../package.js";
import type { Choice } from "../charts/bind.js";
import { type JsonObject, readSections, reportsFolder, type Section } from "../charts/charts.js";
import { checkSpec } from "../charts/check.js";
import { readLabels } from "../charts/labels.js";
import { type Html, html, sentence } from "../html.js";
import { bar } from "../page/bar.js";
import { type Drawing, figure } from "../page/figure.js";
import type { Library } from "../page/libraries.js";
import { hashes } from "../page/provenance.js";
import { pageShell } from "../page/shell.js";
import { comparisonData } from "./data.js";
import { type Entry, entriesOf } from "./entries.js";
import type { Runs } from "./runs.js";
import { differencesTable, runBoxes } from "./settings.js";
import { withSharedScales } from "./shared-scales.js";
import { comparisonTable, evidenceList, unfinishedList } from "./table.js";
import { comparisonHeadline, comparisonTexts } from "./text.js";

const title = "Where pruned networks stop working: experiments compared";

/** The same runs give the same bytes. @throws UserError where a file in reports/ is wrong. */
export async function comparisonPage(runs: Runs, libraries: readonly Library[]): Promise<string> {
  const sections = readSections(`${reportsFolder}comparison/`);
  const entries = entriesOf(runs.finished);
  const data = comparisonData(entries);
  const drawn = new Map<string, JsonObject>();
  const missing = new Map<string, string>();
  const drawing = { data, terms: [], folder: "reports/comparison/", drawn, missing };
  const parts = sections.map((section) => sectionHtml(section, entries, drawing));
  for (const [id, spec] of drawn) drawn.set(id, withSharedScales(spec, entries, data));
  for (const [id, spec] of drawn) await checkSpec(`reports/comparison/charts/${id}`, spec);
  return pageShell({
    title,
    bar: bar({
      contents: [
        { id: "head", contents: "Summary" },
        ...sections,
        { id: "inputs", contents: "Inputs" },
      ],
      view: null,
    }),
    body: html`${head(runs, entries)}
${runBoxes(runs.finished)}
${parts}
${inputs(runs)}`,
    charts: drawn,
    data,
    settings: { run: { name: "comparison", figures: null }, view: null, labels: readLabels() },
    scripts: ["data", "state", "bar", "terms", "compare", "readout", "take", "page"],
    libraries: libraries.filter(({ section }) => section === undefined),
  });
}

function head({ finished, unfinished }: Runs, entries: readonly Entry[]): Html {
  const compared =
    finished.length > 0
      ? html`<p class="headline">${sentence(comparisonHeadline(entries))}</p>
${comparisonTable(entries)}
${differencesTable(finished)}
${evidenceList(entries)}`
      : html`<p class="missing">No run is finished yet, so there is nothing to compare.</p>`;
  return html`<section id="head" data-contents="head"><h1>${title}</h1>
${compared}
${unfinishedList(unfinished)}</section>`;
}

function sectionHtml(section: Section, entries: readonly Entry[], drawing: Drawing): Html {
  const text = comparisonTexts(entries)[section.id];
  const choices = (): Record<string, Choice> => ({});
  return html`<section id="${section.id}" data-contents="${section.id}"><h2>${section.title}</h2>
${text?.lead ? html`<p>${sentence(text.lead)}</p>` : ""}
${section.charts.map((chart) => {
  const drawn = figure(chart, { title: text?.titles[chart.id], choices, level: 3 }, drawing);
  return drawn ?? html`<p class="missing">${sentence(drawing.missing.get(chart.id) ?? "")}</p>`;
})}
</section>
`;
}

function inputs({ finished }: Runs): Html {
  const sources = finished.flatMap(({ name, results }) =>
    results.inputs.sources.map((source) => ({ ...source, table: `${name}: ${source.table}` })),
  );
  return html`<section id="inputs" data-contents="inputs"><h2>Inputs</h2>
<p>pcrit ${version}. Each report says how its numbers were made; numbers in this page are rounded to six digits.</p>
${hashes(sources)}
</section>`;
}
