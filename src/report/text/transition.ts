import { percent, sentenceCase } from "../format.js";
import type { Results } from "../inputs/results.js";
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
    degree ? `a mean degree of ${degreeOf(degree)}` : "",
  ].filter((text) => text !== "");
  return {
    lead: [
      `The network of ${of.name} recovers half of its function down to ${densityOf(critical)} density${also.length > 0 ? `, which is ${also.join(" or ")}` : ""}.`,
      overWidths(results, of),
    ].join(" "),
    titles: {
      transition: `${sentenceCase(of.name)} works down to ${percent(critical.value)} density${fall(results, of)}`,
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

/** ", and falls from m = 0.9 to 0.1 within a factor of 5" */
function fall(results: Results, { series, width }: Example): string {
  const means = results.curve(series, width).flatMap((level) => {
    const m = results.at(level, "order_parameter");
    return m && level.density > 0 ? [{ density: level.density, m: m.mean }] : [];
  });
  const top = means.findLast(({ m }) => m >= 0.9);
  const end = means.find(({ m, density }) => m <= 0.1 && density < (top?.density ?? 0));
  return top && end
    ? `, then falls from m ≥ 0.9 to m ≤ 0.1 within ${factor(top.density, end.density)}`
    : "";
}

/** Where the susceptibility peaks, and whether p_c lies within the interval of the peak. */
function peak(results: Results, { series, width, name, critical }: Example): string {
  const found = results.critical(series, width, { estimator: "susceptibility-peak" });
  if (!found) return `No clear peak of the fluctuations between seeds at ${name}`;
  const { value, lower, upper } = found;
  const at = critical!.value;
  const place = !Number.isFinite(lower)
    ? "without an interval"
    : at < lower
      ? "above p_c"
      : at > upper
        ? "below p_c"
        : `p_c lies in the interval, ${percent(lower)} to ${percent(upper)}`;
  return `Fluctuations between seeds peak at ${percent(value)} density at ${name}: ${place}`;
}
