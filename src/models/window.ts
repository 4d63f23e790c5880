/**
 * Which levels of a size are compared: one contiguous stretch around the fall of the mean curve.
 *
 * From the last level at which m, read from the ordered side, is at least half of its highest mean,
 * the stretch grows level by level towards order until m reaches `top` of the highest, and towards
 * disorder until m is below `bottom` of it; the first level beyond is taken along, as the place where
 * the fall begins or ends, unless it is as good as full order (`plateau`). Far levels, where curves of
 * all sizes lie on one another whatever the law, and single noisy ones there, so stay outside.
 */

const top = 0.93;
const plateau = 0.97;
const bottom = 0.03;
/** So many levels are compared at least, where there are so many. */
export const fewest = 4;

export interface Stretch {
  /** First index and the one after the last. */
  readonly from: number;
  readonly to: number;
}

/** @param mean m by rising control parameter. @param rises whether order lies at the high end. */
export function fallWindow(mean: ArrayLike<number>, rises: boolean): Stretch {
  const n = mean.length;
  const at = (i: number) => mean[rises ? i : n - 1 - i]!;
  let high = 0;
  for (let i = 0; i < n; i++) high = Math.max(high, at(i));
  let last = 0;
  for (let i = 0; i < n; i++) if (at(i) < high / 2) last = i;
  let from = last;
  while (from > 0 && at(from) > bottom * high) from--;
  from = Math.max(0, from - 1);
  let to = Math.min(n - 1, last + 1);
  while (to < n - 1 && at(to) < top * high) to++;
  if (at(to) > plateau * high && to > last + 1) to--;
  while (to - from + 1 < Math.min(fewest, n)) {
    if (to < n - 1) to++;
    if (from > 0) from--;
  }
  return rises ? { from, to: to + 1 } : { from: n - 1 - to, to: n - from };
}

/** The window among the levels whose control parameter, ascending, is above 0. */
export function windowAboveZero(control: Float64Array, mean: Float64Array): Stretch {
  const first = Math.max(
    0,
    control.findIndex((p) => p > 0),
  );
  const rises = mean[mean.length - 1]! >= mean[0]!;
  const { from, to } = fallWindow(mean.subarray(first), rises);
  return { from: from + first, to: to + first };
}
