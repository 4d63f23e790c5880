/**
 * Half-recovery: the control parameter at which the mean order parameter falls through 1/2, linear
 * in log control parameter between the two levels around it.
 *
 * A noisy curve can cross more than once. The last crossing from the dense side is taken, that is
 * the sparsest level from which the network recovers half of its function: below it the curve
 * stays under 1/2. A curve that ends at 1/2 or above therefore has no half-recovery point, even if
 * it dips on the way. Between levels the line counts as exact. O(levels).
 */
import type { Curve, Located } from "./curve.js";

export function halfRecovery({ x, y }: Curve): Located {
  const n = y.length;
  let above = n - 1;
  while (above >= 0 && !(y[above]! >= 0.5)) above--;
  if (above < 0) return { reason: "all levels collapsed" };
  const crossings = countCrossings(y);
  if (above === n - 1)
    return {
      reason:
        crossings === 0
          ? "all levels functional: the collapse lies beyond the schedule"
          : "functional at the sparsest level: the collapse lies beyond the schedule",
    };
  const below = above + 1;
  if (x[below] === -Infinity) return { reason: "the control parameter is zero below the crossing" };
  const share = (y[above]! - 0.5) / (y[above]! - y[below]!);
  const at = x[above]! + share * (x[below]! - x[above]!);
  return crossings > 1
    ? { at, resolution: 0, note: `falls through 1/2 ${crossings} times, the sparsest is given` }
    : { at, resolution: 0 };
}

/** How often the curve falls through 1/2. */
function countCrossings(y: Float64Array): number {
  let crossings = 0;
  for (let i = 1; i < y.length; i++) if (y[i - 1]! >= 0.5 && y[i]! < 0.5) crossings++;
  return crossings;
}
