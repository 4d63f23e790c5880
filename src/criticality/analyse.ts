/**
 * Critical phenomena of every series: all combinations of control parameter, length and order
 * parameter that are tried are reported, none is chosen for its looks. One combination, fixed
 * beforehand, gets intervals and the comparison of laws and gives the verdict; of the others only the
 * fit and its p are worked out, and no correction is made for how many they are.
 */

import { type Comparison, compareLaws } from "../models/compare.js";
import { seedResamples } from "../models/resample.js";
import type { SizeSample } from "../models/sample.js";
import { sharpening } from "../models/sharpening.js";
import { type Crossing, crossings } from "../scaling/crossing.js";
import { type Limit, limits } from "../scaling/limit.js";
import { type Scaling, scale } from "../scaling/scale.js";
import { type ExponentSet, type SharedExponent, sharedExponents } from "../scaling/universality.js";
import type { Estimator } from "./estimate.js";
import type { Verdict } from "./evidence.js";
import { halfRecoveries } from "./half-recoveries.js";
import { jumpTest } from "./jump-test.js";
import type { Control, Quantity } from "./observation.js";
import type { BootstrapOptions } from "./phase-sample.js";
import { powerOf } from "./power.js";
import { type Length, type Series, samplesOf, seriesName } from "./series.js";
import { sizedEstimates } from "./sized-estimates.js";
import { judgeSeries } from "./verdict.js";

/** What is tried. The first of each is the combination that gives the verdict. */
export interface Plan {
  readonly controls: readonly Control[];
  readonly lengths: readonly Length[];
  /** Beside accuracy, on the first control parameter and length. */
  readonly quantities: readonly Quantity[];
  /**
   * From the control parameter as estimators and models read it, in whose logarithm m rises, to the
   * user's own: 1 / x where m falls with it.
   */
  readonly restore: (control: number) => number;
}

export interface Combination {
  readonly control: Control;
  readonly length: Length;
  readonly quantity: Quantity;
}

export interface SeriesAnalysis {
  readonly series: Series;
  readonly scaling: readonly (Combination & { readonly result: Scaling })[];
  readonly samples: readonly (Combination & { readonly samples: readonly SizeSample[] })[];
  readonly limits: readonly (Combination & {
    readonly estimator: Estimator;
    readonly laws: readonly Limit[];
  })[];
  readonly crossings: readonly (Combination & { readonly rows: readonly Crossing[] })[];
  readonly models: Comparison | { readonly reason: string };
  readonly verdict: Verdict;
}

export interface AnalysisOptions extends BootstrapOptions {
  readonly progress?: (done: number, total: number) => void;
}

/** Simulated experiments for the p of a combination that does not give the verdict. */
export const surveySimulations = 39;
/** Resamples of the seeds for what is resampled beside the fits. */
const fewestResamples = 200;

export function analyse(
  all: readonly Series[],
  plan: Plan,
  options: AnalysisOptions,
): SeriesAnalysis[] {
  const counts = repetitionsOf(options);
  const combinations = combinationsOf(plan);
  const each = counts.main + (combinations.length - 1) * counts.survey;
  let done = 0;
  return all.map((series, i) => {
    const result = analyseSeries(series, plan, options, () => {
      options.progress?.(++done, all.length * each);
    });
    done = (i + 1) * each; // what was skipped for a reason is done too
    options.progress?.(done, all.length * each);
    return result;
  });
}

function repetitionsOf({ repetitions }: BootstrapOptions) {
  return { main: repetitions, survey: Math.min(repetitions, surveySimulations) };
}

/** The one that gives the verdict comes first. */
export function combinationsOf({ controls, lengths, quantities }: Plan): Combination[] {
  return [
    ...controls.flatMap((control) =>
      lengths.map((length): Combination => ({ control, length, quantity: "accuracy" })),
    ),
    ...quantities.map(
      (quantity): Combination => ({ control: controls[0]!, length: lengths[0]!, quantity }),
    ),
  ];
}

