/**
 * Confidence interval of a correlation by leaving out one independent member at a time.
 *
 * Members lie in strata; variances of strata add: sum over strata of (n - 1) / n times the squared
 * deviations of the leave-one-out values from their mean (Jones, Stratified jackknife, J. Am. Stat.
 * Assoc. 69:343, 1974). Taken on Fisher's scale atanh(r), where the variance hardly depends on r,
 * with Student's t of sum (n - 1) degrees of freedom. Needs no random numbers.
 */
import { log1p, tanh } from "../math.js";
import { type Interval, noInterval } from "./interval.js";
import { mean } from "./moments.js";
import { studentQuantile } from "./student.js";

/**
 * @param estimate correlation of all members. @param without its values without each member, by
 * stratum. NaN where a value is undefined or ±1, which has no place on Fisher's scale.
 */
export function jackknifeInterval(
  estimate: number,
  without: readonly ArrayLike<number>[],
  confidence: number,
): Interval {
  let square = 0;
  let freedom = 0;
  for (const stratum of without) {
    const values = Float64Array.from(stratum, fisher);
    const centre = mean(values);
    const n = values.length;
    for (const value of values) square += ((n - 1) / n) * (value - centre) * (value - centre);
    freedom += n - 1;
  }
  const reach = studentQuantile((1 + confidence) / 2, freedom) * Math.sqrt(square);
  const centre = fisher(estimate);
  if (!Number.isFinite(centre) || !Number.isFinite(reach)) return noInterval;
  return { lower: tanh(centre - reach), upper: tanh(centre + reach) };
}

/** atanh(r), the variance-stabilising scale of a correlation. */
export function fisher(r: number): number {
  return log1p((2 * r) / (1 - r)) / 2;
}
