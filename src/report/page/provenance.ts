/** Where the numbers come from: settings, versions, hashes, how to make them again, whom to cite. */
import { createHash } from "node:crypto";
import { version } from "../../package.js";
import type { Json, JsonObject } from "../charts/charts.js";
import { isObject } from "../charts/charts.js";
import type { Data } from "../charts/needs.js";
import { SEEDS_DRAWN } from "../data/seeds.js";
import { count, list } from "../format.js";
import { type Html, html } from "../html.js";
import type { Source } from "../inputs/inputs.js";
import type { Results } from "../inputs/results.js";
import { groupBy } from "../rows.js";
import { folded } from "../tables/sortable.js";
import { whatWasRun } from "../text/headline.js";
import { citations } from "./citations.js";
import type { Library } from "./libraries.js";

export interface Making {
  /** The resolved experiment and its file's SHA-256, if it was given. */
  readonly experiment: { readonly settings: JsonObject; readonly sha256: string } | undefined;
  /** The command that makes everything again, if it was given. */
  readonly command: string | undefined;
  /** SHA-256 over those of all files of the run, if it is one. */
  readonly root?: string | undefined;
  readonly libraries: readonly Library[];
  /** Folder of the charts as SVG files, relative to the page, if they are made. */
  readonly figures?: string | undefined;
  /**
   * Is given the charts that the page draws, as it first shows them; names those of which files stand that
   * were drawn from the same.
   */
  readonly drawn?:
    | ((charts: ReadonlyMap<string, JsonObject>, data: Data) => ReadonlySet<string>)
    | undefined;
}

export function provenance(results: Results, making: Making): Html {
  const { experiment, command, root, libraries } = making;
  return html`<h3>Make it again</h3>
${command ? html`<pre>${command}</pre>` : html`<p class="missing">The command that made this report was not given to it.</p>`}
${root ? seal(root) : ""}
<h3>What was run</h3>
<p>${whatWasRun(results)}</p>
${experiment ? folded("All settings", definitions(flatten(experiment.settings))) : html`<p class="missing">No experiment file was given, so the settings are not shown; each Arrow file carries those of its stage.</p>`}
<h3>Seeds and versions</h3>
${definitions([
  ["seeds", seeds(results)],
  ["pcrit", version],
  ["stages", versionsOf(results)],
  ...libraries.map((library) => [library.name, library.version] as const),
])}
<h3>Inputs</h3>
${folded(
  "All tables with their SHA-256",
  hashes([
    ...(experiment ? [{ table: "experiment.json", cell: "", sha256: experiment.sha256 }] : []),
    ...results.inputs.sources,
  ]),
)}
<h3>What was summarised</h3>
<p>Curves are means over seeds at each level, bands as each chart says; a seed in which a statistic is not defined is left out of its mean. Percolation curves are read at 41 occupations, degrees are counted in classes. The explorer and the walk show the cell of one seed of every series and width: of its graph all units, and all edges while they are few, else the strongest of each layer; weights in the explorer are rounded to a percent of the largest. Numbers in the page are rounded to six digits. The Arrow files hold every cell and level.${drawnSeeds(results)}</p>
<h3>Cite</h3>
<p>pcrit, and the paper whose claim it examines, arXiv:2602.15224:</p>
${citations.map(
  ({
    id,
    what,
    text,
  }) => html`<pre id="${id}" tabindex="0" role="region" aria-label="BibTeX of ${what}">${text}</pre>
<p><button type="button" data-copy="${id}">Copy the BibTeX of ${what}</button></p>
`,
)}`;
}

/** One hash for everything: whoever has the folder can tell that it is the one this page speaks of. */
function seal(root: string): Html {
  return html`<h3>Seal</h3>
<p>Root of all files that this page was made from, and of theirs: <span class="hash">${root}</span>. <code>npx pcrit check</code> with the run's folder holds every file against it.</p>`;
}

