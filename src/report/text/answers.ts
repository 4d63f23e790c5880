/**
 * The four answers of the first screen, at most twenty words each, and how sure each is. The words are
 * chosen by the verdict's word, which has its own rule (src/criticality/verdict.ts), and by the tables.
 */
import type { VerdictWord } from "../../criticality/evidence.js";
import { percent, several, significant } from "../format.js";
import { standingOf } from "../inputs/laws.js";
import type { Results } from "../inputs/results.js";
import { lawsOf } from "./laws.js";
import { located, notLocated } from "./located.js";
import { areApart, densityOf } from "./text.js";
import { topologyShort } from "./topology.js";
import { verdictOf } from "./verdict.js";

/** firm: it would be said again; open: more data may change it; none: nothing was tested. */
export type Sureness = "firm" | "open" | "none";

export interface Answer {
  /** Id of the chapter that has the evidence. */
  readonly id: string;
  readonly question: string;
  readonly text: string;
  readonly sure: Sureness;
  /** Seeds, interval, and what would decide it. */
  readonly why: string;
}

export const mostWords = 20;

export function words(text: string): number {
  return text.split(/\s+/).filter((word) => word !== "").length;
}

export function answersOf(results: Results): Answer[] {
  if (!results.primary) return [];
  return [isThere(results), where(results), kind(results), topology(results)];
}

const there: Readonly<Record<VerdictWord, string>> = {
  "continuous transition": "Yes, a continuous one: no law of a smooth change does as well.",
  "first-order jump": "Yes, a jump: single runs fall with nothing in between.",
  "BKT-like transition": "Yes, a BKT-like one: no law of a smooth change does as well.",
  "transition, kind open": "Yes, but of what kind is open.",
  crossover: "No. The fall is gradual, a crossover.",
  "crossover towards zero":
    "No. The fall is gradual, and its place goes down as networks widen, with no limit seen.",
  "no collapse": "None is seen: at no width does m fall through one half within the levels.",
  undecided: "Undecided: these curves do not tell a transition from a gradual fall.",
};

const notJudged = "Not judged: no verdict table was given to this report.";

function isThere(results: Results): Answer {
  const found = verdictOf(results);
  const head = { id: "transition", question: "Is there a transition?" };
  const text = found && there[String(found["verdict"]) as VerdictWord];
  if (!text) return { ...head, text: notJudged, sure: "none", why: "pcrit criticality judges it." };
  const undecided = found["verdict"] === "undecided";
  const sentence = String(found["power"] ?? "");
  const power = text.startsWith("Yes") ? mistakenOf(sentence) : foundOf(sentence);
  const design = `${seedsOf(results)}, ${several(results.widths.length, "width")}`;
  if (undecided)
    return { ...head, text, sure: "open", why: `${design}. More widths and seeds may decide it.` };
  const told =
    power === ""
      ? "How often this design finds one is not calibrated."
      : text.startsWith("Yes")
        ? `This design claims one in ${power} of cases without.`
        : `This design finds ${power} of transitions.`;
  return { ...head, text, sure: power === "" ? "open" : "firm", why: `${design}. ${told}` };
}

/** "98 %", from the sentence that states it (src/criticality/verdict-sentences.ts). */
export function foundOf(power: string): string {
  return shareIn(power, /finds a transition in (\d+) %/);
}

/** "0.5 %": how often a transition is claimed that is not there. */
export function mistakenOf(power: string): string {
  return shareIn(power, /claims one in ([\d.]+) %/);
}

function shareIn(text: string, pattern: RegExp): string {
  const share = pattern.exec(text)?.[1];
  return share === undefined ? "" : `${share}\u00a0%`;
}

function seedsOf(results: Results): string {
  return several(results.distinct("seed"), "seed");
}

