/**
 * Whether a law is beaten: another describes the curves better than it would if the law were true.
 *
 * The laws do not contain each other, so the difference T of their chi-squares has no distribution of
 * the books; it is found by simulation under the law that is to be beaten (Cox, J. R. Stat. Soc. B
 * 24:406, 1962; Williams, Biometrics 26:23, 1970). A law is beaten where
 *
 *     T > margin     evidence that is "very strong" by itself (Kass and Raftery, J. Am. Stat. Assoc.
 *                    90:773, 1995: 2 ln of the ratio of probabilities above 10), and
 *     p <= level     where at most this share of simulated experiments gives a T as large.
 *
 * Where T stays below the margin nothing is simulated.
 */
import { Random } from "../random.js";
import type { FlexibleFit } from "./flexible-fit.js";
import { type Best, type Experiment, fitsBelow, refitBest, type StudyOptions } from "./study.js";

export const margin = 10;
export const level = 0.02;

export interface Challenge {
  /** chi-square of the law less the smallest of its rivals. */
  readonly gain: number;
  /** NaN where it was not needed. */
  readonly p: number;
  readonly beaten: boolean;
}

export function challenge(
  experiment: Experiment,
  own: Best,
  rivals: readonly Best[],
  { repetitions, seed, name }: StudyOptions,
): Challenge {
  const gain = own.chiSquare - Math.min(...rivals.map(({ chiSquare }) => chiSquare));
  if (!(gain > margin)) return { gain, p: Number.NaN, beaten: false };
  const serious = rivals.filter(({ chiSquare }) => chiSquare < own.chiSquare - margin);
  const names = rivals.map(({ law }) => law.name).join("+");
  const random = new Random(seed, `rivals/${own.law.name}/${names}/${name}`);
  let far = 1;
  for (const fit of experiment.simulated(own, repetitions, random)) {
    if (!isBelow(fit, own, serious, gain)) far++;
    // Once the level is out of reach the rest decides nothing.
    if (far > level * (1 + repetitions)) break;
  }
  const p = far / (1 + repetitions);
  return { gain, p, beaten: p <= level };
}

/** No chi-square is further below 0 than this, by rounding. */
const rounding = 1e-6;

/** Whether the best rival gains less than that. */
function isBelow(fit: FlexibleFit, own: Best, rivals: readonly Best[], gain: number): boolean {
  // What is less by itself stays so, whatever is taken from it.
  if (fitsBelow(fit, own, gain - rounding)) return true;
  const mine = refitBest(fit, own).chiSquare;
  return rivals.every((rival) => mine - refitBest(fit, rival).chiSquare < gain);
}
