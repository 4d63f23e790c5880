/**
 * What a design can show of a first-order jump: the bound that its runs put on the width of a smooth
 * fall, and the share of true jumps that the test would find.
 */
import { binomialProbability } from "../statistics/binomial.js";
import { normalProbability } from "../statistics/normal.js";
import { contrast } from "./fall.js";

/** A jump is claimed where a smooth fall must be narrower than this share of a level. */
export const widestJump = 1 / 8;
/** Probability that a smooth fall of that width is taken for a jump. */
export const falseJumps = 0.02;

const mostSeeds = 100;

/**
 * Probability that noise splits a run that jumps by `height`: that one of the two drops beside it, of
 * standard deviation sqrt(2) noise, is more than a fourth of it (itself noisy, and sharing a level).
 * D / 4 - E has the variance (2 / 16 + 2 + 2 / 4) noise^2 = 2.625 noise^2.
 */
export function splitByNoise(noise: number, height: number): number {
  if (noise === 0) return 0;
  const deviation = noise * Math.sqrt(2 / contrast ** 2 + 2 + 2 / contrast);
  return Math.min(1, 2 * normalProbability(-height / contrast / deviation));
}

/** Share of true jumps that are found with so many independent runs; 0 where there are too few. */
export function jumpPower(runs: number, split: number): number {
  // The bound is at most `widestJump` just where so few split runs are improbable at that width.
  let most = -1;
  while (binomialProbability(most + 1, runs, widestJump) <= falseJumps) most++;
  return binomialProbability(most, runs, split);
}

/** The fewest seeds at each of `sizes` sizes that find 4 of 5 jumps; undefined above 100. */
export function seedsForJump(sizes: number, split: number): number | undefined {
  for (let seeds = 3; seeds <= mostSeeds; seeds++)
    if (jumpPower(seeds * sizes, split) >= 0.8) return seeds;
  return undefined;
}