function where(results: Results): Answer {
  const head = { id: "place", question: "Where?" };
  const series = results.primary!;
  const found = results.widths.flatMap((width) => results.critical(series, width) ?? []);
  const [first] = found;
  if (!first)
    return {
      ...head,
      text: "Not found: no width has a density at which half of its function is lost.",
      sure: "none",
      why: `${seedsOf(results)}. A longer schedule may reach it.`,
    };
  const last = found.at(-1)!;
  const seeds = several(last.seeds, "seed");
  if (!located(last))
    return {
      ...head,
      text: `Not located: ${notLocated(last, `it at width ${last.width}`)}.`,
      sure: "none",
      why: "More seeds would narrow it.",
    };
  const [value, interval] = densityOf(last).split(" (");
  const at = `At ${value} of the weights${interval ? ` (${interval}` : ""} at width ${last.width}`;
  const other = first !== last && areApart(first, last) ? first : undefined;
  return {
    ...head,
    text: `${at}${other ? `; ${percent(other.value)} at width ${other.width}` : ""}.`,
    sure: interval && last.upper / last.lower <= narrow ? "firm" : "open",
    why: interval
      ? `${seeds}, ${percent(last.confidence)} interval over a factor of ${significant(last.upper / last.lower)}. More seeds narrow it.`
      : `${seeds}: too few for an interval.`,
  };
}

/** Ends of an interval that differ by less say where p_c is. */
const narrow = 3;

function kind(results: Results): Answer {
  const head = { id: "kind", question: "Of what kind?" };
  const found = verdictOf(results);
  const word = String(found?.["verdict"]) as VerdictWord;
  if (!found || !(word in there)) return { ...head, text: notJudged, sure: "none", why: "" };
  const laws = lawsOf(results, found);
  const good = laws.filter((law) => standingOf(law) === "describes").length;
  const tried =
    laws.length > 0 ? `${several(laws.length, "law")} compared` : "No law could be compared";
  const text: Readonly<Record<VerdictWord, string>> = {
    "continuous transition":
      "Continuous: a critical power law describes the curves, and single runs do not jump.",
    "BKT-like transition":
      "BKT-like: such a law describes the curves, and single runs do not jump.",
    "first-order jump": "First order: single runs fall from working to failing in one step.",
    "transition, kind open":
      "Open: more than one law describes the curves, or a jump is not excluded.",
    crossover: gradual(good),
    "crossover towards zero": gradual(good),
    "no collapse": "None: where nothing collapses there is no kind to tell.",
    undecided: "Open, as long as the first question is undecided.",
  };
  const closed = word.startsWith("crossover") ? good === 1 : word !== "transition, kind open";
  const decides = closed ? "" : " More widths and seeds may tell the laws apart.";
  const none = word === "no collapse" || word === "undecided";
  return {
    ...head,
    text: text[word],
    sure: none ? "none" : closed ? "firm" : "open",
    why: `${tried}.${decides}`,
  };
}

/** @param good laws that are not beaten and describe the curves. */
function gradual(good: number): string {
  if (good === 0)
    return "A gradual crossover; none of the laws tried describes the curves within their errors.";
  return good === 1
    ? "A gradual crossover; one of the laws tried describes the curves."
    : `A gradual crossover; ${good} of the laws tried describe the curves and are not told apart.`;
}

function topology(results: Results): Answer {
  const head = { id: "topology", question: "Does topology decide?" };
  const short = topologyShort(results);
  if (short !== "")
    return {
      ...head,
      text: short,
      sure: /not shown|nothing/.test(short) ? "open" : "firm",
      why: `${seedsOf(results)}; null models tested side by side of p_c.`,
    };
  const criterion = results.primary!.criterion;
  const graph = results
    .rows("predictions")
    .find(
      (row) =>
        row["criterion"] === criterion &&
        row["target"] === "order_parameter" &&
        row["scheme"] === "cells" &&
        row["predictors"] === "graph",
    );
  const untested = "Not tested by null models in this run.";
  const text = `Not tested by null models; to predict m the graph is ${graph?.["verdict"]}.`;
  return {
    ...head,
    text: graph && typeof graph["error"] === "number" && words(text) <= mostWords ? text : untested,
    sure: "none",
    why: "Null models would decide it: nullModels in the experiment.",
  };
}
