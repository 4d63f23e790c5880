/** All collapses that were tried, not the prettiest alone. */
import { surveySimulations } from "../../criticality/analyse.js";
import { probability, several } from "../format.js";
import { type Html, html, sentence } from "../html.js";
import { type Combination, combinations, isFit, type Parameter } from "../inputs/combinations.js";
import type { Results } from "../inputs/results.js";
import { exponent, pc, plain, three } from "./columns.js";
import { criticalPoint, withBounds } from "./parameter-cell.js";
import { folded, type SortableColumn, sortableTable } from "./sortable.js";

/** Every combination of order parameter, control parameter and length. */
export function collapses(results: Results): Html {
  const all = combinations(results.rows("scaling"));
  // Why there is none stands in the place of the chart.
  if (!all.some(isFit)) return html``;
  const caption = `S: reduced chi-square of the collapse, about 1 is good; p: how often data that do collapse would fit as badly. The first row of each kind of pruning gives the verdict; below its values stand their intervals. The others are a survey: estimate, S and a p from at most ${surveySimulations} simulated experiments, no interval, and no correction for the number of tries, so that the best of them is no finding by itself.`;
  return folded(
    `All ${several(all.length, "collapse")} that were tried`,
    sortableTable("Collapses", caption, collapseColumns, all),
    true,
  );
}

const of = (title: string | Html, pick: (c: Combination) => Parameter) => ({
  title,
  cell: (c: Combination) => withBounds(pick(c), exponent),
  value: (c: Combination) => pick(c)[0],
});

const word = (
  title: string,
  name: "series" | "phase" | "quantity" | "control" | "length" | "saturation" | "verdict",
) => ({
  title,
  cell: (c: Combination) => (name === "verdict" ? sentence(c[name]) : plain(c[name])),
});

const collapseColumns: readonly SortableColumn<Combination>[] = [
  word("Pruning", "series"),
  word("Fine-tuning", "phase"),
  word("Order parameter", "quantity"),
  word("Control", "control"),
  word("L", "length"),
  {
    title: "S",
    cell: (c) => (Number.isFinite(c.quality) ? three(c.quality) : ""),
    value: (c) => c.quality,
  },
  { title: "p", cell: (c) => (Number.isFinite(c.p) ? probability(c.p) : ""), value: (c) => c.p },
  { title: pc, cell: (c) => criticalPoint(c.p_c), value: (c) => c.p_c[0] },
  of("1/ν", (c) => c.sharpening),
  of("β/ν", (c) => c.decay),
  of("γ/ν", (c) => c.growth),
  word("Saturation", "saturation"),
  word("Verdict", "verdict"),
];
