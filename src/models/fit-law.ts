/**
 * The parameters of a law that leave the smallest chi-square, and the form in which m saturates.
 *
 * Parsimony: m = h stands unless another form lowers chi-square by more than `worthwhile`.
 */
import { type Minimum, minimise } from "../statistics/nelder-mead.js";
import type { FlexibleFit } from "./flexible-fit.js";
import type { Law } from "./law.js";
import { type Saturation, saturations } from "./saturation.js";

export interface LawFit {
  readonly law: Law;
  readonly theta: Float64Array;
  readonly saturation: Saturation;
  /** In m. */
  readonly chiSquare: number;
}

const worthwhile = 4;
/** Forms this much worse than the best are not tried again on simulated experiments. */
const hopeless = 6;
const none = saturations[0]!;
/** Far more than rounding can move a chi-square, as a share of it. */
const certain = 1e-3;

/** From all starts of the law, the best few searched to the end. */
export function fitLaw(fit: FlexibleFit, law: Law, saturation = none): LawFit {
  const found = law
    .starts(fit.rough)
    .map((start) => ({ start, value: known(fit.chiSquare(law, start, saturation)) }))
    .sort((a, b) => (a.value < b.value ? -1 : a.value > b.value ? 1 : 0))
    .slice(0, 4)
    .map(({ start }) => search(fit, law, start, saturation, 3));
  return asFit(fit, law, best(found), saturation);
}

/** Near a known fit: for simulated experiments. */
export function refitLaw(fit: FlexibleFit, { law, theta, saturation }: LawFit): LawFit {
  return asFit(fit, law, search(fit, law, theta, saturation, 0), saturation);
}

/**
 * The same; undefined as soon as its chi-square is sure to end below a limit, which the plain form shows on
 * the way: what is searched is then its chi-square and the cost of F's curvature, and never rises again.
 */
export function refitUntil(fit: FlexibleFit, form: LawFit, limit: number): LawFit | undefined {
  const { law, theta, saturation } = form;
  const enough = isPlain(form) ? limit - certain * Math.abs(limit) : Number.NEGATIVE_INFINITY;
  const found = search(fit, law, theta, saturation, 0, enough);
  return found.value < enough ? undefined : asFit(fit, law, found, saturation);
}

/** m = h. */
export function isPlain({ saturation }: LawFit): boolean {
  return saturation === none;
}

/** One fit for each form of saturation. */
export function fitForms(fit: FlexibleFit, law: Law): LawFit[] {
  return saturations.map((saturation) => fitLaw(fit, law, saturation));
}

/** The forms that are worth trying again near these fits. */
export function hopeful(forms: readonly LawFit[]): LawFit[] {
  const least = Math.min(...forms.map(({ chiSquare }) => chiSquare));
  return forms.filter(({ chiSquare }) => chiSquare <= least + hopeless);
}

/** The form that counts. */
export function preferred(forms: readonly LawFit[]): LawFit {
  const least = forms.reduce((one, next) => (next.chiSquare < one.chiSquare ? next : one));
  const plain = forms.find(isPlain);
  return plain && !(least.chiSquare < plain.chiSquare - worthwhile) ? plain : least;
}

function best(found: readonly Minimum[]): Minimum {
  return found.reduce((one, next) => (next.value < one.value ? next : one));
}

function asFit(fit: FlexibleFit, law: Law, { at }: Minimum, saturation: Saturation): LawFit {
  const misfit = fit.misfit(law, at, saturation);
  return { law, theta: at, saturation, chiSquare: known(misfit) };
}

/** A form that gives no number there, as one that cannot bend so far, fits worst of all. */
function known(value: number): number {
  return Number.isNaN(value) ? Number.POSITIVE_INFINITY : value;
}

function search(
  fit: FlexibleFit,
  law: Law,
  start: ArrayLike<number>,
  saturation: Saturation,
  restarts: number,
  enough?: number,
): Minimum {
  const near = restarts === 0;
  return minimise((theta) => known(fit.chiSquare(law, theta, saturation)), start, {
    steps: near ? law.steps.map((step) => step / 2) : law.steps,
    tolerance: near ? 1e-4 : 1e-6,
    ...(near ? { evaluations: 60 * law.steps.length } : {}),
    restarts,
    enough,
  });
}
