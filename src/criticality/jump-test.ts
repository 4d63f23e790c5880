/**
 * Is the collapse a first-order jump? Runs that coexist as two kinds at one density jump from the one
 * to the other, each at its own place, with no value in between; runs of a steep but smooth fall
 * meet a level now and then and are split by it (fall.ts), wherever each of them falls.
 *
 * The runs of all sizes are pooled. Of N runs K are split; the share of a level that a smooth fall
 * takes is then at most the upper bound of Clopper and Pearson at 2 %. A jump is claimed where that
 * is at most 1/8: a fall as wide as that is called one in 2 % of experiments, a wider one more
 * seldom, a narrower one cannot be told from a jump by any test on these levels. The share
 * grows or stays with size at a jump alone: at a continuous transition the small sizes are round
 * and split. The drop must persist too: at the largest size it is at least 3/4 of that at the
 * smallest. No jump where the lower bound at 2 % is above 1/8, and above what noise splits beside.
 *
 * Runs that fall between the same two levels may owe it to a place that they share, and then meet
 * or miss the next level together: a size counts its runs only where they fall between different
 * levels, and as one run otherwise, split if any is. The test's error of m is in the runs themselves:
 * the median of second differences gives it, and with it the power. Runs that do not
 * fall do not count. O(runs x levels).
 */
import type { SizeSample } from "../models/sample.js";
import { shareAtLeast, shareAtMost } from "../statistics/binomial.js";
import { mean } from "../statistics/moments.js";
import { median } from "../statistics/quantile.js";
import { type Fall, fallOf } from "./fall.js";
import { falseJumps, jumpPower, seedsForJump, splitByNoise, widestJump } from "./jump-power.js";

export interface JumpTest {
  readonly verdict: "jump" | "no jump" | "cannot tell";
  /** Runs that fall within the levels, and how many of them are split. */
  readonly runs: number;
  readonly split: number;
  /** Runs that count as independent. */
  readonly independent: number;
  /** Bounds, each at 2 %, of the width of a run's fall in levels. */
  readonly narrowest: number;
  readonly widest: number;
  /** Mean largest drop of m at the smallest and at the largest size. */
  readonly heights: readonly [smallest: number, largest: number];
  /** Share of true jumps of that height that are found with so many independent runs. */
  readonly power: number;
  /** The same as one sentence, with the power where nothing is found. */
  readonly sentence: string;
}

/** @param samples by rising size; levels from dense to sparse. */
export function jumpTest(samples: readonly SizeSample[]): JumpTest {
  const sizes = samples
    .map(({ values }) => ({ falls: values.flatMap((run) => fallOf(run) ?? []) }))
    .filter(({ falls }) => falls.length > 0);
  const all = sizes.flatMap(({ falls }) => falls);
  const counted = sizes.map(({ falls }) => countOf(falls));
  const independent = sum(counted.map(({ runs }) => runs));
  const split = sum(counted.map((c) => c.split));
  const height = (at: number) => mean((sizes.at(at)?.falls ?? []).map((fall) => fall.height));
  const noise = splitByNoise(noiseOf(samples), mean(all.map((fall) => fall.height)));
  const found = {
    runs: all.length,
    split: all.filter(({ sharp }) => !sharp).length,
    independent,
    narrowest: shareAtLeast(split, independent, falseJumps),
    widest: shareAtMost(split, independent, falseJumps),
    heights: [height(0), height(-1)] as const,
    power: jumpPower(independent, noise),
  };
  const verdict = verdictOf(found, sizes.length, noise);
  const design = {
    seeds: Math.min(...samples.map(({ values }) => values.length)),
    sizes: sizes.length,
    needed: seedsForJump(sizes.length, noise),
    together: sizes.filter(({ falls }, i) => counted[i]!.runs < falls.length).length,
  };
  return { ...found, verdict, sentence: sentenceOf(found, verdict, design) };
}

type Found = Omit<JumpTest, "verdict" | "sentence">;

const sum = (values: readonly number[]) => values.reduce((a, b) => a + b, 0);

function countOf(falls: readonly Fall[]): { runs: number; split: number } {
  const split = falls.filter(({ sharp }) => !sharp).length;
  const apart = new Set(falls.map(({ at }) => at)).size > 1;
  return apart ? { runs: falls.length, split } : { runs: 1, split: Math.min(1, split) };
}

/** Standard deviation of m's noise: a second difference has the variance 6. */
function noiseOf(samples: readonly SizeSample[]): number {
  const seconds = samples.flatMap(({ values }) =>
    values.flatMap((run) =>
      Array.from(run.subarray(2), (value, i) => Math.abs(value - 2 * run[i + 1]! + run[i]!)),
    ),
  );
  return seconds.length === 0 ? 0 : median(seconds) / (0.6745 * Math.sqrt(6));
}

const leastPersistence = 0.75;

const shrinks = ({ heights: [smallest, largest] }: Found) =>
  !(largest >= leastPersistence * smallest);

/** @param noise the probability that noise splits a run that jumps. */
function verdictOf(found: Found, sizes: number, noise: number): JumpTest["verdict"] {
  if (sizes < 2) return "cannot tell";
  if (found.narrowest > 1 - (1 - widestJump) * (1 - noise)) return "no jump";
  return found.widest <= widestJump && !shrinks(found) ? "jump" : "cannot tell";
}

interface Design {
  readonly seeds: number;
  readonly sizes: number;
  readonly needed: number | undefined;
  /** How many sizes' runs count as one. */
  readonly together: number;
}

function sentenceOf(found: Found, verdict: JumpTest["verdict"], design: Design): string {
  const { runs, split, widest, heights } = found;
  const [smallest, largest] = heights.map((height) => height.toFixed(2));
  if (runs === 0) return "No run falls within the levels: nothing is known of a jump.";
  if (design.sizes < 2)
    return "Runs fall at one size only: a jump would have to persist with size.";
  if (verdict === "no jump")
    return `No jump: ${split} of ${runs} runs pass through values in between.`;
  const told = `${runs - split} of ${runs} runs fall between two neighbouring levels with nothing in between`;
  if (verdict === "jump")
    return `A jump: ${told}, at levels that differ from run to run; a smooth fall would be narrower than ${widest.toFixed(2)} of a level. It drops m by ${smallest} at the smallest size and by ${largest} at the largest.`;
  if (widest <= widestJump)
    return `Not told whether it is a jump: ${told}, but the drop of m shrinks from ${smallest} at the smallest size to ${largest} at the largest.`;
  return `Not told whether it is a jump: ${told}, but a smooth fall as wide as ${widest.toFixed(2)} of a level would look the same. ${wanting(found, design)}`;
}

/** What would decide. */
function wanting({ power }: Found, { seeds, sizes, needed, together }: Design): string {
  const at = `at ${sizes} sizes`;
  const found = `find ${Math.round(100 * power)} % of jumps of that height`;
  if (needed === undefined) return `The noise of m hides a jump ${at}, even with 100 seeds.`;
  if (seeds < needed)
    return power === 0
      ? `${seeds} seeds ${at} cannot show a jump; ${needed} would.`
      : `${seeds} seeds ${at} ${found}; ${needed} would find 4 of 5.`;
  if (together > 0)
    return `At ${together} of ${sizes} sizes all runs fall between the same two levels and count as one: closer levels would tell more.`;
  return `So many runs ${found}.`;
}
