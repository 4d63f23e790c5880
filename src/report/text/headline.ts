/** The report's first words: what was run, and where it stops working. */
import { list, percent, sentenceCase, several, significant } from "../format.js";
import type { Results } from "../inputs/results.js";
import type { LabelledSeries } from "../inputs/series.js";
import { poorDense } from "./dense.js";
import { areApart, densityOf } from "./text.js";

/** For example "glyphs · fc4 · widths 0.25 and 1 · magnitude, random · 24 cells · 27 levels …" */
export function whatWasRun(results: Results): string {
  const words = (pick: (s: LabelledSeries) => string) => [...new Set(results.series.map(pick))];
  const densities = results.levels.map((l) => l.density);
  const most = Math.max(...results.levels.map((l) => l.level)) + 1;
  const parts = [
    list(words((s) => s.dataset)),
    list(words((s) => s.architecture)),
    `${results.widths.length === 1 ? "width" : "widths"} ${list(results.widths.map(String))}`,
    `${list(words((s) => s.criterion))} pruning, ${list(words((s) => s.pruning))}`,
  ];
  if (densities.length > 0)
    parts.push(
      several(results.distinct("seed"), "seed"),
      several(results.distinct("cell"), "cell"),
      `up to ${several(most, "level")}, density ${percent(Math.max(...densities))} to ${percent(Math.min(...densities))}`,
    );
  return parts.join(" · ");
}

/** Where the first series collapses, over its widths, and how the others compare. */
export function headline(results: Results): string {
  const series = results.primary;
  if (!series) return "No results were given to this report.";
  if (results.estimates.length === 0)
    return "No critical densities were given to this report: the curves below stand without them.";
  return [
    poorDense(results),
    collapse(results, series),
    ...results.series.slice(1).map((s) => against(results, series, s)),
  ]
    .filter((sentence) => sentence !== "")
    .join(" ");
}

function collapse(results: Results, series: LabelledSeries): string {
  const found = results.widths.flatMap((w) => results.critical(series, w) ?? []);
  const missing = results.widths.filter((w) => !results.critical(series, w));
  const subject = subjectOf(results, series);
  if (found.length === 0)
    return `${subject}, no width shows a half-recovery density: ${why(results, series)}.`;
  const first = found[0]!;
  const last = found.at(-1)!;
  const rest =
    missing.length > 0
      ? ` No half-recovery density at width ${list(missing.map(String))}: ${why(results, series)}.`
      : "";
  if (found.length === 1)
    return `${subject}, the network of width ${first.width} loses half of its function at ${densityOf(first)} density.${rest}`;
  return `${subject}, half of the function is lost at ${densityOf(first)} density at width ${first.width} and at ${densityOf(last)} at width ${last.width}.${rest}`;
}

/** "With magnitude pruning and fine-tuning", or "In fc3, with …" where series differ by architecture. */
function subjectOf(results: Results, { label, phrase, criterion }: LabelledSeries): string {
  const { topology } = results.tables;
  const before = topology?.float64("accuracy_before");
  const tuned = topology?.float64("accuracy").some((after, row) => after !== before![row]);
  const treatment = tuned === false ? "" : " and fine-tuning";
  return phrase === label
    ? `In ${label}, with ${criterion} pruning${treatment}`
    : `With ${phrase}${treatment}`;
}

function why(results: Results, series: LabelledSeries): string {
  const verdicts = results.widths.flatMap((w) => {
    const estimate = results.estimate(series, w);
    return estimate && !Number.isFinite(estimate.value) ? [estimate.verdict] : [];
  });
  return list([...new Set(verdicts)]) || "there is no estimate";
}

/** "random pruning collapses at 15 to 20 times that density." */
function against(results: Results, first: LabelledSeries, other: LabelledSeries): string {
  const pairs = results.widths.flatMap((w) => {
    const [a, b] = [results.critical(first, w), results.critical(other, w)];
    return a && b ? [{ a, b }] : [];
  });
  if (pairs.length === 0) return "";
  const ratios = pairs.map(({ a, b }) => b.value / a.value);
  const low = significant(Math.min(...ratios));
  const high = significant(Math.max(...ratios));
  const times = low === high ? low : `${low} to ${high}`;
  const apart = pairs.filter(({ a, b }) => areApart(a, b)).length;
  const told = apart === 0 ? "; the intervals are apart at no width" : "";
  return `${sentenceCase(other.phrase)} collapses at ${times} times that density${told}.`;
}
