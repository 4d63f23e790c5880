/** What a section says, from the data. */
import { count, percent, significant } from "../format.js";
import type { Estimate } from "../inputs/estimates.js";
import type { Results } from "../inputs/results.js";
import type { LabelledSeries } from "../inputs/series.js";
import { withPlace } from "./located.js";

export interface SectionText {
  /** One or two sentences; empty where the data says nothing. */
  readonly lead: string;
  /** Titles of charts that say what is seen, by the chart's name. */
  readonly titles: Readonly<Record<string, string>>;
}

/** The curve that sentences take as their example: first series, the width nearest to 1. */
export interface Example {
  readonly series: LabelledSeries;
  readonly width: number;
  readonly name: string;
  readonly critical: Estimate | undefined;
}

/** Widths with a critical density are preferred. Undefined without any curve. */
export function example(results: Results): Example | undefined {
  const series = results.primary;
  if (!series) return undefined;
  const distance = (width: number) => Math.max(width, 1 / width);
  const nearest = [...results.widths].sort((a, b) => distance(a) - distance(b) || a - b);
  const width = nearest.find((w) => results.critical(series, w)) ?? nearest[0];
  if (width === undefined) return undefined;
  return { series, width, name: `width ${width}`, critical: results.critical(series, width) };
}

/** What a section says that would start from p_c, where there is none. */
export function withoutCritical(results: Results): SectionText {
  const of = example(results);
  const verdict = of && results.estimate(of.series, of.width)?.verdict;
  const reason = verdict ? ` (${verdict})` : "";
  return {
    lead: of
      ? `No half-recovery density is known for ${of.name}${reason}, so nothing is compared with it here.`
      : "No table of the whole experiment was given, so there is nothing to sum up here.",
    titles: {},
  };
}

/** "0.42 % (0.39 to 0.45 %)" */
export function densityOf(estimate: Estimate): string {
  return withPlace(estimate, percent);
}

/** Whether two intervals do not touch; false where one is missing: nothing is known then. */
export function areApart(
  a: Pick<Estimate, "lower" | "upper">,
  b: Pick<Estimate, "lower" | "upper">,
): boolean {
  return a.upper < b.lower || b.upper < a.lower;
}

/** Whether both have an interval: else nothing is known of a move from one to the other. */
export function areBounded(...estimates: readonly Pick<Estimate, "lower" | "upper">[]): boolean {
  return estimates.every(({ lower, upper }) => Number.isFinite(lower) && Number.isFinite(upper));
}

/** "1 200 (1 100 to 1 300)" */
export function weightsOf(estimate: Estimate): string {
  return withPlace(estimate, (x) => count(Number(x.toPrecision(3))));
}

/** "4.2 (3.9 to 4.5)" */
export function degreeOf(estimate: Estimate): string {
  return withPlace(estimate, (x) => significant(x, 2));
}

/** "a factor of 3.2" between two positive numbers, whichever is larger. */
export function factor(a: number, b: number): string {
  return `a factor of ${significant(Math.max(a / b, b / a), 2)}`;
}

/** "rises from 0.1 to 0.5", "falls from …", "stays at 0.1" (at two digits). */
export function change(from: number, to: number, format: (x: number) => string): string {
  const [a, b] = [format(from), format(to)];
  if (a === b) return `stays at ${a}`;
  return `${to > from ? "rises" : "falls"} from ${a} to ${b}`;
}
