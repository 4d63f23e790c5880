/**
 * Critical phenomena of every series: all combinations of control parameter, length and order
 * parameter that are tried are reported, none is chosen for its looks. One combination, fixed
 * beforehand, gets the full number of bootstrap samples and the comparison of models and gives the
 * verdict; the others get `surveyShare` of it.
 */

import { type Comparison, compareModels } from "../models/compare.js";
import { type Crossing, crossings } from "../scaling/crossing.js";
import { type Limit, limits } from "../scaling/limit.js";
import type { SizeSample } from "../scaling/sample.js";
import { type Scaling, scale, unusable } from "../scaling/scale.js";
import { type ExponentSet, type SharedExponent, sharedExponents } from "../scaling/universality.js";
import type { Estimator } from "./estimate.js";
import { halfRecoveries } from "./half-recoveries.js";
import { jumpTest } from "./jump-test.js";
import type { Control, Quantity } from "./observation.js";
import type { BootstrapOptions } from "./phase-sample.js";
import { type Length, type Series, samplesOf, seriesName } from "./series.js";
import { sizedEstimates } from "./sized-estimates.js";
import { judgeSeries, type Verdict } from "./verdict.js";

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

const surveyShare = 0.1;
const fewestSurvey = 40;
const modelShare = 0.05;

export function analyse(
  all: readonly Series[],
  plan: Plan,
  options: AnalysisOptions,
): SeriesAnalysis[] {
  const counts = repetitionsOf(options);
  const combinations = combinationsOf(plan);
  const each = counts.main + (combinations.length - 1) * counts.survey + counts.models;
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
  const share = (part: number) =>
    Math.min(repetitions, Math.max(fewestSurvey, Math.round(part * repetitions)));
  return { main: repetitions, survey: share(surveyShare), models: share(modelShare) };
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
    result: scale(own, scalingOptions(i === 0 ? counts.main : counts.survey)),
  }));
  const mainSamples = bySize(samples[0]!.samples);
  const rising = bySize(samplesOf(series, main.control, main.length));
  const reason = unusable(mainSamples);
  const models = reason ? { reason } : compareModels(rising, scalingOptions(counts.models));
  const laws = lawsOf(series, plan, options);
  const half = halfRecoveries(series, main.control, options);
  const evidence = {
    ...half,
    limits: laws.find((l) => l.estimator === "half-recovery")?.laws ?? [],
    scaling: scaling[0]!.result,
    models,
    jump: jumpTest(mainSamples),
  };
  return {
    series,
    scaling,
    samples,
    limits: laws,
    crossings: reason
      ? []
      : [{ ...main, rows: crossings(mainSamples, scalingOptions(counts.survey)) }],
    models,
    verdict: judgeSeries(evidence),
  };
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
