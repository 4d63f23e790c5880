/**
 * How one run falls from level to level: at once, or through values in between.
 *
 * The fall is the largest drop of m between neighbouring levels. It is sharp where it is at least half
 * of the run's whole range and the larger of the drops just before and just after is at most a fifth
 * of the two together. A jump is sharp wherever it lies between two levels. A smooth fall is
 * split by any level that it happens to meet: a logistic of sharpness k in ln p by one within
 * 2 ln 4 / k = 2.8 / k, for a place that knows nothing of the levels the share 2.8 / (k spacing) of
 * runs. So the share of split runs measures the width of a run's own fall in levels, whether or not
 * runs fall at the same place. O(levels).
 */
export interface Fall {
  /** The level before the drop. */
  readonly at: number;
  readonly height: number;
  readonly sharp: boolean;
}

const leastShare = 0.5;
const mostBeside = 0.2;

/** @param run m by level, the densest first. Undefined where it does not end below half of its top. */
export function fallOf(run: ArrayLike<number>): Fall | undefined {
  const values = Array.from(run);
  const top = Math.max(...values);
  const end = values.at(-1)!;
  if (!(top > 0 && end < top / 2)) return undefined;
  const drop = (level: number) => values[level]! - values[level + 1]!;
  let at = 0;
  for (let level = 1; level < values.length - 1; level++) if (drop(level) > drop(at)) at = level;
  const height = drop(at);
  const before = at === 0 ? 0 : drop(at - 1);
  // What lies beyond the schedule can at most take what is left.
  const after = at + 2 < values.length ? drop(at + 1) : end;
  const beside = Math.max(0, before, after);
  const sharp =
    height >= leastShare * (top - Math.min(...values)) && beside <= mostBeside * (height + beside);
  return { at, height, sharp };
}

/** How much larger than the largest drop beside it a sharp fall is, at least. */
export const contrast = (1 - mostBeside) / mostBeside;
