/** Sentences about what the networks put out: entropies, fine-tuning, criteria, widths, failures. */
import { count, list, percent, sentenceCase, several, significant } from "../format.js";
import type { Results } from "../inputs/results.js";
import { rivals } from "../inputs/series.js";
import { change, densityOf, example, factor, type SectionText, withoutCritical } from "./text.js";

const some = (n: number, of: number) => (n === 0 ? "none" : n === of ? "all" : count(n));
const none: SectionText = { lead: "", titles: {} };
const nats = (x: number) => `${Math.abs(x).toFixed(2)}\u00a0nats`;

export function entropies(results: Results): SectionText {
  const of = example(results);
  const curve = of ? results.curve(of.series, of.width) : [];
  const ends = (statistic: string) => {
    const [a, b] = [results.at(curve[0], statistic), results.at(curve.at(-1), statistic)];
    return a && b ? ([a.mean, b.mean] as const) : undefined;
  };
  const [prediction, outcome, mutual] = [
    ends("prediction_entropy"),
    ends("outcome_entropy"),
    ends("mutual_information"),
  ];
  if (!of || !prediction || !outcome || !mutual) return none;
  const last = percent(curve.at(-1)!.density);
  return {
    lead: `From the dense network to ${last} density, at ${of.name}, the prediction entropy ${change(...prediction, nats)}, the outcome entropy ${change(...outcome, nats)}, and the information that the prediction carries on the class ${change(...mutual, nats)}.`,
    titles: {
      entropies: `Mutual information ${change(...mutual, nats)} as ${of.name} is pruned`,
    },
  };
}

export function fineTuning(results: Results): SectionText {
  const of = example(results);
  if (!of) return withoutCritical(results);
  const before = results.critical(of.series, of.width, { phase: "before" });
  const after = of.critical;
  if (!before || !after) return withoutCritical(results);
  const better = before.value / after.value;
  const gain =
    better > 1
      ? `Fine-tuning keeps ${of.name} working to a density lower by ${factor(before.value, after.value)}`
      : `Fine-tuning does not move the collapse of ${of.name} to a lower density`;
  return {
    lead: `Before fine-tuning, ${of.name} loses half of its function at ${densityOf(before)} density; after it, at ${densityOf(after)}.`,
    titles: { "fine-tuning": gain },
  };
}

export function criteria(results: Results): SectionText {
  const of = example(results);
  const compared = rivals(results.series);
  const sentences = compared.flatMap(([first, other]) => {
    const pairs = results.widths.flatMap((width) => {
      const [a, b] = [results.critical(first, width), results.critical(other, width)];
      return a && b ? [{ width, a, b }] : [];
    });
    if (pairs.length === 0) return [];
    const apart = pairs.filter(({ a, b }) => a.upper < b.lower || b.upper < a.lower).length;
    const { width, a, b } = pairs.find((pair) => pair.width === of?.width) ?? pairs[0]!;
    return [
      `At width ${width}, ${first.phrase} collapses at ${densityOf(a)} and ${other.phrase} at ${densityOf(b)}; the intervals are apart at ${count(apart)} of ${several(pairs.length, "width")}.`,
    ];
  });
  const [first, other] = compared.findLast(([series]) => series === of?.series) ?? [];
  const critical = of && other && results.critical(other, of.width);
  const title =
    of?.critical && first && critical
      ? `${sentenceCase(first.phrase)} works to a density ${critical.value > of.critical.value ? "lower" : "higher"} by ${factor(critical.value, of.critical.value)} than ${other.phrase} at ${of.name}`
      : "";
  return { lead: sentences.join(" "), titles: title ? { criteria: title } : {} };
}

export function scaling(results: Results): SectionText {
  const of = example(results);
  if (!of) return withoutCritical(results);
  const all = results.widths.flatMap((w) => results.critical(of.series, w) ?? []);
  const [first, last] = [all[0], all.at(-1)];
  if (!first || !last || all.length < 2) return withoutCritical(results);
  const unclear = results.widths.flatMap((w) => {
    const estimate = results.estimate(of.series, w, { estimator: "susceptibility-peak" });
    return estimate && !Number.isFinite(estimate.value) ? [`width ${w} (${estimate.verdict})`] : [];
  });
  const gap = unclear.length > 0 ? ` No susceptibility peak at ${list(unclear)}.` : "";
  return {
    lead: `From width ${first.width} to ${last.width}, the half-recovery density goes from ${densityOf(first)} to ${densityOf(last)}; the intervals ${first.upper < last.lower || last.upper < first.lower ? "are apart" : "overlap"}.${gap}`,
    titles: {
      scaling: `At ${Number((last.width / first.width).toPrecision(3))} times the width, the critical density is ${significant(last.value / first.value)} times as high`,
    },
  };
}

export function failures(results: Results): SectionText {
  const { topology } = results;
  if (!topology) return none;
  const firsts = firstFailures(results);
  const cells = results.distinct("cell");
  const total = [...firsts.values()].reduce((a, b) => a + b, 0);
  if (total === 0)
    return { lead: `None of ${several(cells, "cell")} fails within its schedule.`, titles: {} };
  const [alone, cut, empty] = ["not-functioning", "disconnected", "empty-layer"].map(
    (state) => firsts.get(state) ?? 0,
  ) as [number, number, number];
  const never = cells - total;
  return {
    lead: `Of ${several(total, "cell")} that fail, ${some(alone, total)} first fail while inputs and outputs are still joined, ${some(cut, total)} when they are disconnected, ${some(empty, total)} when a layer has no weight left${never > 0 ? `; ${count(never)} more never fail` : ""}.`,
    titles: {
      failures:
        alone > total / 2
          ? "Most networks stop working before their graph falls apart"
          : alone === 0
            ? "Networks stop working when their graph falls apart"
            : `${count(alone)} of ${several(total, "network")} stop working before their graph falls apart`,
    },
  };
}

/** The state in which each cell first fails -> number of cells. */
function firstFailures({ topology }: Results): Map<string, number> {
  const [cell, level, failure] = [
    topology!.text("cell"),
    topology!.uint32("level"),
    topology!.text("failure"),
  ];
  const first = new Map<string, number>();
  for (let row = 0; row < topology!.rows; row++) {
    if (failure[row] === "functional") continue;
    const known = first.get(cell[row]!);
    if (known === undefined || level[row]! < level[known]!) first.set(cell[row]!, row);
  }
  const states = new Map<string, number>();
  for (const row of first.values()) states.set(failure[row]!, (states.get(failure[row]!) ?? 0) + 1);
  return states;
}
