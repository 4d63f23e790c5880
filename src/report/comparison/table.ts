/** The table of all series of all runs, and the runs that it lacks. */
import { percent, probability, several, significant } from "../format.js";
import { type Html, html, sentence } from "../html.js";
import type { Combination, Parameter } from "../inputs/combinations.js";
import { exponent } from "../tables/columns.js";
import { criticalPoint, withBounds } from "../tables/parameter-cell.js";
import { folded, type SortableColumn, sortableTable } from "../tables/sortable.js";
import { densityOf } from "../text/text.js";
import { evidence, evidenceOf } from "../text/verdict.js";
import type { Entry } from "./entries.js";
import type { Unfinished } from "./runs.js";

const pc = html`<i>p</i><sub>c</sub>`;
const three = (x: number) => significant(x, 3);

export function comparisonTable(entries: readonly Entry[]): Html {
  const note = html`All after fine-tuning. Half recovery: the density where m falls through 1/2, at the width nearest to 1. S, ${pc}, 1/ν, β/ν: of the scaling collapse on density with L the number of hidden units; S is about 1 where the curves collapse, p how often data that do would fit as badly. Small: intervals over seeds.`;
  const table = sortableTable("Experiments", "One entry a series.", columns, entries, true);
  return html`${table}
<p class="note">${note}</p>`;
}

const word = (title: string, cell: (entry: Entry) => string | Html): SortableColumn<Entry> => ({
  title,
  cell,
});

const columns: readonly SortableColumn<Entry>[] = [
  word("Experiment", ({ run }) =>
    run.report ? html`<a href="${run.report}">${run.name}</a>` : run.name,
  ),
  word("Verdict", ({ verdict }) =>
    verdict ? html`<strong>${String(verdict["verdict"])}</strong>` : "none",
  ),
  word("Network", ({ series }) => `${series.architecture} on ${series.dataset}`),
  word("Pruning", ({ series }) => `${series.criterion}, ${series.pruning}`),
  {
    title: "Half recovery",
    cell: ({ critical }) => {
      if (!critical) return "";
      const [value, interval] = densityOf(critical).split(" (");
      return html`${value}${interval ? html` <small>(${interval}</small>` : ""}`;
    },
    value: ({ critical }) => critical?.value ?? Number.NaN,
  },
  {
    title: pc,
    cell: ({ collapse }) => (collapse ? criticalPoint(collapse.p_c, percent) : ""),
    value: ({ collapse }) => collapse?.p_c[0] ?? Number.NaN,
  },
  parameter("1/ν", (c) => c.sharpening),
  parameter("β/ν", (c) => c.decay),
  scalar("S", (c) => c.quality, three),
  scalar("p", (c) => c.p, probability),
  word("Widths", ({ run }) => widthsOf(run.results.widths)),
];

/** "0.25 to 2", "1" */
function widthsOf(widths: readonly number[]): string {
  return [...new Set([widths[0], widths.at(-1)])].join(" to ");
}

function parameter(
  title: string | Html,
  pick: (c: Combination) => Parameter,
): SortableColumn<Entry> {
  const of = ({ collapse }: Entry): Parameter =>
    collapse ? pick(collapse) : [Number.NaN, Number.NaN, Number.NaN];
  return {
    title,
    cell: (entry) => withBounds(of(entry), exponent),
    value: (entry) => of(entry)[0],
  };
}

function scalar(
  title: string,
  pick: (c: Combination) => number,
  format: (x: number) => string,
): SortableColumn<Entry> {
  const of = ({ collapse }: Entry) => (collapse ? pick(collapse) : Number.NaN);
  return {
    title,
    cell: (entry) => (Number.isFinite(of(entry)) ? format(of(entry)) : ""),
    value: of,
  };
}

/** What each verdict rests on, in words; runs without one say why. */
export function evidenceList(entries: readonly Entry[]): Html {
  const without = entries.filter(({ verdict }) => !verdict);
  const judged = entries.filter(({ verdict }) => verdict);
  return html`${items(without, ({ run, series }) =>
    run.results.tables.verdict
      ? `no verdict, since verdict.arrow has no row of ${series.phrase}.`
      : "no verdict, since the run has no verdict.arrow, which pcrit criticality makes today.",
  )}
${
  judged.length > 0
    ? folded(
        `What ${several(judged.length, "verdict")} ${judged.length === 1 ? "rests" : "rest"} on`,
        items(judged, ({ verdict }) => `${verdict!["verdict"]}. ${evidenceOf(verdict!, evidence)}`),
      )
    : ""
}`;
}

function items(entries: readonly Entry[], say: (entry: Entry) => string): Html {
  if (entries.length === 0) return html``;
  return html`<ul class="runs">${entries.map((entry) => html`<li><strong>${entry.name}</strong>: ${sentence(say(entry))}</li>`)}</ul>`;
}

/** What was found but cannot be compared. */
export function unfinishedList(unfinished: readonly Unfinished[]): Html {
  if (unfinished.length === 0) return html``;
  return html`<ul class="runs">${unfinished.map(({ name, reason }) => html`<li><strong>${name}</strong>: not compared, since it is ${sentence(reason)}.</li>`)}</ul>`;
}
