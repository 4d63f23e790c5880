/**
 * Binomial distribution, and the exact bounds of a share that follow from it (Clopper and Pearson,
 * Biometrika 26:404, 1934): the largest share at which as few successes as were seen have probability
 * `tail`, and the smallest at which as many have. O(n) a probability.
 */
import { exp, log, log1p } from "../math.js";

/** P(X <= k) of n trials with probability p each. */
export function binomialProbability(k: number, n: number, p: number): number {
  if (k < 0) return 0;
  if (k >= n || p <= 0) return 1;
  if (p >= 1) return 0;
  let term = n * log1p(-p); // ln of the probability of i successes
  let sum = exp(term);
  for (let i = 1; i <= k; i++) {
    term += log((n - i + 1) / i) + log(p) - log1p(-p);
    sum += exp(term);
  }
  return Math.min(1, sum);
}

/** One-sided upper bound of the share: P(X <= k) = `tail` there; 1 of no trials. */
export function shareAtMost(k: number, n: number, tail: number): number {
  if (k >= n) return 1;
  return bisect((p) => binomialProbability(k, n, p) > tail);
}

/** One-sided lower bound of the share: P(X >= k) = `tail` there; 0 of no trials. */
export function shareAtLeast(k: number, n: number, tail: number): number {
  if (k <= 0) return 0;
  return bisect((p) => 1 - binomialProbability(k - 1, n, p) < tail);
}

/** Where `below` turns from true to false between 0 and 1. */
function bisect(below: (p: number) => boolean): number {
  let [low, high] = [0, 1];
  for (let step = 0; step < 50; step++) {
    const middle = (low + high) / 2;
    if (below(middle)) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}
