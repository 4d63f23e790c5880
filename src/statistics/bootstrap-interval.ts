/**
 * Confidence interval from bootstrap replicates of few independent members (training seeds).
 *
 * With n members the percentile interval is too short: resamples spread by (n - 1) / n less than
 * the truth and have normal tails where Student's are due (Hesterberg, What teachers should know
 * about the bootstrap, Am. Stat. 69:371, 2015). Moving out to more extreme percentiles, his remedy,
 * ends at the extreme resample, which with 3 or 5 members is still too near. So the percentiles'
 * distances from the estimate are stretched by
 *
 *     sqrt(n / (n - 1)) t(n - 1) / z,
 *
 * t and z being the quantiles of Student's and of the normal distribution. For a mean of normal
 * numbers this is Student's interval; skewness of the replicates stays. Measured coverage at 95 %
 * of the half-recovery density with 3, 5, 10 and 20 normal seeds is 93 to 97 %, against 75, 87, 89,
 * 93 % of the percentile interval; with skewed seeds it is less (skew-interval.ts). The interval always
 * holds the estimate.
 */
import { type Interval, noInterval } from "./interval.js";
import { normalQuantile } from "./normal.js";
import { quantile, sorted } from "./quantile.js";
import { studentQuantile } from "./student.js";

/**
 * @param estimate of the original members. @param replicates its values on resamples.
 * @param members how many independent members. With fewer than two there is no interval (NaN).
 * @param freedom degrees of freedom of the spread, more than members - 1 where several groups of
 * members, each resampled by itself, go into the estimate.
 */
export function bootstrapInterval(
  estimate: number,
  replicates: ArrayLike<number>,
  members: number,
  confidence: number,
  freedom = members - 1,
): Interval {
  if (members < 2 || replicates.length === 0 || Number.isNaN(estimate)) return noInterval;
  const ascending = sorted(replicates);
  const tail = (1 - confidence) / 2;
  const k = stretch(members, confidence, freedom);
  const lower = estimate + k * (quantile(ascending, tail) - estimate);
  const upper = estimate + k * (quantile(ascending, 1 - tail) - estimate);
  return { lower: Math.min(estimate, lower), upper: Math.max(estimate, upper) };
}

const known = new Map<string, number>();

function stretch(members: number, confidence: number, freedom: number): number {
  const key = `${members} ${confidence} ${freedom}`;
  let k = known.get(key);
  if (k === undefined) {
    const p = (1 + confidence) / 2;
    k = (Math.sqrt(members / (members - 1)) * studentQuantile(p, freedom)) / normalQuantile(p);
    known.set(key, k);
  }
  return k;
}
