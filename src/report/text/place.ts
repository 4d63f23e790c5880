/**
 * Where a series collapses: p_c at its largest width, what it does with size in plain words, and its
 * limit only by a law that describes the points (src/scaling/limit.ts).
 */
import { significant } from "../format.js";
import type { Estimate } from "../inputs/estimates.js";
import type { Results } from "../inputs/results.js";
import type { LabelledSeries } from "../inputs/series.js";
import { boundOf, describesPoints, parameterOf, sizeLawsOf } from "../inputs/size-laws.js";
import { located, notLocated } from "./located.js";
import { areApart, areBounded, densityOf, factor } from "./text.js";

export interface Place {
  /** Empty where no width has a p_c. */
  readonly short: string;
  readonly more: readonly string[];
}

export function place(results: Results, series: LabelledSeries): Place {
  const found = results.widths.flatMap((width) => results.critical(series, width) ?? []);
  const last = found.at(-1);
  if (!last) return { short: "", more: [] };
  const largest = last.width === results.widths.at(-1);
  const which = results.widths.length > 1 && largest ? ", the largest" : "";
  const short = located(last)
    ? `p_c = ${densityOf(last)} density at width ${last.width}${which}.`
    : `${notLocated(last, `p_c at width ${last.width}`)}.`;
  return {
    short,
    more:
      found.length > 1 ? [withSize(results, series, found), limitSentence(results, series)] : [],
  };
}

/** "It falls from 2.0 % at width 0.25, by a factor of 9.5." */
function withSize(results: Results, series: LabelledSeries, found: readonly Estimate[]): string {
  const [first, last] = [found[0]!, found.at(-1)!];
  const from = `${densityOf(first)} at width ${first.width}`;
  if (!areBounded(first, last))
    return `At width ${first.width} it is ${densityOf(first)}: without intervals it is not known whether it moves with size.`;
  if (!areApart(first, last))
    return `At width ${first.width} it is ${densityOf(first)}: no change with size is seen between the two.`;
  const falls = last.value < first.value;
  const bend = falls ? bendOf(results, series) : "";
  return `It ${falls ? "falls" : "rises"} with size: from ${from}, by ${factor(first.value, last.value)}${bend}.`;
}

/** Smallest width, large networks: what stands beside p_c at the largest width. */
export function placeRows(
  results: Results,
  series: LabelledSeries,
): (readonly [asked: string, found: string])[] {
  const found = results.widths.flatMap((width) => results.critical(series, width) ?? []);
  const first = found[0];
  if (!first || found.length < 2) return [];
  return [
    [`At the smallest width, ${first.width}`, `${densityOf(first)} density.`],
    ["In large networks", limitSentence(results, series)],
  ];
}

/** ", faster from size to size" where a law with a bend describes the points and bends so. */
function bendOf(results: Results, series: LabelledSeries): string {
  const rows = sizeLawsOf(results, series);
  if (describesPoints(rows, "curved") !== true) return "";
  const bend = parameterOf(rows, "curved", "h");
  if (boundOf(bend, "lower") > 0) return ", faster from size to size";
  return boundOf(bend, "upper") < 0 ? ", more slowly from size to size" : "";
}

/** What is said of large networks: nothing by a law that does not describe the points. */
export function limitSentence(results: Results, series: LabelledSeries): string {
  const rows = sizeLawsOf(results, series);
  if (rows.length === 0) return "";
  const p = parameterOf(rows, "offset", "p_inf");
  if (!p) return "Too few sizes to say where it goes in large networks.";
  const fits = describesPoints(rows, "offset");
  if (fits === false)
    return "No law with a limit describes it, so nothing is said of larger networks.";
  const [lower, upper] = [boundOf(p, "lower"), boundOf(p, "upper")];
  if (Number.isNaN(lower)) return "Its limit in large networks has no interval.";
  const percent = (x: number) => `${significant(100 * x)}\u00a0%`;
  if (lower > 0)
    return `Extrapolated, large networks collapse at ${percent(Number(p["value"]))} (${significant(100 * lower)} to ${percent(upper)}).`;
  return upper > 0
    ? `Extrapolated, its limit in large networks may be zero and is at most ${percent(upper)}.`
    : "Extrapolated, no limit above zero is seen in large networks.";
}
