/**
 * Rival models of m(p, L) on the same mean curves.
 *
 * Data: every size from the last level at which m is above 95 % of its highest mean to the first
 * below 5 %, both included; each size counts equally. A model is fitted by least squares. Its
 * prediction error is found by leaving out one size at a time, fitting the others and predicting the
 * curve of the one left out: root mean square of m, over all sizes. AICc and BIC take residuals as
 * normal with one unknown variance; levels of one seed hang together, so they are too sure of
 * themselves.
 *
 * What remains: seeds are resampled, all fits and predictions repeated. A model is near the best
 * where its prediction error is at most 5 % above the smallest (of two laws that contain each other
 * one always wins by a hair). It remains where that is so in the data or in more than the share
 * 1 - confidence of the samples. The left-out size's own noise is common to all models and may hide
 * that some fit badly: a model also goes where another that predicts at least nearly as well has a
 * BIC smaller by more than 10, "very strong" evidence (Kass and Raftery, J. Am. Stat. Assoc. 90:773, 1995). One model left is
 * the preferred one; more are "undecided".
 */
import { exp, log } from "../math.js";
import { relativeLogSizes } from "../scaling/collapse.js";
import { type Points, pointsOf } from "../scaling/points.js";
import { seedResamples } from "../scaling/resample.js";
import { everySeed, type SizeSample } from "../scaling/sample.js";
import type { ScalingOptions } from "../scaling/scale.js";
import { slice } from "../scaling/window.js";
import { minimise } from "../statistics/nelder-mead.js";
import { bkt } from "./bkt.js";
import { critical } from "./critical.js";
import { errorLaw } from "./error-law.js";
import { jump } from "./jump.js";
import type { Curve, Model, ModelName, Rough, Theta } from "./model.js";
import { roughly } from "./rough.js";
import { sigmoid } from "./sigmoid.js";

export const models: readonly Model[] = [critical, sigmoid, errorLaw, jump, bkt];

export interface ModelResult {
  readonly model: Model;
  readonly theta: Float64Array;
  /** Root mean square residual of m. */
  readonly residual: number;
  /** Root mean square error of predicting each size from the others. */
  readonly prediction: number;
  readonly aicc: number;
  readonly bic: number;
  /** Share of bootstrap samples in which its prediction error is within 5 % of the smallest. */
  readonly best: number;
}

export interface Comparison {
  readonly results: readonly ModelResult[];
  /** Root mean square standard error of the mean curves: no model need do better. */
  readonly error: number;
  /** The models that remain: one if the data decide. */
  readonly remaining: readonly ModelName[];
}

/** Needs three sizes or more. Samples by rising size. */
export function compareModels(samples: readonly SizeSample[], options: ScalingOptions): Comparison {
  const data = zones(samples, everySeed(samples));
  const fits = models.map((model) => fitWell(model, data));
  const errors = models.map((model, i) => predictionError(model, data, fits[i]!.theta, 2));
  const wins = new Float64Array(models.length);
  const draws = seedResamples(samples, options.repetitions, options.seed, `models/${options.name}`);
  for (const members of draws) {
    const resampled = zones(samples, members);
    const again = models.map((model, i) => predictionError(model, resampled, fits[i]!.theta, 0));
    for (const i of nearBest(again)) wins[i]!++;
    options.progress?.();
  }
  const results = models.map((model, i) => ({
    model,
    theta: fits[i]!.theta,
    residual: Math.sqrt(fits[i]!.square),
    prediction: errors[i]!,
    ...criteria(fits[i]!.square, data, model.parameters.length),
    best: wins[i]! / options.repetitions,
  }));
  return { results, error: ownError(data), remaining: remaining(results, options.confidence) };
}

const nearly = 1.05;
const decisive = 10;

function remaining(results: readonly ModelResult[], confidence: number): ModelName[] {
  const near = nearBest(results.map(({ prediction }) => prediction));
  const predicting = results.filter(({ best }, i) => near.includes(i) || best > 1 - confidence);
  const beaten = (one: ModelResult) =>
    predicting.some(
      (other) => other.bic < one.bic - decisive && other.prediction <= nearly * one.prediction,
    );
  return predicting.filter((one) => !beaten(one)).map(({ model }) => model.name);
}

