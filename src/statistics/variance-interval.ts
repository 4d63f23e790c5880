/**
 * Confidence interval of a variance that does not assume normal data.
 *
 * Bonett, Approximate confidence interval for standard deviation of nonnormal distributions,
 * Comput. Stat. Data Anal. 50:775, 2006:
 *
 *     exp(ln(c s^2) ± z c sqrt((k - (n - 3) / n) / (n - 1))),   c = n / (n - z),
 *
 * where the kurtosis k = n sum (y - t)^4 / (sum (y - mean)^2)^2 is taken about a trimmed mean t,
 * trimmed by 1 / (2 sqrt(n - 4)) on each side (the median of four or fewer). A bootstrap of a
 * variance of 5 members would cover far less than it promises. Measured coverage at 95 % with 5 and
 * 20 members: 99 and 95 % for normal data, 96 and 97 % for two equal peaks; but 71 and 90 % for
 * peaks of weight 1 to 4, because few members can miss the lighter peak altogether.
 *
 * NaN where there are fewer than three values or all are equal. O(n log n).
 */
import { exp, log } from "../math.js";
import { type Interval, noInterval } from "./bootstrap-interval.js";
import { mean, variance } from "./moments.js";
import { normalQuantile } from "./normal.js";
import { median, sorted } from "./quantile.js";

export function varianceInterval(values: ArrayLike<number>, confidence: number): Interval {
  const n = values.length;
  const spread = variance(values);
  if (n < 3 || !(spread > 0)) return noInterval;
  const z = normalQuantile((1 + confidence) / 2);
  const c = n > z ? n / (n - z) : Number.NaN;
  const error = c * Math.sqrt(Math.max(0, kurtosis(values, spread) - (n - 3) / n) / (n - 1));
  const centre = log(c * spread);
  return { lower: exp(centre - z * error), upper: exp(centre + z * error) };
}

function kurtosis(values: ArrayLike<number>, spread: number): number {
  const n = values.length;
  const centre = trimmedMean(values, n > 4 ? 1 / (2 * Math.sqrt(n - 4)) : 0.5);
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
