/** What charts let the reader choose, from the rows of their data. */

import type { Choice } from "../charts/bind.js";
import type { Chart, JsonObject } from "../charts/charts.js";
import { labelOf } from "../charts/labels.js";
import { startsOf, toldStart } from "../data/starts.js";
import { percent } from "../format.js";
import type { Html } from "../html.js";
import type { Results } from "../inputs/results.js";
import type { Rows } from "../rows.js";
import { firstStop } from "../text/first-stop.js";
import { levelsOf, telling } from "../text/telling-level.js";
import { example } from "../text/text.js";
import { walkChoices } from "../walk/form.js";
import { collapseChoices, collapseForm } from "./collapse-form.js";

/** Values that selectors offer, as far as the chart's own data has them. */
export function choicesOf(results: Results, rows: Rows): Readonly<Record<string, Choice>> {
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
    start: { options: startsOf(rows), value: toldStart(rows) ?? null },
    ...Object.fromEntries(["quantity", "graph"].map((name) => [name, wordsOf(rows, name)])),
  };
}

/** The controls of the chart that the reader can redo, and the parameters they set. */
export function collapseOf(
  results: Results,
  chart: Chart,
): { form: Html | undefined; choices: (rows: Rows) => Readonly<Record<string, Choice>> } {
  const redone = (chart.spec["usermeta"] as JsonObject)["form"] === "collapse";
  return {
    form: redone ? collapseForm(results) : undefined,
    choices: (rows) => (redone ? collapseChoices(results, rows) : {}),
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
  const named = words.map((word) =>
    /_/.test(String(word)) ? labelOf(String(word)) : String(word),
  );
  return { options: words, labels: named, value: words[0] ?? null };
}
