/**
 * Entropy crossing: where the mean prediction entropy rises above the mean outcome entropy. A
 * working network is sure of each image (prediction entropy low) and uses all classes (outcome
 * entropy high); a collapsed one is unsure of all and answers one class. No threshold is chosen. Read
 * from outcome entropy - prediction entropy, linear in log control parameter, at the last fall
 * through zero from the dense side; differences within 1e-12 of zero count as above. O(levels).
 */
import type { Curve, Located } from "./curve.js";

export function entropyCrossing({ x, y }: Curve): Located {
  let above = y.length - 1;
  while (above >= 0 && !(y[above]! >= -1e-12)) above--;
  if (above < 0) return { reason: "prediction entropy is above outcome entropy at every level" };
  const below = above + 1;
  if (below === y.length)
    return { reason: "prediction entropy stays below outcome entropy to the sparsest level" };
  if (x[below] === -Infinity) return { reason: "the control parameter is zero below the crossing" };
  const share = Math.max(0, y[above]!) / (Math.max(0, y[above]!) - y[below]!);
  return { at: x[above]! + share * (x[below]! - x[above]!), resolution: 0 };
}
