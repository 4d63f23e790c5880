/**
 * In words: is it a transition, of what kind, and where. Every piece of evidence is stated whether
 * or not it decides; "undecided" is an answer.
 *
 * first-order jump      runs fall with nothing in between, each at its own level (jump-test.ts)
 * continuous transition the collapse is not rejected, p_c and 1/nu are above zero, and of the models
 *                       the critical power law alone remains
 * BKT-like transition   the same, but the BKT-like law alone remains
 * crossover             only smooth laws remain; towards zero where p_c falls with size and its
 *                       limit may be zero
 * no collapse           half recovery lies beyond the levels at every size
 * undecided             anything else, and why
 */
import type { Comparison } from "../models/compare.js";
import type { ModelName } from "../models/model.js";
import type { Limit } from "../scaling/limit.js";
import type { Scaling } from "../scaling/scale.js";
import { rejectionLevel } from "../scaling/words.js";
import type { JumpTest } from "./jump-test.js";

export const verdicts = [
  "continuous transition",
  "first-order jump",
  "BKT-like transition",
  "crossover",
  "crossover towards zero",
  "no collapse",
  "undecided",
] as const;
export type VerdictWord = (typeof verdicts)[number];

export interface Evidence {
  /** Half-recovery points found, of how many sizes. */
  readonly found: number;
  readonly sizes: number;
  /** Why no half recovery was found, where none was. */
  readonly missing: string;
  readonly limits: readonly Limit[];
  readonly scaling: Scaling;
  readonly models: Comparison | { readonly reason: string };
  readonly jump: JumpTest;
}

export interface Verdict {
  readonly verdict: VerdictWord;
  readonly sentences: readonly string[];
}

const smooth: readonly ModelName[] = ["sigmoid", "error-law"];

export function judgeSeries(evidence: Evidence): Verdict {
  const sentences = [
    placeSentence(evidence),
    collapseSentence(evidence.scaling),
    modelSentence(evidence.models),
    evidence.jump.sentence,
  ];
  return { verdict: wordFor(evidence), sentences };
}

function wordFor(evidence: Evidence): VerdictWord {
  const { found, jump, scaling, models } = evidence;
  if (found === 0) return evidence.sizes > 0 ? "no collapse" : "undecided";
  if (jump.verdict === "jump") return "first-order jump";
  if ("reason" in models) return "undecided";
  const remaining = models.remaining;
  if (remaining.every((name) => smooth.includes(name)))
    return tendsToZero(evidence.limits) ? "crossover towards zero" : "crossover";
  if ("reason" in scaling || !isTransition(scaling)) return "undecided";
  if (remaining.length > 1) return "undecided";
  if (remaining[0] === "critical") return "continuous transition";
  return remaining[0] === "bkt" ? "BKT-like transition" : "undecided";
}

/** The collapse is not rejected, and it is one of a transition at a p_c above zero. */
export function isTransition(scaling: Exclude<Scaling, { readonly reason: string }>): boolean {
  const { p, parameters } = scaling;
  return p > rejectionLevel && parameters["1/nu"].lower > 0 && parameters.p_c.lower > 0;
}

function tendsToZero(limits: readonly Limit[]): boolean {
  const falls = limits.some(
    ({ law, parameters }) => law === "power" && lowerOf(parameters, "g") > 0,
  );
  const zero = limits.some(
    ({ law, parameters }) => law === "offset" && lowerOf(parameters, "p_inf") === 0,
  );
  return falls && zero;
}

function lowerOf(parameters: Limit["parameters"], name: string): number {
  return parameters.find((p) => p.name === name)?.lower ?? Number.NaN;
}

function placeSentence({ found, sizes, missing, limits }: Evidence): string {
  if (found === 0) return `No half recovery at any of ${sizes} sizes: ${missing}.`;
  const power = limits.find(({ law }) => law === "power");
  const offset = limits.find(({ law }) => law === "offset");
  const g = power?.parameters.find(({ name }) => name === "g");
  const drift = g
    ? `; as L^-g, g = ${interval(g)}: ${power!.verdict}`
    : power
      ? `; ${power.verdict}`
      : "";
  const limit = offset ? `; extrapolated, ${offset.verdict}` : "; too few sizes to extrapolate";
  return `Half recovery is found at ${found} of ${sizes} sizes${drift}${limit}.`;
}

function collapseSentence(scaling: Scaling): string {
  if ("reason" in scaling) return `No scaling collapse: ${scaling.reason}.`;
  const { parameters, fit, p } = scaling;
  const numbers = `S = ${short(fit.quality)} (p = ${short(p)}) with p_c = ${interval(parameters.p_c)}, 1/nu = ${interval(parameters["1/nu"])}, beta/nu = ${interval(parameters["beta/nu"])}`;
  if (p <= rejectionLevel) return `The collapse is rejected: ${numbers}.`;
  if (!(parameters["1/nu"].lower > 0))
    return `The curves collapse only without sharpening, which is no transition: ${numbers}.`;
  if (!(parameters.p_c.lower > 0)) return `The curves collapse, but p_c may be zero: ${numbers}.`;
  return `The curves collapse as at a transition: ${numbers}.`;
}

function modelSentence(models: Evidence["models"]): string {
  if ("reason" in models) return `No comparison of models: ${models.reason}.`;
  const ranked = [...models.results].sort((a, b) => a.prediction - b.prediction);
  const errors = ranked.map(({ model, prediction }) => `${model.name} ${short(prediction)}`);
  const left = models.remaining;
  const words = left.length === 1 ? `${left[0]} does best` : `undecided between ${left.join(", ")}`;
  return `Predicting each size from the others: ${words} (errors of m: ${errors.join(", ")}; the curves themselves are known to ${short(models.error)}).`;
}

function short(value: number): string {
  return Number.isNaN(value) ? "unknown" : String(Number(value.toPrecision(2)));
}

function interval(e: { readonly value: number; readonly lower: number; readonly upper: number }) {
  if (Number.isNaN(e.lower)) return `${short(e.value)} (no interval)`;
  return `${short(e.value)} [${short(e.lower)}, ${short(e.upper)}]`;
}
