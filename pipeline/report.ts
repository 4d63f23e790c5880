import { createHash } from "node:crypto";
import { dirname, join, relative } from "node:path";
import { UserError } from "../src/error.js";
import { readWhole, writeWhole } from "../src/files.js";
import {
  chartsOf,
  isObject,
  type JsonObject,
  readJson,
  readSections,
  reportsFolder,
} from "../src/report/charts/charts.js";
import { FigureFolder } from "../src/report/figures/figure-folder.js";
import { readInputs } from "../src/report/inputs/inputs.js";
import { Results } from "../src/report/inputs/results.js";
import { type Library, readLibraries } from "../src/report/page/libraries.js";
import { reportPage } from "../src/report/page/page.js";
import type { Making } from "../src/report/page/provenance.js";
import { optimiseLater } from "./later-optimised.js";
import { note } from "./noted.js";
import type { Stage, StageCall } from "./stage.js";

export const report: Stage = {
  name: "report",
  summary: "all results -> one HTML file",
  details: `
The page needs no network and no other file. Charts are the Vega-Lite specifications in
reports/charts, listed in reports/sections.json; reports/README.md says how to change them: edit or
add a file in reports/, then make with the same EXPERIMENT. What is not among the inputs is named in a
line at the end of the page.

--figures writes every chart that is drawn as figures/NAME.svg and figures/NAME.pdf beside, as the page first
shows it, unless the file that stands there was drawn from the same: figures/drawn-from.json says from what, by SHA-256.`,
  inputs: [
    {
      name: "tables",
      meaning:
        "of the experiment: topology, order, criticality and what else its stage makes (verdict, scaling, collapse …), correlations, predictions, equivalence, robustness-areas, noise-shift; percolation, degrees, null-model, robustness of its cells; in any order",
      many: "some",
    },
  ],
  outputs: [
    { option: "out", meaning: "the page, index.html", required: true },
    { option: "figures", meaning: "folder for the charts as SVG and PDF files" },
  ],
  options: {
    experiment: { type: "text", meaning: "the resolved experiment (JSON), shown as settings" },
    command: { type: "text", meaning: "the command that makes everything again, shown as it is" },
    parts: {
      type: "text",
      meaning: "SHA-256 over reports/: the page of a run is made again where it is another",
    },
    root: { type: "text", meaning: "of the run: SHA-256 over those of all its files" },
  },
  async run(call) {
    optimiseLater();
    const results = new Results(readInputs(call.inputs));
    const figures = call.output("figures");
    const page = call.out("out");
    const libraries = readLibraries();
    const folder = figures === undefined ? undefined : figureFolder(figures, libraries);
    const made = await reportPage(results, {
      experiment: experimentOf(call),
      command: call.value("command") as string | undefined,
      root: call.value("root") as string | undefined,
      libraries,
      figures: figures === undefined ? undefined : relative(dirname(page), figures),
      drawn: folder && ((charts, data) => folder.take(charts, data)),
    });
    if (figures !== undefined && folder) await writeFigures(figures, folder);
    writeWhole(page, made);
  },
};

function figureFolder(folder: string, libraries: readonly Library[]): FigureFolder {
  const themes = readJson(`${reportsFolder}theme.json`) as JsonObject;
  const versions = libraries.map(({ name, version }) => `${name} ${version}`);
  return new FigureFolder(folder, themes, versions);
}

async function writeFigures(folder: string, figures: FigureFolder): Promise<void> {
  const ids = chartsOf(readSections()).map(({ id }) => id);
  const lost = await figures.write(new RegExp(`^(${ids.join("|")})\\.(svg|pdf)$`));
  for (const [name, letters] of lost)
    note(
      `${join(folder, name)}.pdf: its fonts, Helvetica and Symbol, lack ${letters.join(" ")}; the SVG has it`,
    );
}

function experimentOf(call: StageCall): Making["experiment"] {
  const path = call.value("experiment") as string | undefined;
  if (path === undefined) return undefined;
  const settings = readJson(path);
  if (!isObject(settings)) throw new UserError(`${path}: expected a JSON object`);
  return { settings, sha256: createHash("sha256").update(readWhole(path)).digest("hex") };
}