/** Which errors are at most 5 % above the smallest. */
function nearBest(errors: readonly number[]): number[] {
  const least = Math.min(...errors);
  return errors.flatMap((error, i) => (error <= nearly * least ? [i] : []));
}

/** Each size's curve through its transition. */
function zones(samples: readonly SizeSample[], members: readonly Uint32Array[]): Curve[] {
  const logs = relativeLogSizes(samples.map(({ size }) => size));
  return samples.map((sample, i) => {
    const { control, mean, meanError } = zone(pointsOf(sample, members[i]!));
    return { logSize: logs[i]!, control, mean, meanError };
  });
}

function ownError(data: readonly Curve[]): number {
  const squares = data.map(
    ({ meanError }) => meanError.reduce((a, b) => a + b, 0) / meanError.length,
  );
  return Math.sqrt(squares.reduce((a, b) => a + b, 0) / data.length);
}

/** Works for curves that rise with the control parameter and for those that fall. */
function zone(points: Points): Points {
  const { mean } = points;
  const high = Math.max(...mean);
  const isHigh = (m: number) => m >= 0.95 * high;
  const isLow = (m: number) => m <= 0.05 * high;
  const rises = mean.at(-1)! >= mean[0]!;
  const from = rises ? mean.findLastIndex(isLow) : mean.findLastIndex(isHigh);
  const to = rises ? mean.findIndex(isHigh) : mean.findIndex(isLow);
  return slice(points, Math.max(0, from), to < 0 ? mean.length : Math.max(to, from) + 1);
}

interface Fit {
  readonly theta: Float64Array;
  /** Mean square residual, each size counting equally. */
  readonly square: number;
}

function meanSquare(model: Model, data: readonly Curve[], theta: Theta): number {
  let total = 0;
  for (const { logSize, control, mean } of data) {
    let sum = 0;
    for (let j = 0; j < mean.length; j++) {
      const residual = mean[j]! - model.predict(theta, control[j]!, logSize);
      sum += residual * residual;
    }
    total += sum / mean.length;
  }
  return Number.isFinite(total) ? total / data.length : 1e9;
}

/** From all of the model's starts. */
function fitWell(model: Model, data: readonly Curve[]): Fit {
  const rough = roughly(data);
  const starts = model.starts(rough).map((start) => fitFrom(model, data, rough, start, 3));
  return starts.reduce((best, next) => (next.square < best.square ? next : best));
}

function fitFrom(
  model: Model,
  data: readonly Curve[],
  rough: Rough,
  start: ArrayLike<number>,
  restarts: number,
): Fit {
  // Steps of a critical point are shares of the control parameter at the middle.
  const scale = (name: string) => (name === "p_c" || name === "s" ? exp(rough.middle) : 1);
  const { at, value } = minimise((theta) => meanSquare(model, data, theta), start, {
    steps: model.steps.map((step, k) => step * scale(model.parameters[k]!)),
    evaluations: (restarts > 0 ? 120 : 60) * start.length,
    tolerance: restarts > 0 ? 1e-6 : 1e-4,
    restarts,
  });
  return { theta: at, square: value };
}

function predictionError(
  model: Model,
  data: readonly Curve[],
  near: Float64Array,
  restarts: number,
): number {
  const rough = roughly(data);
  let sum = 0;
  data.forEach((left, i) => {
    const others = data.filter((_, j) => j !== i);
    const { theta } = fitFrom(model, others, rough, near, restarts);
    sum += meanSquare(model, [left], theta);
  });
  return Math.sqrt(sum / data.length);
}

function criteria(square: number, data: readonly Curve[], parameters: number) {
  const n = data.reduce((sum, { mean }) => sum + mean.length, 0);
  const k = parameters + 1; // the variance is one of them
  const fit = n * log(Math.max(square, 1e-30));
  const aicc = n > k + 1 ? fit + 2 * k + (2 * k * (k + 1)) / (n - k - 1) : Number.NaN;
  return { aicc, bic: fit + k * log(n) };
}
