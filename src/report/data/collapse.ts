/** The collapse that the reader can redo: its points and its fits. */
import { list } from "../format.js";
import { type Combination, combinations, isFit } from "../inputs/combinations.js";
import type { Results } from "../inputs/results.js";
import type { Rows } from "../rows.js";

/** Points within the window of their fit, or the sentence that says why there are none. */
export function collapsePoints(collapse: Rows | string, scaling: Rows): Rows | string {
  if (typeof collapse === "string") {
    const reasons = list([...new Set(fitsOf(scaling, false).map(({ verdict }) => verdict))]);
    return reasons === "" ? collapse : `No scaling collapse could be fitted: ${reasons}.`;
  }
  return collapse.filter((row) => row["inside"] === 1);
}

/** Combinations with a fit, those of the report's first series after fine-tuning in front. */
export function fitted(results: Results): Combination[] {
  const first = results.primary?.label;
  const rank = ({ series, phase }: Combination) =>
    (series === first ? 0 : 2) + (phase === "before" ? 1 : 0);
  return [...fitsOf(results.rows("scaling"), true)].sort((a, b) => rank(a) - rank(b));
}

function fitsOf(scaling: Rows, known: boolean): Combination[] {
  return combinations(scaling).filter((tried) => isFit(tried) === known);
}

/** The column of collapse.arrow that holds L; a table of observations has its size in `width`. */
export function sizeColumn(length: string): string {
  return length === "size" ? "width" : length;
}