function definitions(entries: readonly (readonly [string, string])[]): Html {
  return html`<dl>${entries.map(
    ([name, value]) => html`<dt>${name}</dt><dd>${value}</dd>
`,
  )}</dl>`;
}

/** training.optimizer: adam, … in the order of the file. */
export function flatten(value: JsonObject, prefix = ""): [string, string][] {
  return Object.entries(value).flatMap(([key, inner]): [string, string][] =>
    isObject(inner) ? flatten(inner, `${prefix}${key}.`) : [[`${prefix}${key}`, show(inner)]],
  );
}

/** A list of objects: "name fc4, hidden (256, 128); name …". */
function show(value: Json): string {
  if (isObject(value))
    return Object.entries(value)
      .map(([key, inner]) => `${key} ${typeof inner === "object" ? `(${show(inner)})` : inner}`)
      .join(", ");
  if (!Array.isArray(value)) return String(value);
  return value.map(show).join(value.some(isObject) ? "; " : ", ");
}

/** Seeds that are listed one by one. */
const SEEDS_LISTED = 100;

function seeds({ topology }: Results): string {
  if (!topology) return "not known: no topology table was given";
  const all = [...new Set(topology.uint32("seed"))].sort((a, b) => a - b);
  return all.length <= SEEDS_LISTED
    ? list(all.map(String))
    : `${count(all.length)} from ${all[0]} to ${all.at(-1)}`;
}

/** Said where there are more seeds than are drawn. */
function drawnSeeds({ topology }: Results): string {
  const more = topology?.uint32("seed").some((seed) => seed >= SEEDS_DRAWN) ?? false;
  return more ? ` Curves of single seeds are drawn for seeds 0 to ${SEEDS_DRAWN - 1}.` : "";
}

/** The package versions that wrote the tables, as their metadata say. */
function versionsOf({ inputs }: Results): string {
  const found = Object.values(inputs.tables).map((t) => t.metadata.get("pcrit.version"));
  const distinct = [...new Set(found.map((v) => v ?? "another program"))].sort();
  return distinct.length === 0
    ? "no table of the whole experiment"
    : `tables written by ${list(distinct)}`;
}

/** Files of single cells that are listed one by one. */
const FILES_LISTED = 5000;

/** One line for each kind of table, with a hash that stands for all of its files. */
function summed(cells: readonly Source[]): Source[] {
  return [...groupBy(cells, ({ table }) => table)].map(([table, own]) => {
    const hash = createHash("sha256");
    for (const { cell, sha256 } of own) hash.update(`${sha256}  ${cell}\n`);
    return {
      table: `${table} of ${count(own.length)} cells`,
      cell: "",
      sha256: hash.digest("hex"),
    };
  });
}

/** Tables with their SHA-256, those of single cells folded away. */
export function hashes(sources: readonly Source[]): Html {
  const table = (
    rows: readonly Source[],
    what: string,
  ) => html`<div class="scroll" tabindex="0" role="region" aria-label="Hashes of ${what}"><table>
<thead><tr><th scope="col">table</th><th scope="col" class="text">SHA-256</th></tr></thead>
<tbody>
${rows.map(
  (
    s,
  ) => html`<tr><td>${s.cell === "" ? s.table : `${s.table} of ${s.cell}`}</td><td class="text hash">${s.sha256}</td></tr>
`,
)}</tbody></table></div>`;
  const cells = sources.filter((s) => s.cell !== "");
  if (cells.length > FILES_LISTED)
    return html`${table([...sources.filter((s) => s.cell === ""), ...summed(cells)], "all tables")}
<p>Of each kind of table of single cells: SHA-256 over the lines that sha256sum prints of them, by the names of the cells.</p>`;
  return html`${table(
    sources.filter((s) => s.cell === ""),
    "tables of the whole",
  )}
${cells.length > 0 ? html`<details class="more"><summary>${count(cells.length)} files of single cells</summary>${table(cells, "single cells")}</details>` : ""}`;
}
