/**
 * Steepest point: where the mean order parameter falls fastest against the log control parameter.
 *
 * Differences of neighbouring levels are noise where levels are close, so the slope at a level is
 * that of a straight line fitted to it and its two neighbours on either side (local linear
 * regression; one neighbour where there are fewer than seven levels). The peak of those slopes is
 * refined by the parabola through the top three. O(levels).
 */
import { type Curve, type Located, parabolaPeak, usableLevels } from "./curve.js";

export function steepest(curve: Curve): Located {
  const n = usableLevels(curve);
  if (n < 5) return { reason: `too few levels: ${n} of the 5 that are needed` };
  const slopes = localSlopes(curve, n, n < 7 ? 1 : 2);
  let top = 0;
  for (let i = 1; i < slopes.y.length; i++) if (slopes.y[i]! > slopes.y[top]!) top = i;
  if (!(slopes.y[top]! > 0)) return { reason: "flat: the order parameter does not fall" };
  if (top === 0 || top === slopes.y.length - 1)
    return { reason: "steepest at the edge of the schedule" };
  // Five levels make one slope: a peak that is not symmetric is not told within a level.
  const found = parabolaPeak(slopes, top);
  return { ...found, resolution: 2 * found.resolution };
}

/** Slopes of the lines through 2 `reach` + 1 of the first `n` levels, at the levels' mean x. */
function localSlopes({ x, y }: Curve, n: number, reach: number): Curve {
  const length = n - 2 * reach;
  const slopes = { x: new Float64Array(length), y: new Float64Array(length) };
  const points = 2 * reach + 1;
  for (let i = 0; i < length; i++) {
    let meanX = 0;
    let meanY = 0;
    for (let j = i; j < i + points; j++) {
      meanX += x[j]! / points;
      meanY += y[j]! / points;
    }
    let xx = 0;
    let xy = 0;
    for (let j = i; j < i + points; j++) {
      xx += (x[j]! - meanX) * (x[j]! - meanX);
      xy += (x[j]! - meanX) * (y[j]! - meanY);
    }
    slopes.x[i] = meanX;
    slopes.y[i] = xx > 0 ? xy / xx : 0;
  }
  return slopes;
}
