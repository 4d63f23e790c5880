/**
 * What sections and topics have besides charts and their lead, by id: controls above the charts, tables
 * below them, a reason why there is nothing at all, and what a script of their own reads. A section
 * with its own script: an entry in reports/sections.json that names it, reports/NAME.js, an entry here.
 */
import type { Html } from "../html.js";
import type { Results } from "../inputs/results.js";
import { liveForm, liveSettings, whyNotLive } from "../live/form.js";
import { correlationTables } from "../tables/correlation.js";
import { scalingTables } from "../tables/scaling.js";
import { summaryTable } from "../tables/summary.js";
import { firstStop } from "../text/first-stop.js";
import { whyNoWalk } from "../walk/data.js";
import { explorerForm, explorerSettings } from "../walk/explorer.js";
import { walkForm, walkSettings } from "../walk/form.js";
import { glossary, type Term } from "./glossary.js";

export interface Part {
  /** Why nothing of it can be shown; undefined where something can. */
  readonly why?: (results: Results) => string | undefined;
  readonly form?: (results: Results) => Html;
  readonly tables?: (results: Results, terms: readonly Term[]) => Html[];
  /** JSON for its script: read("pcrit-ID"). */
  readonly settings?: (results: Results) => unknown;
}

const parts: Readonly<Record<string, Part>> = {
  walk: {
    why: whyNoWalk,
    form: (results) => walkForm(results, firstStop(results)),
    settings: walkSettings,
  },
  explorer: { why: whyNoWalk, form: () => explorerForm(), settings: explorerSettings },
  live: { why: whyNotLive, tables: (results) => [liveForm(results)], settings: liveSettings },
  widths: { tables: (results) => [summaryTable(results)] },
  correlations: { tables: (results) => correlationTables(results.correlations) },
  verdict: { tables: scalingTables },
  terms: { tables: (_, terms) => [glossary(terms)] },
};

const none: Part = {};

export function partOf(id: string): Part {
  return parts[id] ?? none;
}
