/**
 * How much steeper the fall becomes with size, without any law: the exponent c of width ~ L^-c, where
 * the width is ln p at three quarters of the highest m less ln p at a quarter. At a transition of
 * whatever kind c is above 0: a fall that does not narrow with size is none. Interval by the bootstrap
 * over seeds.
 */
import { log } from "../math.js";
import { bootstrapInterval } from "../statistics/bootstrap-interval.js";
import type { Interval } from "../statistics/interval.js";
import { meanCurve } from "./error-model.js";
import { placeOf } from "./rough.js";
import type { SizeSample } from "./sample.js";

export interface Sharpening extends Interval {
  /** c; negative where larger sizes fall more slowly. */
  readonly value: number;
  /** p at three quarters over p at a quarter, by rising size. */
  readonly ratios: readonly number[];
}

/** @param resamples seeds of every size, [size][member]. */
export function sharpening(
  samples: readonly SizeSample[],
  resamples: Iterable<readonly Uint32Array[]>,
  confidence: number,
): Sharpening {
  const widths = samples.map(widthOf);
  const value = exponent(samples, widths);
  const replicates = Array.from(resamples, (members) =>
    exponent(
      samples,
      samples.map((sample, i) => widthOf(chosen(sample, members[i]!))),
    ),
  ).filter(Number.isFinite);
  const seeds = samples.map(({ values }) => values.length);
  const freedom = seeds.reduce((sum, n) => sum + n - 1, 0);
  const interval = bootstrapInterval(value, replicates, Math.min(...seeds), confidence, freedom);
  return { value, ...interval, ratios: widths };
}

function chosen(sample: SizeSample, members: Uint32Array): SizeSample {
  const pick = (rows: readonly Float64Array[]) => Array.from(members, (m) => rows[m]!);
  return { ...sample, control: pick(sample.control), values: pick(sample.values) };
}

/** |ln p| between the quarters. */
function widthOf(sample: SizeSample): number {
  const { logControl, mean, window } = meanCurve(sample);
  const u = logControl.subarray(window.from, window.to);
  const m = mean.subarray(window.from, window.to);
  return Math.abs(placeOf(u, m, 0.75) - placeOf(u, m, 0.25));
}

function exponent(samples: readonly SizeSample[], widths: readonly number[]): number {
  const x = samples.map(({ size }) => log(size));
  const y = widths.map(log);
  const centre = x.reduce((a, b) => a + b, 0) / x.length;
  let along = 0;
  let square = 0;
  x.forEach((value, i) => {
    along += (value - centre) * y[i]!;
    square += (value - centre) * (value - centre);
  });
  return -along / square;
}