function analyseSeries(
  series: Series,
  plan: Plan,
  options: AnalysisOptions,
  progress: () => void,
): SeriesAnalysis {
  const { seed, confidence } = options;
  const counts = repetitionsOf(options);
  const combinations = combinationsOf(plan);
  const main = combinations[0]!;
  const name = `${seriesName(series.key)}/${series.phase}`;
  const samples = combinations.map((combination) => {
    const { control, length, quantity } = combination;
    return {
      ...combination,
      samples: restored(samplesOf(series, control, length, quantity), plan.restore),
    };
  });
  const scalingOptions = (repetitions: number) => ({
    seed,
    confidence,
    name,
    repetitions,
    progress,
  });
  const scaling = samples.map(({ samples: own, ...combination }, i) => ({
    ...combination,
    result: scale(
      own,
      i === 0
        ? { ...scalingOptions(counts.main), variants: true }
        : { ...scalingOptions(counts.survey), pAlone: true },
    ),
  }));
  const found = { samples: bySize(samples[0]!.samples), result: scaling[0]!.result, name };
  const laws = lawsOf(series, plan, options);
  const models = modelsOf(found, seed);
  const evidence = {
    ...halfRecoveries(series, main.control, options),
    limits: laws.find((l) => l.estimator === "half-recovery")?.laws ?? [],
    scaling: found.result,
    models,
    ...besides(found, options),
  };
  return {
    series,
    scaling,
    samples,
    limits: laws,
    crossings: crossingsOf(found, main, options),
    models,
    verdict: judgeSeries(evidence),
  };
}

/** The combination that gives the verdict, by rising size. */
interface Main {
  readonly samples: readonly SizeSample[];
  readonly result: Scaling;
  /** Names its random streams. */
  readonly name: string;
}

function modelsOf({ result, name }: Main, seed: number): SeriesAnalysis["models"] {
  if ("reason" in result) return { reason: result.reason };
  return compareLaws(result.experiment, { seed, name }, result.study);
}

/** Evidence that needs neither a law nor a collapse. */
function besides({ samples, result, name }: Main, { seed, confidence }: AnalysisOptions) {
  const jump = jumpTest(samples);
  if ("reason" in result) return { jump };
  const resamples = seedResamples(samples, fewestResamples, seed, `sharpening/${name}`);
  const power = powerOf(samples);
  return {
    jump,
    sharpening: sharpening(samples, resamples, confidence),
    ...(power ? { power } : {}),
  };
}

function crossingsOf(
  { samples, result, name }: Main,
  main: Combination,
  { seed, confidence }: AnalysisOptions,
): SeriesAnalysis["crossings"] {
  if ("reason" in result) return [];
  const options = { seed, confidence, name, repetitions: fewestResamples };
  return [{ ...main, rows: crossings(samples, options) }];
}

function restored(samples: readonly SizeSample[], restore: Plan["restore"]): SizeSample[] {
  return samples.map((sample) => ({
    ...sample,
    control: sample.control.map((row) => row.map(restore)),
  }));
}

const bySize = (samples: readonly SizeSample[]) => [...samples].sort((a, b) => a.size - b.size);

/** Every estimator on every control parameter, against the first length. */
function lawsOf(
  series: Series,
  { controls, lengths, restore }: Plan,
  options: AnalysisOptions,
): SeriesAnalysis["limits"] {
  return controls.flatMap((control) =>
    Object.entries(sizedEstimates(series, control, lengths[0]!, options)).map(
      ([estimator, estimates]) => ({
        control,
        length: lengths[0]!,
        quantity: "accuracy" as const,
        estimator: estimator as Estimator,
        laws: limits(
          estimates.map((e) => ({
            ...e,
            value: restore(e.value),
            replicates: e.replicates.map(restore),
          })),
          options.confidence,
        ),
      }),
    ),
  );
}

/** Exponents of the verdict's combination, compared between the series of one phase. */
export function universality(
  analyses: readonly SeriesAnalysis[],
  confidence: number,
): (SharedExponent & { readonly phase: string })[] {
  const phases = [...new Set(analyses.map(({ series }) => series.phase))];
  return phases.flatMap((phase) => {
    const sets = analyses
      .filter(({ series }) => series.phase === phase)
      .flatMap(({ series, scaling, samples }): ExponentSet[] => {
        const { result } = scaling[0]!;
        if ("reason" in result) return [];
        const counts = samples[0]!.samples.map(({ values }) => values.length);
        return [
          {
            name: seriesName(series.key),
            seeds: Math.min(...counts),
            freedom: counts.reduce((sum, n) => sum + n - 1, 0),
            parameters: result.parameters,
          },
        ];
      });
    return sharedExponents(sets, confidence).map((row) => ({ ...row, phase }));
  });
}
