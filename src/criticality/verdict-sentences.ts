/** The evidence of a verdict in sentences, each with the numbers that it rests on. */
import { exp } from "../math.js";
import type { Comparison, LawResult } from "../models/compare.js";
import { describes } from "../models/compare.js";
import type { LawName } from "../models/law.js";
import type { Sharpening } from "../models/sharpening.js";
import type { Limit } from "../scaling/limit.js";
import type { Estimated, Scaling } from "../scaling/scale.js";
import { rejectionLevel } from "../scaling/words.js";
import type { Evidence, Sentences } from "./evidence.js";
import type { Power } from "./power.js";

export function sentencesOf(evidence: Evidence, open: string): Sentences {
  return {
    place: placeSentence(evidence),
    collapse: collapseSentence(evidence.scaling),
    models: modelSentence(evidence.models),
    sharpening: sharpeningSentence(evidence.sharpening),
    jump: evidence.jump.sentence,
    power: powerSentence(evidence.power),
    open,
  };
}

function placeSentence({ found, sizes, missing, limits }: Evidence): string {
  if (found === 0) return `No half recovery at any of ${sizes} sizes: ${missing}.`;
  const of = (law: Limit["law"]) => limits.find((limit) => limit.law === law);
  return [
    `Half recovery is found at ${found} of ${sizes} sizes${driftClause(of("power"))}${bendClause(of("power"), of("curved"))}${limitClause(of("offset"))}.`,
  ].join("");
}

function driftClause(power: Limit | undefined): string {
  const g = power?.parameters.find(({ name }) => name === "g");
  if (!power || !g) return power ? `; ${power.verdict}` : "";
  return power.describes === false
    ? `; ${power.verdict}`
    : `; as L^-g, g = ${interval(g)}: ${power.verdict}`;
}

/** Said only where a power of size does not do. */
function bendClause(power: Limit | undefined, curved: Limit | undefined): string {
  return power?.describes === false && curved && curved.describes !== false
    ? `; ${curved.verdict}`
    : "";
}

function limitClause(offset: Limit | undefined): string {
  if (!offset) return "; too few sizes to extrapolate";
  return offset.describes === false
    ? "; no law with a limit describes it, so none is extrapolated"
    : `; extrapolated, ${offset.verdict}`;
}

function collapseSentence(scaling: Scaling): string {
  if ("reason" in scaling) return `No scaling collapse: ${scaling.reason}.`;
  const { parameters, fit, p } = scaling;
  const { p_c } = parameters;
  // A density has no negative values, though a fit may.
  const place =
    p_c.value > 0
      ? `p_c = ${interval({ ...p_c, lower: Math.max(0, p_c.lower) })}`
      : "no positive p_c";
  const numbers = `S = ${short(fit.quality)} (p = ${short(p)}) with ${place}, 1/nu = ${interval(parameters["1/nu"])}, beta/nu = ${interval(fromZero(parameters["beta/nu"]))}`;
  if (p <= rejectionLevel) return `The collapse is rejected: ${numbers}.`;
  if (Number.isNaN(fit.quality))
    return `Whether the curves collapse is not resolved, since the sizes do not overlap: ${numbers}.`;
  if (Number.isNaN(parameters["1/nu"].lower))
    return `The curves collapse, but without intervals: ${numbers}.`;
  if (!(parameters["1/nu"].lower > 0))
    return `The curves collapse only without sharpening, which is no transition: ${numbers}.`;
  if (!(p_c.lower > 0)) return `The curves collapse, but p_c may be zero: ${numbers}.`;
  return `The curves collapse as at a transition: ${numbers}.`;
}

export const lawWords: Readonly<Record<LawName, string>> = {
  critical: "a critical power law",
  bkt: "a BKT-like law",
  drift: "a curve that only moves with size",
  narrowing: "a curve that narrows or widens as it moves",
};

function modelSentence(models: Comparison | { readonly reason: string }): string {
  if ("reason" in models) return `No comparison of laws: ${models.reason}.`;
  const { results, remaining, error } = models;
  const left = results.filter(({ name }) => remaining.includes(name)).sort(byChiSquare);
  const beaten = results.filter(({ name }) => !remaining.includes(name)).sort(byChiSquare);
  const standing =
    left.length > 0
      ? `Not beaten by another law: ${listed(left)}`
      : "Every law is beaten by another";
  const rest = beaten.length > 0 ? `; beaten: ${listed(beaten)}` : "";
  const poor =
    left.length > 0 && left.every(({ p }) => p <= describes)
      ? " None of them describes the curves within their errors."
      : "";
  return `${standing}${rest}. The curves are known to ${short(error)}.${poor}`;
}

const byChiSquare = (a: LawResult, b: LawResult) => a.best.chiSquare - b.best.chiSquare;

function listed(laws: readonly LawResult[]): string {
  const one = ({ name, residual, p }: LawResult) =>
    `${lawWords[name]} (off by ${short(residual)}${Number.isNaN(p) ? "" : `, p = ${short(p)}`})`;
  return laws.map(one).join(", ");
}

function sharpeningSentence(sharpening: Sharpening | undefined): string {
  if (!sharpening) return "";
  const { value, ratios, lower, upper } = sharpening;
  const from = (width: number) => short(exp(width));
  const measured = `from three quarters of m to a quarter, density falls by a factor of ${from(ratios[0]!)} at the smallest size and ${from(ratios.at(-1)!)} at the largest (width ~ L^-c, c = ${interval({ value, lower, upper })})`;
  if (Number.isNaN(lower)) return `Whether the fall narrows is not known: ${measured}.`;
  if (lower > 0) return `The fall narrows with size: ${measured}.`;
  if (upper < 0) return `The fall widens with size: ${measured}.`;
  return `The fall is not seen to narrow with size: ${measured}.`;
}

/** Its numbers are read again where there is room for one alone (src/report/text/answers.ts). */
export function powerSentence(power: Power | undefined): string {
  if (!power) return "";
  const { sizes, seeds, ratio, found, mistaken } = power;
  return `With ${sizes} sizes, ${seeds} seeds and levels ${short(ratio)} apart this analysis finds a transition in ${Math.round(100 * found)} % of experiments that have one and claims one in ${short(100 * mistaken)} % of those that have none (docs/calibration.md).`;
}

/** Of a parameter that is not below 0: a fit stops beside the bound, not on it. */
function fromZero({ value, lower, upper }: Estimated) {
  return { value: value < 1e-4 ? 0 : value, lower: Math.max(0, lower), upper };
}

function short(value: number): string {
  return Number.isNaN(value) ? "unknown" : String(Number(value.toPrecision(2)));
}

function interval(e: { readonly value: number; readonly lower: number; readonly upper: number }) {
  if (Number.isNaN(e.lower)) return `${short(e.value)} (no interval)`;
  return `${short(e.value)} [${short(e.lower)}, ${short(e.upper)}]`;
}
