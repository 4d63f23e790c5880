/**
 * Confidence interval of a variance that does not assume normal data.
 *
 * Bonett, Approximate confidence interval for standard deviation of nonnormal distributions,
 * Comput. Stat. Data Anal. 50:775, 2006:
 *
 *     exp(ln(c s^2) ± z c sqrt((k - (n - 3) / n) / (n - 1))),   c = n / (n - z),
 *
 * where the kurtosis k = n sum (y - t)^4 / (sum (y - mean)^2)^2 is taken about a trimmed mean t,
 * trimmed by 1 / (2 sqrt(n - 4)) on each side. A bootstrap of a variance of 5 members would cover
 * far less than it promises. Measured coverage at 95 % with 5 and 20 members: 99 and 95 % for normal
 * data, 96 and 86 % for exponential, 96 and 98 % for two equal peaks; but 71 and 90 % for two peaks
 * of weight 1 to 4, because few members can miss the lighter one altogether.
 *
 * NaN where there are fewer than five values (four leave three orders of magnitude open) or all are
 * equal. O(n log n).
 */
import { exp, log } from "../math.js";
import { type Interval, noInterval } from "./interval.js";
import { mean, variance } from "./moments.js";
import { normalQuantile } from "./normal.js";
import { median, sorted } from "./quantile.js";

export function varianceInterval(values: ArrayLike<number>, confidence: number): Interval {
  const n = values.length;
  const spread = variance(values);
  const z = normalQuantile((1 + confidence) / 2);
  if (n < 5 || n <= z || !(spread > 0)) return noInterval;
  const c = n / (n - z);
  const error = c * Math.sqrt(Math.max(0, kurtosis(values, spread) - (n - 3) / n) / (n - 1));
  const centre = log(c * spread);
  return { lower: exp(centre - z * error), upper: exp(centre + z * error) };
}

function kurtosis(values: ArrayLike<number>, spread: number): number {
  const n = values.length;
  const centre = trimmedMean(values, 1 / (2 * Math.sqrt(n - 4)));
  const squares = spread * (n - 1);
  let sum = 0;
  for (let i = 0; i < n; i++) {
    const square = (values[i]! - centre) * (values[i]! - centre);
    sum += square * square;
  }
  return (n * sum) / (squares * squares);
}

/** Mean without the lowest and highest `share`; the median where nothing would be left. */
function trimmedMean(values: ArrayLike<number>, share: number): number {
  const cut = Math.floor(values.length * share);
  if (2 * cut >= values.length - 1) return median(values);
  return mean(sorted(values).subarray(cut, values.length - cut));
}
