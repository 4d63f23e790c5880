import type { Random } from "../random.js";

/**
 * Bootstrap resamples: `repetitions` times `n` members drawn from 0 … n-1 with replacement. A
 * member is whatever is independent: here a seed with its whole trajectory, never a single level.
 */
export function resamples(n: number, repetitions: number, random: Random): Uint32Array[] {
  return Array.from({ length: repetitions }, () => {
    const members = new Uint32Array(n);
    for (let i = 0; i < n; i++) members[i] = random.integer(n);
    return members;
  });
}
