/**
 * What a law says of an experiment: its best fit, and how the same fit scatters over experiments that
 * come out as the law says (simulate.ts), each judged through the whole chain: errors, the form in which
 * m saturates, the search.
 *
 *     p = (1 + number of simulated experiments with a chi-square as large) / (1 + number of them)
 *
 * is how often data for which the law is true fit it as badly. Where the form in which m saturates is not
 * told, experiments are simulated in each form that fits nearly as well, in turn, so that the scatter
 * holds that doubt too; p is of those in the best form. Numbers by named streams.
 */
import { Random } from "../random.js";
import type { MeanCurve } from "./error-model.js";
import {
  fitForms,
  fitLaw,
  hopeful,
  isPlain,
  type LawFit,
  preferred,
  refitLaw,
  refitUntil,
} from "./fit-law.js";
import { FlexibleFit } from "./flexible-fit.js";
import type { Law } from "./law.js";
import type { SizeSample } from "./sample.js";
import { meanCurves, simulateAll } from "./simulate.js";

/** An experiment, ready for any law. Samples by rising size. */
export class Experiment {
  readonly curves: readonly MeanCurve[];
  readonly fit: FlexibleFit;

  constructor(readonly samples: readonly SizeSample[]) {
    this.curves = meanCurves(samples);
    this.fit = new FlexibleFit(this.curves);
  }

  /** The best fit of a law, with the fits of other forms that come near it. */
  best(law: Law): Best {
    const forms = law.logarithmic ? [fitLaw(this.fit, law)] : hopeful(fitForms(this.fit, law));
    return { ...preferred(forms), forms };
  }

  /** Fits to experiments for which `truth` holds. */
  *simulated(truth: LawFit, repetitions: number, random: Random): Generator<FlexibleFit> {
    const inside = this.fit.predict(truth.law, truth.theta, truth.saturation);
    const windows = this.curves.map(({ window }) => window);
    for (let r = 0; r < repetitions; r++) {
      const drawn = simulateAll(this.samples, this.curves, inside, random);
      yield new FlexibleFit(meanCurves(drawn, windows), this.fit.rough);
    }
  }
}

export interface Best extends LawFit {
  readonly forms: readonly LawFit[];
}

export interface Study {
  readonly best: Best;
  /** NaN without repetitions. */
  readonly p: number;
  /** The fit of each simulated experiment. */
  readonly replicates: readonly LawFit[];
}

export interface StudyOptions {
  readonly repetitions: number;
  readonly seed: number;
  readonly name: string;
  /** p alone is asked for: no replicates, and no experiment is simulated or fitted further than p needs. */
  readonly pAlone?: boolean;
  readonly progress?: () => void;
}

export function studyLaw(experiment: Experiment, best: Best, options: StudyOptions): Study {
  const { repetitions, seed, name, pAlone = false, progress } = options;
  const truths = [best, ...untold(best)];
  const replicates: LawFit[] = [];
  let [far, own] = [1, 1];
  truths.slice(0, pAlone ? 1 : undefined).forEach((truth, t) => {
    const count = Math.floor((repetitions + truths.length - 1 - t) / truths.length);
    const random = new Random(seed, `law/${best.law.name}/${truth.saturation.name}/${name}`);
    for (const fit of experiment.simulated(truth, count, random)) {
      const again = pAlone ? undefined : refitBest(fit, best);
      if (again) replicates.push(again);
      const near = again ? again.chiSquare < best.chiSquare : fitsBelow(fit, best, best.chiSquare);
      if (t === 0) own++;
      if (t === 0 && !near) far++;
      progress?.();
    }
  });
  return { best, p: own > 1 ? far / own : Number.NaN, replicates };
}

/** A form is told from the best by a chi-square larger by this. */
const told = 6;

/** Other forms of saturation that fit nearly as well as the best. */
function untold({ forms, saturation, chiSquare }: Best): LawFit[] {
  return forms.filter(
    (form) => form.saturation !== saturation && form.chiSquare <= chiSquare + told,
  );
}

export function refitBest(fit: FlexibleFit, { forms }: Best): LawFit {
  return preferred(forms.map((form) => refitLaw(fit, form)));
}

/**
 * Whether the chi-square of refitBest is below a limit. The plain form goes first: once what is preferred among
 * the forms tried so far is below, it stays so whatever the others find.
 */
export function fitsBelow(fit: FlexibleFit, { forms }: Best, limit: number): boolean {
  const plainFirst = [...forms.filter(isPlain), ...forms.filter((form) => !isPlain(form))];
  const found: LawFit[] = [];
  for (const form of plainFirst) {
    const again = refitUntil(fit, form, limit);
    if (!again) return true;
    found.push(again);
    if (preferred(found).chiSquare < limit) return true;
  }
  return false;
}
