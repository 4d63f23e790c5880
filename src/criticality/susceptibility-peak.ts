/**
 * Susceptibility peak: where size x variance of the order parameter over seeds is largest, by the
 * parabola through the highest level and its two neighbours in log control parameter. Of equal
 * levels the densest counts. O(levels).
 */
import { type Curve, type Located, parabolaPeak, usableLevels } from "./curve.js";

export function susceptibilityPeak(susceptibility: Curve): Located {
  const n = usableLevels(susceptibility);
  const { y } = susceptibility;
  if (n < 3) return { reason: `too few levels: ${n} of the 3 that are needed` };
  let top = 0;
  for (let i = 1; i < n; i++) if (y[i]! > y[top]!) top = i;
  if (!(y[top]! > 0)) return { reason: "no variance over seeds" };
  if (top === 0 || top === n - 1) return { reason: "peak at the edge of the schedule" };
  return parabolaPeak(susceptibility, top);
}
