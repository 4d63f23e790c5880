/**
 * The one sentence of the first screen: the verdict in plain words, its place, its interval. What
 * each verdict means is src/criticality/verdict.ts; no word here says more than its rule.
 */
import type { VerdictWord } from "../../criticality/evidence.js";
import type { Results } from "../inputs/results.js";
import { whichArePoor } from "./dense.js";
import { located } from "./located.js";
import { densityOf } from "./text.js";
import { verdictOf } from "./verdict.js";

/** How networks fail, by the verdict's word; a place may follow after a colon. */
export const manner: Readonly<Record<VerdictWord, string>> = {
  "continuous transition": "Pruned networks stop working at a continuous transition",
  "first-order jump": "Pruned networks stop working in a jump, with nothing in between",
  "BKT-like transition": "Pruned networks stop working at a transition of the BKT kind",
  "transition, kind open": "Pruned networks stop working at a transition whose kind is open",
  crossover: "Pruned networks fail gradually, not at a transition",
  "crossover towards zero":
    "Pruned networks fail gradually, and the place of the fall goes down as they widen",
  "no collapse": "No collapse of pruned networks is seen within the levels",
  undecided: "Whether pruned networks fail gradually or at a transition is undecided",
};

/** Sentences in the order in which they are said: a poor dense network before everything else. */
export function frontSentences(results: Results): string[] {
  if (!results.primary) return ["No results were given to this report."];
  return [whichArePoor(results), verdictSentence(results)].filter((said) => said !== "");
}

function verdictSentence(results: Results): string {
  const word = verdictOf(results)?.["verdict"];
  const how = manner[String(word) as VerdictWord];
  const where = whereSentence(results);
  if (word === "no collapse") return `${how}.`;
  if (how === undefined) return where ? `${where[0]!.toUpperCase()}${where.slice(1)}.` : unjudged;
  return where ? `${how}: ${where}.` : `${how}.`;
}

const unjudged = "No verdict and no critical density were given to this report.";

/** "at width 2 half of the function is lost at 0.34 % of the weights (0.24 to 0.50 %)" */
function whereSentence(results: Results): string {
  const series = results.primary!;
  const found = results.widths.flatMap((width) => results.critical(series, width) ?? []);
  const last = found.at(-1);
  if (!last) return "";
  if (!located(last))
    return `at width ${last.width}, ${last.seeds} seeds do not locate where half of the function is lost`;
  const [value, interval] = densityOf(last).split(" (");
  const bounds = interval ? ` (${interval}` : ", with no interval";
  return `at width ${last.width} half of the function is lost at ${value} of the weights${bounds}`;
}
