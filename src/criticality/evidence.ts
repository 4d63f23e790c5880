/** What a verdict is made from, and what it consists of. */
import type { Comparison } from "../models/compare.js";
import type { Sharpening } from "../models/sharpening.js";
import type { Limit } from "../scaling/limit.js";
import type { Scaling } from "../scaling/scale.js";
import type { JumpTest } from "./jump-test.js";
import type { Power } from "./power.js";

export const verdicts = [
  "continuous transition",
  "first-order jump",
  "BKT-like transition",
  "transition, kind open",
  "crossover",
  "crossover towards zero",
  "no collapse",
  "undecided",
] as const;
export type VerdictWord = (typeof verdicts)[number];

export interface Evidence {
  /** Half-recovery points found, of how many sizes. */
  readonly found: number;
  readonly sizes: number;
  /** Why no half recovery was found, where none was. */
  readonly missing: string;
  readonly limits: readonly Limit[];
  readonly scaling: Scaling;
  readonly models: Comparison | { readonly reason: string };
  readonly sharpening?: Sharpening;
  readonly jump: JumpTest;
  readonly power?: Power;
}

/** What each sentence is about; the columns of verdict.arrow. */
export interface Sentences {
  readonly place: string;
  readonly collapse: string;
  readonly models: string;
  readonly sharpening: string;
  readonly jump: string;
  readonly power: string;
  /** Why the verdict is "undecided"; empty otherwise. */
  readonly open: string;
}

export interface Verdict {
  readonly verdict: VerdictWord;
  readonly sentences: Sentences;
}
