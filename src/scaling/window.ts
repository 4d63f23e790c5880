/**
 * Which points a collapse is judged on. Scaling holds near the critical point only, and far from it
 * curves of all sizes agree whatever the exponents, so the window must be where sizes matter: where
 * runs fluctuate. A window is the stretch of levels from the first to the last at which the standard
 * deviation over seeds (pooled over a level and its neighbours, as errors are) is at least a share
 * of its own peak. The rule: the narrowest window of the ladder, that is the largest share, in which
 * every size keeps at least `fewest` points. It looks at the spread alone, never at the quality of a
 * fit, and is applied anew to every bootstrap sample.
 */
import type { Points } from "./points.js";

/** Shares of the peak of the standard deviation. */
export const ladder: readonly number[] = [0.5, 0.35, 0.25, 0.15, 0];

export const fewest = 6;

export interface Windowed {
  /** The share that was chosen. */
  readonly share: number;
  /** Each size's points within the window. */
  readonly points: readonly Points[];
}

export function chooseWindow(points: readonly Points[], shares = ladder): Windowed {
  for (const share of shares) {
    const inside = points.map((size) => within(size, share));
    if (inside.every((size) => size.control.length >= fewest)) return { share, points: inside };
  }
  const widest = shares.at(-1)!;
  return { share: widest, points: points.map((size) => within(size, widest)) };
}

function within(points: Points, share: number): Points {
  let most = 0;
  for (const square of points.meanError) most = Math.max(most, square);
  const isInside = (square: number) => square >= share * share * most;
  const first = points.meanError.findIndex(isInside);
  const last = points.meanError.findLastIndex(isInside);
  return slice(points, first, last + 1);
}

/** The points from `from` to before `to`. */
export function slice(points: Points, from: number, to: number): Points {
  const cut = (values: Float64Array) => values.subarray(from, to);
  return {
    size: points.size,
    control: cut(points.control),
    mean: cut(points.mean),
    meanError: cut(points.meanError),
    susceptibility: cut(points.susceptibility),
    susceptibilityError: cut(points.susceptibilityError),
  };
}
