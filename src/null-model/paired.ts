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
 * fewer than two seeds all but the mean is NaN. Equal differences have no spread: p is 0 or 1.
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

export function paired(differences: ArrayLike<number>, margin: number, confidence: number): Paired {
  const seeds = differences.length;
  const difference = mean(differences);
  if (seeds < 2) {
    const unknown = { lower: Number.NaN, upper: Number.NaN, p: Number.NaN };
    return { seeds, difference, ...unknown, equivalenceP: Number.NaN };
  }
  const error = Math.sqrt(variance(differences) / seeds);
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

/** P(T > distance / error); without any error 0 beyond zero, 1/2 at it, 1 before it. */
function upperTail(distance: number, error: number, freedom: number): number {
  if (error === 0) return distance > 0 ? 0 : distance === 0 ? 0.5 : 1;
  const t = distance / error;
  const tail = studentTail(Math.abs(t), freedom) / 2;
  return t >= 0 ? tail : 1 - tail;
}

export type Verdict =
  | "higher"
  | "lower"
  | "equivalent"
  | "higher within the margin"
  | "lower within the margin"
  | "undecided";

/** What the tests say of a difference at significance `alpha`. */
export function verdictOf({ difference, p, equivalenceP }: Paired, alpha: number): Verdict {
  const direction = difference > 0 ? "higher" : "lower";
  const differs = p <= alpha;
  if (equivalenceP <= alpha) return differs ? `${direction} within the margin` : "equivalent";
  return differs ? direction : "undecided";
}
