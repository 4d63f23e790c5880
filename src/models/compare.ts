/**
 * Rival laws of m(p, L) on the same mean curves, each with a scaling function of no particular form and
 * about as many parameters, so that what decides is how curves move and narrow with size:
 *
 *     critical   (p - p_c) L^(1/nu)             a continuous transition
 *     bkt        (p - p_c) (ln L / l)^2         one of Berezinskii, Kosterlitz and Thouless's kind
 *     drift      ln p + g ln L + h (ln L)^2     none: the same curve at another place
 *     narrowing  (ln p - mu + g ln L) L^c       none: narrowing or widening as it moves
 *
 * A law remains unless another beats it (rivals.ts). It describes the curves where p is above
 * `describes` (study.ts). Beside them: chi-square, AICc and BIC with F's coefficients among the
 * parameters, and the error of predicting each size from the others, root mean square of m.
 */
import { log } from "../math.js";
import { bkt } from "./bkt.js";
import { critical } from "./critical.js";
import { drift } from "./drift.js";
import { fitLaw } from "./fit-law.js";
import { FlexibleFit, splines } from "./flexible-fit.js";
import type { Law, LawName } from "./law.js";
import { narrowing } from "./narrowing.js";
import { type Challenge, challenge } from "./rivals.js";
import { type Best, type Experiment, type Study, type StudyOptions, studyLaw } from "./study.js";

export const laws: readonly (Law & { readonly name: LawName })[] = [
  critical,
  bkt,
  drift,
  narrowing,
] as readonly (Law & { readonly name: LawName })[];

export const smooth: readonly LawName[] = ["drift", "narrowing"];

/** A law whose p is at most this describes the curves no longer. */
export const describes = 0.02;

/** Simulated experiments for the p of a law and for its challenge. */
const simulations = 49;

export interface LawResult extends Study {
  readonly name: LawName;
  /** Root mean square residual of m. */
  readonly residual: number;
  /** Root mean square error of predicting each size from the others; NaN with fewer than four. */
  readonly prediction: number;
  readonly aicc: number;
  readonly bic: number;
  /** Against the laws of the other kind. */
  readonly challenge: Challenge;
}

export interface Comparison {
  readonly results: readonly LawResult[];
  /** Root mean square standard error of the mean curves. */
  readonly error: number;
  /** The laws that no other beats. */
  readonly remaining: readonly LawName[];
}

/** Needs three sizes or more. @param study of the critical law, where it was made already. */
export function compareLaws(
  experiment: Experiment,
  options: Omit<StudyOptions, "repetitions">,
  study?: Study,
): Comparison {
  const own = { ...options, repetitions: simulations };
  const bests = laws.map((law) =>
    law.name === "critical" && study ? study.best : experiment.best(law),
  );
  const results = laws.map(({ name }, i): LawResult => {
    const best = bests[i]!;
    const rivals = bests.filter((_, j) => isRival(name, laws[j]!.name));
    const challenged = challenge(experiment, best, rivals, own);
    // How well a beaten law fits decides nothing.
    const repetitions = challenged.beaten ? 0 : simulations;
    const known = name === "critical" ? study : undefined;
    return {
      name,
      ...(known ?? studyLaw(experiment, best, { ...own, repetitions })),
      residual: residualOf(experiment, best),
      prediction: predictionError(experiment, best),
      ...criteria(best, experiment.fit.points),
      challenge: challenged,
    };
  });
  return {
    results,
    error: ownError(experiment),
    remaining: results.filter((r) => !r.challenge.beaten).map(({ name }) => name),
  };
}

/** Every law is challenged by the others; smooth ones by transitions alone, of which they are none. */
function isRival(name: LawName, other: LawName): boolean {
  if (name === other) return false;
  return !(smooth.includes(name) && smooth.includes(other));
}

function residualOf({ fit, curves }: Experiment, { law, theta, saturation }: Best): number {
  const predicted = fit.predict(law, theta, saturation);
  let sum = 0;
  curves.forEach(({ mean, window: { from } }, i) => {
    predicted[i]!.forEach((m, j) => {
      sum += (mean[from + j]! - m) * (mean[from + j]! - m);
    });
  });
  return Math.sqrt(sum / fit.points);
}

function predictionError({ curves, fit }: Experiment, best: Best): number {
  if (curves.length < 4) return Number.NaN;
  let sum = 0;
  curves.forEach((left, i) => {
    const others = new FlexibleFit(
      curves.filter((_, j) => j !== i),
      { ...fit.rough, logSizes: fit.rough.logSizes.filter((_, j) => j !== i) },
    );
    const { law, theta, saturation } = fitLaw(others, best.law, best.saturation);
    const logSize = fit.rough.logSizes[i]!;
    const predicted = others.extrapolate(law, theta, saturation, left, logSize);
    const { from } = left.window;
    const square = predicted.reduce(
      (total, m, j) => total + (left.mean[from + j]! - m) * (left.mean[from + j]! - m),
      0,
    );
    sum += square / predicted.length;
  });
  return Math.sqrt(sum / curves.length);
}

/** Errors are known, so chi-square stands for -2 ln likelihood. */
function criteria({ chiSquare, theta }: Best, n: number) {
  const k = theta.length + splines;
  const aicc = n > k + 1 ? chiSquare + 2 * k + (2 * k * (k + 1)) / (n - k - 1) : Number.NaN;
  return { aicc, bic: chiSquare + k * log(n) };
}

function ownError({ curves }: Experiment): number {
  const squares = curves.flatMap(({ noise, shift, seeds, window }) =>
    Array.from(
      { length: window.to - window.from },
      (_, j) => (noise[window.from + j]! ** 2 + shift[window.from + j]! ** 2) / seeds,
    ),
  );
  return Math.sqrt(squares.reduce((a, b) => a + b, 0) / squares.length);
}
