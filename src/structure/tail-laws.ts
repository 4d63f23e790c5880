/**
 * Which law a tail follows, if any can be told from the others.
 *
 * Power law, log-normal, exponential and power law with an exponential cutoff are fitted above x_min by
 * maximum likelihood. Two laws are told apart by Vuong's test (Econometrica 57, 307, 1989): the
 * difference of their log-likelihoods over its standard deviation times sqrt(n) is standard normal
 * where neither is nearer to the truth. The truncated law contains the power law and the exponential: it
 * counts only where it is better than both by the chi-square test of one degree of freedom.
 * The power law is out where its goodness of fit rejects it (p <= 0.1, after Clauset, Shalizi & Newman,
 * SIAM Rev. 51, 661, 2009), and where the truncated law counts, so is what that contains.
 *
 * What remains is the likeliest law and all that Vuong's test does not tell from it at 1 % (x_min was chosen
 * to suit the power law, which the test does not know of). One that is left alone is named. Goodness of fit cannot do that: it keeps most log-normal tails, since x_min
 * moves out to where they look straight.
 */
import { normalProbability } from "../statistics/normal.js";
import {
  type Alternative,
  alternatives,
  type LogShape,
  logNormaliser,
  logOf,
  type Sample,
} from "./bounded-law.js";
import { fitAlternative } from "./tail-alternatives.js";
import { type PowerLaw, sampleOf, shapeOf } from "./tail-fit.js";

export const tailLaws = ["power-law", ...alternatives] as const;
export type TailLaw = (typeof tailLaws)[number];

export interface Ratio {
  /** ln of the likelihood ratio, power law over alternative. */
  readonly ratio: number;
  readonly p: number;
}

/** ln of the probability of each distinct value, by law. */
export interface FittedTail {
  readonly sample: Sample;
  readonly each: Readonly<Record<TailLaw, Float64Array>>;
}

const goodLevel = 0.1;
const apartLevel = 0.01;

/** @param most the width of the layer at the other end. */
export function fitTail(
  values: ArrayLike<number>,
  most: number,
  { exponent, least }: Pick<PowerLaw, "exponent" | "least">,
): FittedTail {
  const sample = sampleOf(Array.from(values).filter((x) => x >= least));
  const support = { least, most };
  const of = (shape: LogShape) => {
    const norm = logNormaliser(shape, support);
    return sample.values.map((x) => shape(x, logOf(x)) - norm);
  };
  const fitted = alternatives.map((name) => [
    name,
    of(fitAlternative(name, sample, support, exponent)),
  ]);
  return { sample, each: { "power-law": of(shapeOf(exponent)), ...Object.fromEntries(fitted) } };
}

/** Power law over each alternative; that over the truncated law is never positive. */
export function likelihoodRatios(tail: FittedTail): Record<Alternative, Ratio> {
  return Object.fromEntries(
    alternatives.map((name) => [
      name,
      name === "truncated" ? nested(tail, "power-law") : vuong(tail, "power-law", name),
    ]),
  ) as Record<Alternative, Ratio>;
}

/**
 * Laws that remain, the likeliest first; a single one is named, none: the power law is rejected and no
 * other is better. @param p goodness of fit; without it, NaN, the power law does not remain.
 */
export function remainingLaws(tail: FittedTail, p: number): TailLaw[] {
  const total = (law: TailLaw) => sum(tail, tail.each[law]);
  const inner = ["power-law", "exponential"] as const;
  const cutOff = inner.every((law) => nested(tail, law).p <= apartLevel);
  const candidates: readonly TailLaw[] = cutOff
    ? ["log-normal", "truncated"]
    : ["power-law", "log-normal", "exponential"];
  const [best, ...others] = [...candidates].sort((a, b) => total(b) - total(a));
  const left = others.filter((law) => vuong(tail, best!, law).p > apartLevel);
  return [best!, ...left].filter((law) => law !== "power-law" || p > goodLevel);
}

function sum({ sample }: FittedTail, values: Float64Array): number {
  return values.reduce((total, value, i) => total + value * sample.counts[i]!, 0);
}

function vuong(tail: FittedTail, one: TailLaw, other: TailLaw): Ratio {
  const { counts, size } = tail.sample;
  const each = tail.each[one].map((value, i) => value - tail.each[other][i]!);
  const ratio = sum(tail, each);
  const square = each.reduce((total, v, i) => total + counts[i]! * (v - ratio / size) ** 2, 0);
  const z = Math.abs(ratio) / Math.sqrt(square);
  return { ratio, p: square > 0 ? 2 * normalProbability(-z) : 1 };
}

/** Twice the ratio is chi-square of one degree: the square of a standard normal number. */
function nested(tail: FittedTail, inner: "power-law" | "exponential"): Ratio {
  const ratio = Math.min(0, sum(tail, tail.each[inner]) - sum(tail, tail.each.truncated));
  return { ratio, p: 2 * normalProbability(-Math.sqrt(-2 * ratio)) };
}
