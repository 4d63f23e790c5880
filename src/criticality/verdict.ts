/**
 * In words: is it a transition, of what kind, and where. Every piece of evidence is stated whether
 * or not it decides; "undecided" is an answer.
 *
 * no collapse              half recovery lies beyond the levels at every size
 * first-order jump         runs fall with nothing in between, each at its own level (jump-test.ts)
 * continuous transition    the laws of a smooth change are beaten (models/rivals.ts), the critical power
 *                          law is not and describes the curves, with p_c and 1/nu above zero; the fall
 *                          narrows with size (models/sharpening.ts); a jump is excluded
 * BKT-like transition      the same of the BKT-like law
 * transition, kind open    the same of both, or a jump is not excluded
 * crossover                a smooth law remains and describes the curves, or the fall does not narrow
 *                          with size; and this design would have found a transition more often than
 *                          not (calibrated.ts). A law of narrowing counts where its place moves.
 *                          Towards zero where p_c falls with size and no limit above zero is seen
 * undecided                anything else, and why
 */
import type { Comparison, LawResult } from "../models/compare.js";
import { describes, smooth } from "../models/compare.js";
import type { LawName } from "../models/law.js";
import type { Limit } from "../scaling/limit.js";
import type { Evidence, Verdict, VerdictWord } from "./evidence.js";
import type { JumpTest } from "./jump-test.js";
import { intervalOf, type LawInterval } from "./law-interval.js";
import { sentencesOf } from "./verdict-sentences.js";

export function judgeSeries(evidence: Evidence): Verdict {
  const [verdict, open] = wordFor(evidence);
  return { verdict, sentences: sentencesOf(evidence, open) };
}

type Answer = readonly [word: VerdictWord, open: string];

function wordFor(evidence: Evidence): Answer {
  const { found, sizes, missing, jump, models } = evidence;
  if (found === 0)
    return sizes > 0 ? ["no collapse", ""] : ["undecided", `There are no curves: ${missing}.`];
  if (jump.verdict === "jump") return ["first-order jump", ""];
  if ("reason" in models) return ["undecided", `Laws could not be compared: ${models.reason}.`];
  const standing = smooth.filter((name) => models.remaining.includes(name));
  return standing.length > 0 || !narrows(evidence)
    ? gradual(evidence, models)
    : abrupt(evidence, models);
}

/** The fall becomes steeper with size. */
function narrows({ sharpening }: Evidence): boolean {
  return sharpening !== undefined && sharpening.lower > 0;
}

/** Larger sizes fall as slowly as small ones, or more slowly: c is at most this. */
const noNarrowing = 0.1;
/** Below this share of transitions found, not finding one says nothing. */
const leastPower = 0.5;

function gradual(evidence: Evidence, models: Comparison): Answer {
  const { sharpening, power, limits } = evidence;
  const flat = sharpening !== undefined && sharpening.upper <= noNarrowing;
  const fits = models.results.some(
    (law) => models.remaining.includes(law.name) && isSmooth(law) && law.p > describes,
  );
  if (!flat && !fits) return ["undecided", whyNotGradual(models)];
  if (power && power.found < leastPower)
    return [
      "undecided",
      "A smooth change describes the curves, but this design would seldom have found a transition.",
    ];
  return [tendsToZero(limits) ? "crossover towards zero" : "crossover", ""];
}

/** A fall that narrows in place is a transition in other words, so narrowing counts while it moves. */
function isSmooth(law: LawResult): boolean {
  if (law.name === "drift") return true;
  return law.name === "narrowing" && intervalOf(law, "g").lower > 0;
}

function whyNotGradual({ results, remaining }: Comparison): string {
  const law = results.find(({ name }) => name === "narrowing");
  if (law && remaining.includes("narrowing") && law.p > describes && !isSmooth(law))
    return "The fall narrows with size at a place that is not seen to move: a smooth change and a transition are not told apart.";
  return "A smooth change is not beaten by a transition, but it does not describe the curves either.";
}

function abrupt(evidence: Evidence, models: Comparison): Answer {
  const transitions = models.results.filter(
    (law) => !smooth.includes(law.name) && models.remaining.includes(law.name),
  );
  const sound = transitions.filter((law) => isTransition(law));
  if (sound.length === 0)
    return [
      "undecided",
      transitions.some(({ p }) => p > describes)
        ? "A transition describes the curves better than any smooth change, but p_c may be zero."
        : "A transition describes the curves better than any smooth change, but not within their errors.",
    ];
  return [
    kindOf(
      sound.map(({ name }) => name),
      evidence.jump,
    ),
    "",
  ];
}

/** The law describes the curves, at a p_c above zero; the critical one with a size that sharpens. */
export function isTransition(law: LawResult): boolean {
  const above = (name: string) => intervalOf(law, name).lower > 0;
  return law.p > describes && above("p_c") && (law.name === "bkt" || above("1/nu"));
}

function kindOf(laws: readonly LawName[], jump: JumpTest): VerdictWord {
  if (laws.length > 1 || jump.verdict !== "no jump") return "transition, kind open";
  return laws[0] === "critical" ? "continuous transition" : "BKT-like transition";
}

/**
 * p_c falls with size, and no law that describes it has a limit above zero: neither one that levels off
 * nor a curvature that points there.
 */
export function tendsToZero(limits: readonly Limit[]): boolean {
  const of = (law: Limit["law"], name: string): LawInterval | undefined =>
    limits.find((l) => l.law === law)?.parameters.find((p) => p.name === name);
  const describing = (law: Limit["law"]) => limits.find((l) => l.law === law)?.describes !== false;
  if (!((of("power", "g")?.lower ?? Number.NaN) > 0)) return false;
  if (describing("offset") && (of("offset", "p_inf")?.lower ?? 0) > 0) return false;
  const bend = of("curved", "h");
  return describing("power") || (bend !== undefined && bend.lower > 0);
}
