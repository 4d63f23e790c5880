/**
 * Exchanges of the metrics between the cells of a width, all levels of a cell together: what is left
 * of a prediction from the metrics if they belong to other cells.
 *
 * Under the null hypothesis that, at a given density and width, metrics and target of a cell have nothing
 * to do with each other, every exchange is as likely as what was observed, so that the rank of the
 * observed error among those of exchanged metrics is an exact test, whatever the predictor does.
 * Density and width are the same for the cells that are exchanged, so what is a function of them
 * stays as it is, and any use of it is no evidence.
 *
 * The targets are exchanged instead of the metrics, which is the same and leaves the predictor as it is.
 */
import type { Random } from "../random.js";
import { type Draws, sequentialP } from "../statistics/sequential-test.js";
import type { Part } from "./problem.js";

/** y with the cells of each stratum exchanged. */
export function exchanged(strata: readonly Part[], y: Float64Array, random: Random): Float64Array {
  const result = new Float64Array(y.length);
  let from = 0;
  for (const { cells, levels } of strata) {
    random.permutation(cells.length).forEach((other, cell) => {
      const start = from + other * levels;
      result.set(y.subarray(start, start + levels), from + cell * levels);
    });
    from += cells.length * levels;
  }
  return result;
}

/** How many exchanges there are; no more than 1e15 are counted. */
export function arrangements(counts: readonly number[]): number {
  let product = 1;
  for (const count of counts)
    for (let n = 2; n <= count; n++) product = Math.min(1e15, product * n);
  return product;
}

export interface Control {
  /** Mean error with exchanged metrics. */
  readonly error: number;
  /** Of an error as small as the observed one, if the metrics are exchangeable. */
  readonly p: number;
}

/** @param errorOf of the prediction of a target. */
export function exchangeControl(
  strata: readonly Part[],
  y: Float64Array,
  errorOf: (y: Float64Array) => number,
  draws: Draws,
  random: Random,
): Control {
  const bar = errorOf(y) * (1 + 1e-9); // an exchange that repeats what was observed counts
  let [sum, count] = [0, 0];
  const p = sequentialP(draws, () => {
    const error = errorOf(exchanged(strata, y, random));
    sum += error;
    count++;
    return !(error > bar);
  });
  return { error: sum / count, p };
}
