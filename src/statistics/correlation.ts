import { mean } from "./moments.js";
import { ranks } from "./ranks.js";

/**
 * Pearson's correlation, in two passes. NaN where it is undefined: fewer than two values, or a
 * constant side.
 */
export function pearson(x: ArrayLike<number>, y: ArrayLike<number>): number {
  const meanX = mean(x);
  const meanY = mean(y);
  let xx = 0;
  let yy = 0;
  let xy = 0;
  for (let i = 0; i < x.length; i++) {
    const a = x[i]! - meanX;
    const b = y[i]! - meanY;
    xx += a * a;
    yy += b * b;
    xy += a * b;
  }
  return correlationOf(xy, xx, yy);
}

/** xy / sqrt(xx yy) kept within [-1, 1] against rounding; NaN where a square sum is zero. */
export function correlationOf(xy: number, xx: number, yy: number): number {
  if (!(xx > 0 && yy > 0)) return Number.NaN;
  return Math.max(-1, Math.min(1, xy / (Math.sqrt(xx) * Math.sqrt(yy))));
}

/** Spearman's rank correlation: Pearson's of the ranks, ties averaged. */
export function spearman(x: ArrayLike<number>, y: ArrayLike<number>): number {
  return pearson(ranks(x), ranks(y));
}
