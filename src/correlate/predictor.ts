/**
 * Predicts y at groups of rows (a cell, or all cells of a width) that the fit has not seen, from a
 * baseline and from what metrics add to it. The prediction is the mean of two:
 *
 *   ridge   regression on all metrics; its penalty, of five, is chosen inside
 *   single  regression on one metric; which one is chosen inside
 *
 * since many metrics may know a little or one may know all. Each is chosen by its squared error on other
 * groups, at most ten, left out besides; where the baseline alone errs less on them, it is used instead.
 * So nothing of a group's y enters its prediction. The work is done once for any number of y
 * (left-out.ts): for one more y it costs O(groups partners size (5 size + 3 metrics)).
 */
import { type Deletion, deletedErrors, deletion, type Group } from "./left-out.js";
import { addSquares, type SingleDeletion, singleDeletion, slopeOf } from "./singles.js";
import { beside, type Matrix, products, residual, ridgeFactors } from "./smoother.js";

/**
 * Penalties as shares of the sum of squares of all metrics: a direction that holds such a share of it is
 * shrunk by half.
 */
const shares = [0.01, 0.03, 0.1, 0.3, 1];

/** Groups on which a choice is made, for each group that is left out. */
const partnersAtMost = 10;

/** A smoother without each group, and without each group and each of its partners. */
interface Candidate {
  readonly factor: Matrix;
  readonly outer: readonly Deletion[];
  readonly inner: readonly (readonly Deletion[])[];
}

/** Squared errors on the partners of one group. */
interface Scores {
  base: number;
  readonly ridge: Float64Array;
  readonly single: Float64Array;
}

/** What is left of y: by the baseline, by each ridge regression; and its products with the metrics. */
interface Rests {
  readonly base: Float64Array;
  readonly ridge: readonly Float64Array[];
  readonly product: Float64Array;
}

export class Predictor {
  private readonly partners: readonly (readonly number[])[];
  private readonly base: Candidate;
  private readonly ridges: readonly Candidate[];
  private readonly outer: readonly SingleDeletion[];
  private readonly inner: readonly (readonly SingleDeletion[])[];

  /**
   * @param base orthonormal. @param rest metrics without what the baseline says of them, of any scale
   * that makes them comparable. @param groups at least three, one after the other.
   */
  constructor(
    base: Matrix,
    private readonly rest: Matrix,
    private readonly groups: readonly Group[],
  ) {
    this.partners = groups.map((_, g) => partnersOf(g, groups.length));
    this.base = this.candidate(base, base, true);
    const whole = rest.values.reduce((sum, value) => sum + value * value, 0);
    const penalties = (rest.columns === 0 ? [] : shares).map((share) => share * whole);
    this.ridges = ridgeFactors(rest, penalties).map((added) =>
      this.candidate(added, beside(base, added), false),
    );
    this.outer = this.base.outer.map((d) => singleDeletion(rest, d, 0));
    this.inner = this.base.inner.map((deletions, g) =>
      deletions.map((d) => singleDeletion(rest, d, sizeOf(groups[g]!))),
    );
  }

  /** y - prediction, row by row; NaN where the baseline is unknown without the group. */
  errors(y: Float64Array): Float64Array {
    const base = residual(this.base.factor, y);
    const rests: Rests = {
      base,
      ridge: this.ridges.map(({ factor }) => residual(factor, base)),
      product: products(this.rest, base),
    };
    const result = new Float64Array(y.length);
    this.groups.forEach(({ from, to }, g) => {
      const errors = result.subarray(from, to);
      if (this.base.outer[g]!.inverse.length === 0) errors.fill(Number.NaN);
      else this.predict(g, rests, errors);
    });
    return result;
  }

  /** @param atGroup whether errors at the group are wanted beside those at its partners. */
  private candidate(factor: Matrix, whole: Matrix, atGroup: boolean): Candidate {
    return {
      factor,
      outer: this.groups.map((group) => deletion(whole, [group])),
      inner: this.groups.map((group, g) =>
        this.partners[g]!.map((partner) =>
          deletion(whole, [group, this.groups[partner]!], atGroup ? 0 : sizeOf(group)),
        ),
      ),
    };
  }

  private predict(g: number, rests: Rests, errors: Float64Array): void {
    const scores = this.scores(g, rests);
    const base = errors.slice();
    deletedErrors(this.base.outer[g]!, rests.base, base);
    const ridge = base.slice();
    const [r, s] = [best(scores.ridge, scores.base), best(scores.single, scores.base)];
    if (r >= 0) deletedErrors(this.ridges[r]!.outer[g]!, rests.ridge[r]!, ridge);
    const slope = s < 0 ? 0 : this.slope(g, s, rests, base);
    const { errors: own } = this.outer[g]!;
    const { columns } = this.rest;
    for (let i = 0; i < errors.length; i++) {
      const single = s < 0 ? base[i]! : base[i]! - slope * own[i * columns + s]!;
      errors[i] = (ridge[i]! + single) / 2;
    }
  }

  private slope(g: number, metric: number, { product }: Rests, errors: Float64Array): number {
    return slopeOf(metric, this.rest, this.base.outer[g]!, this.outer[g]!, product, errors);
  }

  private scores(g: number, rests: Rests): Scores {
    const own = sizeOf(this.groups[g]!);
    const scores: Scores = {
      base: 0,
      ridge: new Float64Array(this.ridges.length),
      single: new Float64Array(this.rest.columns),
    };
    this.base.inner[g]!.forEach((deletion, k) => {
      if (deletion.inverse.length === 0) return; // unknown without both
      const errors = new Float64Array(deletion.size);
      deletedErrors(deletion, rests.base, errors);
      const others = errors.subarray(own);
      scores.base += square(others);
      const single = this.inner[g]![k]!;
      addSquares(this.rest, deletion, single, rests.product, errors, scores.single);
      for (let r = 0; r < this.ridges.length; r++) {
        deletedErrors(this.ridges[r]!.inner[g]![k]!, rests.ridge[r]!, others);
        scores.ridge[r]! += square(others);
      }
    });
    return scores;
  }
}

function square(values: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += values[i]! * values[i]!;
  return sum;
}

const sizeOf = ({ from, to }: Group) => to - from;

/** Other groups, spread evenly over all of them. */
function partnersOf(g: number, all: number): number[] {
  const count = Math.min(partnersAtMost, all - 1);
  return Array.from(
    { length: count },
    (_, k) => (g + 1 + Math.floor((k * (all - 1)) / count)) % all,
  );
}

/** Index of the smallest of the scores, the first of equal ones; -1 where none is below `bar`. */
function best(scores: Float64Array, bar: number): number {
  let [found, least] = [-1, bar];
  for (let i = 0; i < scores.length; i++) if (scores[i]! < least) [found, least] = [i, scores[i]!];
  return found;
}
