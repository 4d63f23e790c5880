/** Sentences about what the networks put out: entropies, fine-tuning, criteria, widths, failures. */

import type { Table } from "../../arrow/table.js";
import { count, list, percent, sentenceCase, several, significant } from "../format.js";
import type { Estimate } from "../inputs/estimates.js";
import type { Results } from "../inputs/results.js";
import { rivals } from "../inputs/series.js";
import { untrainedCells } from "../inputs/untrained.js";
import { located, notLocated } from "./located.js";
import {
  areApart,
  areBounded,
  change,
  densityOf,
  example,
  factor,
  type SectionText,
  withoutCritical,
} from "./text.js";

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
  if (!after) return withoutCritical(results);
  if (!before) {
    const why = results.estimate(of.series, of.width, { phase: "before" })?.verdict;
    const reason = why ? `: ${why}` : "";
    return {
      lead: `Before fine-tuning ${of.name} has no half-recovery density${reason}.`,
      titles: {},
    };
  }
  return {
    lead: `Before fine-tuning, ${of.name} loses half of its function at ${densityOf(before)} density; after it, at ${densityOf(after)}.`,
    titles: { "fine-tuning": moved(of.name, before, after) },
  };
}

function moved(name: string, before: Estimate, after: Estimate): string {
  if (!located(before)) return notLocated(before, `the collapse of ${name} before fine-tuning`);
  if (!areBounded(before, after))
    return `Whether fine-tuning moves the collapse of ${name} is not known without intervals`;
  if (!areApart(before, after)) return `Fine-tuning is not seen to move the collapse of ${name}`;
  const times = factor(before.value, after.value);
  return before.value > after.value
    ? `Fine-tuning keeps ${name} working to a density lower by ${times}`
    : `Fine-tuning moves the collapse of ${name} to a density higher by ${times}`;
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
    const apart = pairs.filter(({ a, b }) => areApart(a, b)).length;
    const { width, a, b } = pairs.find((pair) => pair.width === of?.width) ?? pairs[0]!;
    return [
      `At width ${width}, ${first.phrase} collapses at ${densityOf(a)} and ${other.phrase} at ${densityOf(b)}; the intervals are apart at ${count(apart)} of ${several(pairs.length, "width")}.`,
    ];
  });
  const [first, other] = compared.findLast(([series]) => series === of?.series) ?? [];
  const critical = of && other && results.critical(other, of.width);
  const title =
    !of?.critical || !first || !critical
      ? ""
      : areApart(of.critical, critical)
        ? `${sentenceCase(first.phrase)} works to a density ${critical.value > of.critical.value ? "lower" : "higher"} by ${factor(critical.value, of.critical.value)} than ${other.phrase} at ${of.name}`
        : `${sentenceCase(first.phrase)} and ${other.phrase} are not told apart at ${of.name}`;
  return { lead: sentences.join(" "), titles: title ? { criteria: title } : {} };
}

export function scaling(results: Results): SectionText {
  const of = example(results);
  if (!of) return withoutCritical(results);
  const all = results.widths.flatMap((w) => results.critical(of.series, w) ?? []);
  const [first, last] = [all[0], all.at(-1)];
  if (!first || !last) return withoutCritical(results);
  if (all.length < 2) return { lead: oneWidth(results, first.width), titles: {} };
  const unclear = results.widths.flatMap((w) => {
    const estimate = results.estimate(of.series, w, { estimator: "susceptibility-peak" });
    return estimate && !Number.isFinite(estimate.value) ? [`width ${w} (${estimate.verdict})`] : [];
  });
  const gap = unclear.length > 0 ? ` No susceptibility peak at ${list(unclear)}.` : "";
  return {
    lead: `From width ${first.width} to ${last.width}, the half-recovery density goes from ${densityOf(first)} to ${densityOf(last)}; ${intervalsOf(first, last)}.${gap}`,
    titles: {
      scaling: sizeTitle(first, last),
    },
  };
}

function sizeTitle(first: Estimate, last: Estimate): string {
  if (areApart(first, last))
    return `At ${Number((last.width / first.width).toPrecision(3))} times the width, the critical density is ${significant(last.value / first.value)} times as high`;
  const [from, to] = [first, last].map(({ value, width }) => `${percent(value)} at width ${width}`);
  return areBounded(first, last)
    ? `The critical density is not seen to move from width ${first.width} to ${last.width}`
    : `The critical density is ${from} and ${to}, without intervals`;
}

function intervalsOf(first: Estimate, last: Estimate): string {
  if (areApart(first, last)) return "the intervals are apart";
  return areBounded(first, last)
    ? "the intervals overlap"
    : "without intervals it is not known whether it moves";
}

/** Why p_c is not compared between widths. */
function oneWidth({ widths }: Results, width: number): string {
  return widths.length === 1
    ? "One width only: what p_c does with size is not seen here."
    : `Only width ${width} has a half-recovery density: what p_c does with size is not seen here.`;
}

export function failures(results: Results): SectionText {
  const { topology } = results;
  if (!topology) return none;
  const gone = untrainedCells(topology);
  const firsts = firstFailures(topology, gone);
  const untrained = gone.size;
  const cells = results.distinct("cell");
  const total = [...firsts.values()].reduce((a, b) => a + b, 0);
  const never = cells - untrained - total;
  const hardly =
    untrained > 0
      ? ` ${several(untrained, "cell")} with a dense network that was not trained ${untrained === 1 ? "does" : "do"} not count.`
      : "";
  if (total === 0)
    return {
      lead: `${never > 0 ? `None of ${several(never, "cell")} fails within its schedule.` : ""}${hardly}`.trim(),
      titles: {},
    };
  const [alone, cut, empty] = ["not-functioning", "disconnected", "empty-layer"].map(
    (state) => firsts.get(state) ?? 0,
  ) as [number, number, number];
  const fail = total === 1 ? "fails" : "fail";
  return {
    lead: `Of ${several(total, "cell")} that ${fail}, ${some(alone, total)} first ${fail} while inputs and outputs are still joined, ${some(cut, total)} when they are disconnected, ${some(empty, total)} when a layer has no weight left${never > 0 ? `; ${count(never)} more never ${never === 1 ? "fails" : "fail"}` : ""}.${hardly}`,
    titles: { failures: beforeGraph(alone, total) },
  };
}

/** @param alone how many of `total` networks that fail do so while inputs and outputs are joined. */
export function beforeGraph(alone: number, total: number): string {
  const who = (n: number) =>
    n === 1 ? "The one network that fails stops" : `All ${count(n)} networks that fail stop`;
  if (alone === total) return `${who(total)} working before the graph falls apart`;
  if (alone === 0) return `${who(total)} working when the graph falls apart`;
  const one = alone === 1;
  return `${count(alone)} of ${several(total, "network")} ${one ? "stops" : "stop"} working before ${one ? "its" : "their"} graph falls apart`;
}

/** The state in which each cell first fails -> number of cells; those of `without` do not count. */
function firstFailures(topology: Table, without: ReadonlySet<string>): Map<string, number> {
  const [cell, level, failure] = [
    topology.text("cell"),
    topology.uint32("level"),
    topology.text("failure"),
  ];
  const first = new Map<string, number>();
  for (let row = 0; row < topology.rows; row++) {
    if (failure[row] === "functional" || without.has(cell[row]!)) continue;
    const known = first.get(cell[row]!);
    if (known === undefined || level[row]! < level[known]!) first.set(cell[row]!, row);
  }
  const states = new Map<string, number>();
  for (const row of first.values()) states.set(failure[row]!, (states.get(failure[row]!) ?? 0) + 1);
  return states;
}
