/**
 * Finite-size scaling of a series of sizes: p_c, 1/nu, beta/nu and gamma/nu with their intervals, how
 * well the curves collapse (S of Houdayer and Hartmann, and p: how often data that do collapse fit as
 * badly), and how the estimates drift where the fit is made otherwise (variants.ts).
 *
 * Estimates are those of the continuous transition fitted with a scaling function of no particular form
 * (models/flexible-fit.ts). S is worked out there; it is not what is minimised, because its points
 * change with the parameters, its minimum is biased on schedules of constant ratio, and it takes levels
 * of one size for independent. Intervals: the same fit to simulated experiments (models/study.ts).
 */
import { critical } from "../models/critical.js";
import type { LawFit } from "../models/fit-law.js";
import { seedResamples } from "../models/resample.js";
import type { SizeSample } from "../models/sample.js";
import { everySeed } from "../models/sample.js";
import { Experiment, type Study, studyLaw } from "../models/study.js";
import { type Stretch, windowAboveZero } from "../models/window.js";
import { bootstrapInterval } from "../statistics/bootstrap-interval.js";
import { type Interval, noInterval } from "../statistics/interval.js";
import { fitSusceptibility } from "./collapse.js";
import { type CollapseFit, collapseFit } from "./collapse-fit.js";
import { type Points, pointsOf, within } from "./points.js";
import { type Variant, variants } from "./variants.js";

export interface ScalingOptions {
  readonly seed: number;
  readonly repetitions: number;
  readonly confidence: number;
  /** What is analysed: names its random streams. */
  readonly name: string;
  /** Whether to make the fit otherwise too (variants.ts): several fits more. */
  readonly variants?: boolean;
  /** Whether p is all that simulated experiments are for: no intervals. */
  readonly pAlone?: boolean;
  /** Called after every simulated experiment. */
  readonly progress?: () => void;
}

export const scalingParameters = ["p_c", "1/nu", "beta/nu", "gamma/nu"] as const;
export type ScalingParameter = (typeof scalingParameters)[number];

export interface Estimated extends Interval {
  readonly value: number;
  /** Its values on simulated experiments, for comparisons between analyses; none where p alone was asked for. */
  readonly replicates: Float64Array;
}

export interface ScalingResult {
  readonly experiment: Experiment;
  readonly study: Study;
  /** All levels of every size, and the stretch that is compared. */
  readonly points: readonly Points[];
  readonly windows: readonly Stretch[];
  readonly fit: CollapseFit;
  readonly parameters: Readonly<Record<ScalingParameter, Estimated>>;
  /** S of the susceptibility's collapse. */
  readonly susceptibilityQuality: number;
  /** How often data that collapse would fit as badly; NaN without simulated experiments. */
  readonly p: number;
  /** The same, fitted otherwise; none where it was not asked for. */
  readonly variants: readonly Variant[];
}

export type Scaling = ScalingResult | { readonly reason: string };

/** Fewer simulated experiments than this give no interval: its ends would move from run to run. */
export const fewestReplicates = 200;

/** Samples in any order of sizes. */
export function scale(given: readonly SizeSample[], options: ScalingOptions): Scaling {
  const samples = [...given].sort((a, b) => a.size - b.size);
  const reason = unusable(samples);
  if (reason) return { reason };
  const experiment = new Experiment(samples);
  const windows = experiment.curves.map(({ window }) => window);
  if (windows.some(({ from, to }) => to - from < 3))
    return { reason: "fewer than 3 levels of some size lie in the transition" };
  const study = studyLaw(experiment, experiment.best(critical), options);
  const members = everySeed(samples);
  const points = samples.map((sample, i) => pointsOf(sample, members[i]!));
  const inside = points.map((size, i) => within(size, windows[i]!));
  const fit = collapseFit(study.best, experiment.fit, inside);
  const peak = fitSusceptibility(inside, fit);
  return {
    experiment,
    study,
    points,
    windows,
    fit,
    parameters: intervals(experiment, study, peak.growth, options),
    susceptibilityQuality: peak.quality,
    p: study.p,
    variants: options.variants ? variants(experiment, points, study.best) : [],
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

/**
 * Estimates with their scatter over simulated experiments. gamma/nu is read off resamples of the seeds,
 * whose spread the susceptibility is, each at the p_c and nu of one simulated experiment and among the
 * levels that its own fall chooses.
 */
function intervals(
  { samples, fit }: Experiment,
  { best, replicates }: Study,
  growth: number,
  options: ScalingOptions,
): Record<ScalingParameter, Estimated> {
  const enough = !options.pAlone && options.repetitions >= fewestReplicates;
  const counts = samples.map(({ values }) => values.length);
  const freedom = counts.reduce((sum, n) => sum + n - 1, 0);
  const of = (value: number, own: Float64Array): Estimated => {
    const interval = enough
      ? bootstrapInterval(value, own, Math.min(...counts), options.confidence, freedom)
      : noInterval;
    return { value, ...symmetric(value, interval), replicates: own };
  };
  const parameter = (k: number, unit: number) => {
    const own = Float64Array.from(replicates, ({ theta }) => theta[k]! * unit);
    return of(best.theta[k]! * unit, own);
  };
  const growths = enough ? growthsOf(samples, replicates, fit.rough.unit, options) : [];
  return {
    p_c: parameter(0, fit.rough.unit),
    "1/nu": parameter(1, 1),
    "beta/nu": parameter(2, 1),
    "gamma/nu": of(growth, Float64Array.from(growths)),
  };
}

function growthsOf(
  samples: readonly SizeSample[],
  replicates: readonly LawFit[],
  unit: number,
  { seed, name }: ScalingOptions,
): number[] {
  const draws = seedResamples(samples, replicates.length, seed, `susceptibility/${name}`);
  return Array.from(draws, (members, r) => {
    const points = samples.map((sample, i) => {
      const own = pointsOf(sample, members[i]!);
      return within(own, windowAboveZero(own.control, own.mean));
    });
    const [place, sharpening, decay] = replicates[r]!.theta;
    const at = { criticalPoint: place! * unit, sharpening: sharpening!, decay: decay! };
    return fitSusceptibility(points, at).growth;
  });
}

/** What a spline of ten pieces leaves over of F, which simulated experiments do not know of. */
const besidesF = 1.1;

/**
 * As far to either side as to the farther one. The fit is biased where sizes and seeds are few, and
 * simulated experiments are biased once more in the same direction: their percentiles lie off to one
 * side and hold the truth too rarely (docs/calibration.md, by which `besidesF` was chosen too).
 */
function symmetric(value: number, { lower, upper }: Interval): Interval {
  const reach = besidesF * Math.max(value - lower, upper - value);
  return { lower: value - reach, upper: value + reach };
}
