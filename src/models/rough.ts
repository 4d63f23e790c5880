/** Where mean curves lie before anything is fitted: half points, and how they move with size. */
import { exp, log } from "../math.js";
import type { MeanCurve } from "./error-model.js";
import type { Rough } from "./law.js";

/** Where the curves are, for starts and units. */
export function roughly(curves: readonly MeanCurve[]): Rough {
  const logs = curves.map(({ size }) => log(size));
  const centre = average(logs);
  const logSizes = logs.map((value) => value - centre);
  const halves = curves.map(halfPoint);
  const middle = average(halves);
  const along = logSizes.reduce((sum, l, i) => sum + l * (halves[i]! - middle), 0);
  const square = logSizes.reduce((sum, l) => sum + l * l, 0);
  return {
    logSizes,
    unit: exp(middle),
    least: exp(Math.min(...halves) - middle),
    drift: -along / square,
  };
}

/** ln p where the mean falls through half of its highest value, read from the ordered side. */
export function halfPoint({ logControl, mean, window: { from, to } }: MeanCurve): number {
  return placeOf(logControl.subarray(from, to), mean.subarray(from, to), 0.5);
}

/** ln p where m falls through a share of its highest value for the last time before order. */
export function placeOf(u: Float64Array, m: Float64Array, share: number): number {
  const wanted = share * Math.max(...m);
  const n = m.length;
  const rises = m[n - 1]! >= m[0]!;
  for (let k = n - 1; k > 0; k--) {
    const [low, high] = rises ? [k - 1, k] : [n - k, n - 1 - k];
    if (m[low]! < wanted && m[high]! >= wanted)
      return u[low]! + ((u[high]! - u[low]!) * (wanted - m[low]!)) / (m[high]! - m[low]!);
  }
  return u[Math.floor(n / 2)]!;
}

function average(values: readonly number[]): number {
  return values.reduce((a, b) => a + b, 0) / values.length;
}
