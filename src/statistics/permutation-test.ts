/**
 * Monte Carlo permutation tests.
 *
 * p = (1 + b) / (1 + B), b being the number of B random permutations whose statistic is at least as
 * far out as the observed one. The observed arrangement counts as one of them, which makes the test
 * exact: P(p <= a) <= a under the null for any B, distribution and group sizes (Phipson and Smyth,
 * Stat. Appl. Genet. Mol. Biol. 9:39, 2010).
 */
import type { Random } from "../random.js";
import { mean, variance } from "./moments.js";

/**
 * Two-sided p-value of `observed` among statistics of permuted data, by absolute value.
 * A permutation that repeats the observed arrangement may differ from it by rounding: it counts.
 */
export function permutationP(observed: number, permuted: Iterable<number>): number {
  const bar = Math.abs(observed) * (1 - 1e-12);
  let far = 1;
  let all = 1;
  for (const statistic of permuted) {
    if (!(Math.abs(statistic) < bar)) far++; // an undefined one counts against significance
    all++;
  }
  return far / all;
}

/**
 * Whether two independent groups differ in their mean: permutes the membership, with Welch's t as
 * the statistic. Exact where the distributions are equal at any group sizes, and, thanks to the
 * studentised statistic, asymptotically right where only the means are (Janssen, Stat. Probab.
 * Lett. 36:9, 1997). NaN where a group has fewer than two members.
 */
export function meanDifferenceP(
  first: ArrayLike<number>,
  second: ArrayLike<number>,
  repetitions: number,
  random: Random,
): number {
  if (first.length < 2 || second.length < 2) return Number.NaN;
  const pool = Float64Array.from([...Array.from(first), ...Array.from(second)]);
  const observed = welch(pool, first.length);
  const permuted = Array.from({ length: repetitions }, () =>
    welch(random.shuffle(pool), first.length),
  );
  return permutationP(observed, permuted);
}

/** Welch's t of the first `n` values against the rest; 0 where nothing differs at all. */
function welch(pool: Float64Array, n: number): number {
  const [a, b] = [pool.subarray(0, n), pool.subarray(n)];
  const difference = mean(a) - mean(b);
  if (difference === 0) return 0;
  return difference / Math.sqrt(variance(a) / a.length + variance(b) / b.length);
}
