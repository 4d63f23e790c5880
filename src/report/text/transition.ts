import { percent, sentenceCase } from "../format.js";
import type { Estimate } from "../inputs/estimates.js";
import type { Level } from "../inputs/levels.js";
import type { Results } from "../inputs/results.js";
import { located, notLocated } from "./located.js";
import {
  degreeOf,
  densityOf,
  type Example,
  example,
  factor,
  type SectionText,
  weightsOf,
} from "./text.js";

export function transition(results: Results): SectionText {
  const of = example(results);
  if (!of?.critical) return { lead: noCollapse(results, of), titles: {} };
  const { series, width, critical } = of;
  const weights = results.critical(series, width, { control: "weights" });
  const degree = results.critical(series, width, { control: "mean_degree" });
  const also = [
    weights ? `${weightsOf(weights)} surviving weights` : "",
    degree ? `a mean degree of ${degreeOf(degree)} over all units, dead ones included` : "",
  ].filter((text) => text !== "");
  return {
    lead: [
      `The network of ${of.name} recovers half of its function down to ${densityOf(critical)} density${also.length > 0 ? `, which is ${also.join(" or ")}` : ""}.`,
      overWidths(results, of),
    ].join(" "),
    titles: {
      transition: keeps(results, of, critical),
      susceptibility: peak(results, of),
    },
  };
}

function noCollapse(results: Results, of: Example | undefined): string {
  const estimate = of && results.estimate(of.series, of.width);
  return estimate
    ? `No half-recovery density at ${of.name}: ${estimate.verdict}.`
    : "Without critical densities, the curves are shown without them.";
}

/** How far p_c moves over the widths, in density and in surviving weights. */
function overWidths(results: Results, { series }: Example): string {
  const span = (control: string) => {
    const values = results.widths.flatMap(
      (w) => results.critical(series, w, { control })?.value ?? [],
    );
    return values.length > 1 ? ([Math.min(...values), Math.max(...values)] as const) : undefined;
  };
  const [density, weights] = [span("density"), span("weights")];
  if (!density || !weights) return "";
  return `Over the widths p_c moves by ${factor(...density)} in density and by ${factor(...weights)} in surviving weights.`;
}

/** Share of m that still counts as nearly all of it. */
const nearly = 0.9;

/** To which m the example works down to which density: a fall may take decades. */
function keeps(results: Results, { series, width, name }: Example, critical: Estimate): string {
  const curve = results
    .curve(series, width)
    .flatMap((level) => meanOf(results, level) ?? [])
    .filter(({ density }) => density > 0);
  const half = percent(critical.value);
  const dips = curve.some(({ density, m }) => density > critical.value && m < 0.5);
  const kept = lastKept(curve);
  const subject = sentenceCase(name);
  if (!kept)
    return dips
      ? `${subject} regains half of its m as far down as ${half} density`
      : `${subject} keeps half of its m down to ${half} density`;
  const most = `${subject} keeps ${percent(nearly)} of its m down to ${percent(kept)} density`;
  return dips
    ? `${most}, dips below half of it and regains that as far down as ${half}`
    : `${most}, half of it down to ${half}`;
}

interface Point {
  readonly density: number;
  readonly m: number;
}

function meanOf(results: Results, level: Level): Point | undefined {
  const m = results.at(level, "order_parameter");
  return m && { density: level.density, m: m.mean };
}

/** The sparsest level before the first whose mean is below `nearly`; none where only the dense one is. */
function lastKept(curve: readonly Point[]): number | undefined {
  const below = curve.findIndex(({ m }) => m < nearly);
  const kept = curve.slice(0, below < 0 ? curve.length : below);
  return kept.length > 1 ? kept.at(-1)!.density : undefined;
}

/** Where the susceptibility peaks, and whether p_c lies within the interval of the peak. */
function peak(results: Results, { series, width, name, critical }: Example): string {
  const found = results.critical(series, width, { estimator: "susceptibility-peak" });
  if (!found) return `No clear peak of the fluctuations between seeds at ${name}`;
  if (!located(found))
    return notLocated(found, `the peak of the fluctuations between them at ${name}`);
  const { value, lower, upper } = found;
  const at = critical!.value;
  const bounds = `${percent(lower)} to ${percent(upper)}`;
  const place = !Number.isFinite(lower)
    ? "without an interval"
    : at < lower
      ? `above p_c (${bounds})`
      : at > upper
        ? `below p_c (${bounds})`
        : `p_c lies in the interval, ${bounds}`;
  return `Fluctuations between seeds peak at ${percent(value)} density at ${name}: ${place}`;
}
