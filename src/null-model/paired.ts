/**
 * Paired differences d_1 … d_n of independent seeds, mean D, standard error s.
 *
 *   interval      D ± t(n - 1) s, Student's
 *   p             of D = 0, two-sided
 *   equivalenceP  of |D| >= margin: two one-sided tests, the larger of their p-values
 *                 P(T > (margin + D) / s) and P(T > (margin - D) / s); Schuirmann, J. Pharmacokinet.
 *                 Biopharm. 15, 657, 1987. At level a it agrees with the 1 - 2a interval lying within
 *                 the margin.
 *
 * Exact for normal differences; five seeds cannot show more (a sign test's least p is 2/32). With
 * fewer than two seeds all but the mean is NaN. Differences that are equal but for rounding have no
 * spread to test by: there is no p.
 */
import { mean, variance } from "../statistics/moments.js";
import { studentQuantile, studentTail } from "../statistics/student.js";

export interface Paired {
  readonly seeds: number;
  readonly difference: number;
  readonly lower: number;
  readonly upper: number;
  readonly p: number;
  readonly equivalenceP: number;
}

/** Differences of m that are smaller owe it to the order of a sum. */
const rounding = 1e-12;

export function paired(differences: ArrayLike<number>, margin: number, confidence: number): Paired {
  const seeds = differences.length;
  const difference = mean(differences);
  const unknown = { p: Number.NaN, equivalenceP: Number.NaN };
  if (seeds < 2) return { seeds, difference, lower: Number.NaN, upper: Number.NaN, ...unknown };
  const error = Math.sqrt(variance(differences) / seeds);
  if (!(error > rounding))
    return { seeds, difference, lower: difference, upper: difference, ...unknown };
  const reach = studentQuantile((1 + confidence) / 2, seeds - 1) * error;
  return {
    seeds,
    difference,
    lower: difference - reach,
    upper: difference + reach,
    p: Math.min(1, 2 * upperTail(Math.abs(difference), error, seeds - 1)),
    equivalenceP: Math.max(
      upperTail(margin + difference, error, seeds - 1),
      upperTail(margin - difference, error, seeds - 1),
    ),
  };
}

/** P(T > distance / error). */
function upperTail(distance: number, error: number, freedom: number): number {
  const t = distance / error;
  const tail = studentTail(Math.abs(t), freedom) / 2;
  return t >= 0 ? tail : 1 - tail;
}

/** In the order of a table's legend. */
export const pairedVerdicts = [
  "higher",
  "lower",
  "equivalent",
  "higher within the margin",
  "lower within the margin",
  "undecided",
  "one seed only",
  "nothing varies",
  "neither functions",
] as const;
export type Verdict = (typeof pairedVerdicts)[number];

/** Within the margin, whether or not a difference is seen. */
export const withinMargin: readonly string[] = [
  "equivalent",
  "higher within the margin",
  "lower within the margin",
];

/** No test was made. */
export const untested: readonly string[] = ["one seed only", "nothing varies", "neither functions"];

/** What the tests say of a difference at significance `alpha`, or why there is none. */
export function verdictOf({ seeds, difference, p, equivalenceP }: Paired, alpha: number): Verdict {
  if (Number.isNaN(p)) return seeds < 2 ? "one seed only" : "nothing varies";
  const direction = difference > 0 ? "higher" : "lower";
  const differs = p <= alpha;
  if (equivalenceP <= alpha) return differs ? `${direction} within the margin` : "equivalent";
  return differs ? direction : "undecided";
}
