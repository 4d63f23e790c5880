/**
 * The whole finite-size scaling analysis of one order parameter on one control parameter: window,
 * collapse, its p-value, the susceptibility's exponent, corrections, and intervals from resamples
 * of the seeds of each size that go through the whole chain, the choice of the window included.
 */
import { bootstrapInterval } from "../statistics/bootstrap-interval.js";
import { type Interval, noInterval } from "../statistics/interval.js";
import {
  type CollapseFit,
  fitCollapse,
  fitCorrected,
  fitSusceptibility,
  refitCollapse,
} from "./collapse.js";
import { collapseP } from "./goodness.js";
import { type Points, pointsOf } from "./points.js";
import { noCollapse } from "./quality.js";
import { seedResamples } from "./resample.js";
import { everySeed, type SizeSample } from "./sample.js";
import { chooseWindow, type Windowed } from "./window.js";

export interface ScalingOptions {
  readonly seed: number;
  readonly repetitions: number;
  /** Data sets made for the p-value; default: a fifth of `repetitions`, at least 39. */
  readonly goodness?: number;
  readonly confidence: number;
  /** Names the random stream. */
  readonly name: string;
  /** Told after every bootstrap sample. */
  readonly progress?: () => void;
}

export const scalingParameters = ["p_c", "1/nu", "beta/nu", "gamma/nu"] as const;
export type ScalingParameter = (typeof scalingParameters)[number];

export interface Estimated extends Interval {
  readonly value: number;
  /** Bootstrap replicates, for comparisons between analyses. */
  readonly replicates: Float64Array;
}

export interface ScalingResult {
  readonly windowed: Windowed;
  readonly points: readonly Points[];
  readonly fit: CollapseFit;
  readonly parameters: Readonly<Record<ScalingParameter, Estimated>>;
  /** S of the susceptibility's collapse. */
  readonly susceptibilityQuality: number;
  /** How often data that collapse would give such an S. */
  readonly p: number;
  /** Fits without the smallest sizes, while three are left. */
  readonly without: readonly { readonly smallest: number; readonly fit: CollapseFit }[];
  /** With a correction to scaling; undefined with fewer than five sizes. */
  readonly corrected?: CollapseFit;
}

export type Scaling = ScalingResult | { readonly reason: string };

/** Samples in any order of sizes. */
export function scale(given: readonly SizeSample[], options: ScalingOptions): Scaling {
  const samples = [...given].sort((a, b) => a.size - b.size);
  const reason = unusable(samples);
  if (reason) return { reason };
  const points = curves(samples, everySeed(samples));
  const windowed = chooseWindow(points);
  if (windowed.points.some(({ control }) => control.length < 3))
    return { reason: "fewer than 3 levels of some size lie in the transition" };
  const fit = fitCollapse(windowed.points);
  if (fit.quality >= noCollapse)
    return { reason: "no choice of p_c and exponents brings the sizes over one another" };
  const peak = fitSusceptibility(windowed.points, fit);
  const replicates = bootstrap(samples, fit, options);
  const draws = seedResamples(
    samples,
    options.goodness ?? Math.max(39, Math.floor(options.repetitions / 5)),
    options.seed,
    `scaling-p/${options.name}`,
  );
  return {
    windowed,
    points,
    fit,
    parameters: intervals(samples, { ...fit, growth: peak.growth }, replicates, options),
    susceptibilityQuality: peak.quality,
    p: collapseP(samples, windowed, fit, draws),
    without: dropped(windowed.points, fit),
    ...(samples.length >= 5 ? { corrected: fitCorrected(windowed.points, fit) } : {}),
  };
}

/** Why these samples cannot be scaled, in words; undefined where they can. */
export function unusable(samples: readonly SizeSample[]): string | undefined {
  if (samples.length < 3)
    return `${samples.length === 1 ? "one size" : `${samples.length} sizes`} only: finite-size scaling needs at least 3`;
  if (new Set(samples.map(({ size }) => size)).size < samples.length)
    return "two groups have the same size";
  const few = samples.find(({ values }) => values.length < 2);
  if (few) return `one seed only at size ${few.size}: no error to weigh by`;
  const short = samples.find(({ values }) => values[0]!.length < 4);
  if (short) return `only ${short.values[0]!.length} levels at size ${short.size}`;
  if (samples.some(({ values, control }) => [...values, ...control].some(hasHole)))
    return "the order parameter or its control parameter is undefined at some level";
  const flat = samples.find(({ values }) => values.every((row) => row.every((v) => v === row[0])));
  if (flat) return `the order parameter does not change at size ${flat.size}`;
  const alike = samples.find(({ values }) =>
    values.every((row) => row.every((v, l) => v === values[0]![l])),
  );
  if (alike) return `no variance over seeds at size ${alike.size}: no error to weigh by`;
  return;
}

const hasHole = (row: Float64Array) => row.some((value) => !Number.isFinite(value));

function curves(samples: readonly SizeSample[], members: readonly Uint32Array[]): Points[] {
  return samples.map((sample, i) => pointsOf(sample, members[i]!));
}

type Replicate = CollapseFit & { readonly growth: number };

function bootstrap(
  samples: readonly SizeSample[],
  fit: CollapseFit,
  { repetitions, seed, name, progress }: ScalingOptions,
): Replicate[] {
  const result: Replicate[] = [];
  for (const members of seedResamples(samples, repetitions, seed, `scaling/${name}`)) {
    const { points } = chooseWindow(curves(samples, members));
    const again = refitCollapse(points, fit);
    if (again.quality < noCollapse)
      result.push({ ...again, growth: fitSusceptibility(points, again).growth });
    progress?.();
  }
  return result;
}

function intervals(
  samples: readonly SizeSample[],
  estimate: Replicate,
  replicates: readonly Replicate[],
  { repetitions, confidence }: ScalingOptions,
): Record<ScalingParameter, Estimated> {
  const counts = samples.map(({ values }) => values.length);
  const freedom = counts.reduce((sum, n) => sum + n - 1, 0);
  const enough = 1 - replicates.length / repetitions <= (1 - confidence) / 2;
  const of = (pick: (fit: Replicate) => number): Estimated => {
    const own = Float64Array.from(replicates, pick);
    const value = pick(estimate);
    const interval = enough
      ? symmetric(value, bootstrapInterval(value, own, Math.min(...counts), confidence, freedom))
      : noInterval;
    return { value, ...interval, replicates: own };
  };
  return {
    p_c: of((fit) => fit.criticalPoint),
    "1/nu": of((fit) => fit.sharpening),
    "beta/nu": of((fit) => fit.decay),
    "gamma/nu": of((fit) => fit.growth),
  };
}

/**
 * As far to either side as to the farther one. The minimum of S is biased where sizes and seeds are
 * few, and its bootstrap samples are biased once more in the same direction: their percentiles lie
 * off to one side and hold the truth too rarely (test/scaling/coverage.test.ts).
 */
function symmetric(value: number, { lower, upper }: Interval): Interval {
  const reach = Math.max(value - lower, upper - value);
  return { lower: value - reach, upper: value + reach };
}

function dropped(points: readonly Points[], fit: CollapseFit): ScalingResult["without"] {
  return points
    .slice(1, -2)
    .map(({ size }, i) => ({ smallest: size, fit: refitCollapse(points.slice(i + 1), fit) }));
}
