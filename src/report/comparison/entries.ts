/** One entry for each series of each run: its verdict, its critical density, its collapse. */
import { type Combination, combinations, isFit, isRejected } from "../inputs/combinations.js";
import type { Estimate } from "../inputs/estimates.js";
import type { LabelledSeries } from "../inputs/series.js";
import type { Row } from "../rows.js";
import { verdictOf } from "../text/verdict.js";
import type { Run } from "./runs.js";

export interface Entry {
  readonly run: Run;
  readonly series: LabelledSeries;
  /** For example "glyphs: fc4": what has one colour in the charts. */
  readonly network: string;
  /** For example "glyphs: random". */
  readonly name: string;
  /** Verdict after fine-tuning; undefined where the run has none. */
  readonly verdict: Row | undefined;
  /** The half-recovery density of the width nearest to 1 that has one. */
  readonly critical: Estimate | undefined;
  /** The collapse that the verdict speaks of; its p_c is NaN where none could be fitted. */
  readonly collapse: Combination | undefined;
}

/** In the order of runs and of their series. */
export function entriesOf(runs: readonly Run[]): Entry[] {
  return runs.flatMap((run) => run.results.series.map((series) => entryOf(run, series)));
}

function entryOf(run: Run, series: LabelledSeries): Entry {
  const { results } = run;
  const distance = (width: number) => Math.max(width, 1 / width);
  const widths = [...results.widths].sort((a, b) => distance(a) - distance(b) || a - b);
  const verdict = verdictOf(results, series.label);
  return {
    run,
    series,
    network: `${run.name}: ${series.architecture}`,
    name: `${run.name}: ${series.label}`,
    verdict,
    critical: widths.flatMap((width) => results.critical(series, width) ?? [])[0],
    collapse: combinations(results.rows("scaling")).find(
      (c) =>
        c.series === series.label &&
        c.phase !== "before" &&
        c.quantity === "accuracy" &&
        c.control === (verdict?.["control"] ?? "density") &&
        c.length === (verdict?.["length"] ?? "hidden_units"),
    ),
  };
}

export type Fitted = Entry & { readonly collapse: Combination };

export function isFitted(entry: Entry): entry is Fitted {
  return entry.collapse !== undefined && isFit(entry.collapse);
}

/** What tells the marks of a series apart; the same columns in every data set. */
export function identity(entry: Entry): Row {
  const { run, series, network, name } = entry;
  const { dataset, architecture, criterion, pruning } = series;
  const rejected = entry.collapse !== undefined && isRejected(entry.collapse.verdict) ? 1 : 0;
  const experiment = run.name;
  return { experiment, network, name, dataset, architecture, criterion, pruning, rejected };
}
