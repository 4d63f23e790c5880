/**
 * Experiments as this one would come out again if a law were true: the same sizes, levels and numbers
 * of seeds, the law's curve within the window and the measured one beyond, each seed moved along the
 * axis and made noisy as the measured ones are (error-model.ts). Curves and errors of a simulated
 * experiment are worked out from it alone, as from a real one; the window is that of the measured one,
 * because beyond it the law is not asked.
 */
import type { Random } from "../random.js";
import { type MeanCurve, meanCurve } from "./error-model.js";
import type { SizeSample } from "./sample.js";
import type { Stretch } from "./window.js";

/** @param inside m within the window. */
export function simulateSample(
  sample: SizeSample,
  curve: MeanCurve,
  inside: Float64Array,
  random: Random,
): SizeSample {
  const centre = curve.mean.slice();
  centre.set(inside, curve.window.from);
  const control = Float64Array.from(curve.control);
  const rows = sample.values.map(() => {
    const z = random.normal();
    const row = centre.slice();
    for (let j = 0; j < row.length; j++)
      row[j] = row[j]! + z * curve.shift[j]! + curve.noise[j]! * random.normal();
    return row;
  });
  return { ...sample, control: rows.map(() => control), values: rows };
}

export function simulateAll(
  samples: readonly SizeSample[],
  curves: readonly MeanCurve[],
  inside: readonly Float64Array[],
  random: Random,
): SizeSample[] {
  return samples.map((sample, i) => simulateSample(sample, curves[i]!, inside[i]!, random));
}

export function meanCurves(
  samples: readonly SizeSample[],
  windows?: readonly Stretch[],
): MeanCurve[] {
  return samples.map((sample, i) => meanCurve(sample, windows?.[i]));
}
