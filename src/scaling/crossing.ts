/**
 * Where the curves of two sizes cross: of the mean order parameter and of Binder's cumulant. A
 * cross-check of the collapse that needs no exponents: cumulants of all pairs of sizes cross near
 * p_c; order parameters do only where beta/nu is 0, else they fan out and need not cross at all.
 *
 * Both curves are read in log control parameter, linearly. Of several crossings the one at which
 * the curves differ most before and after counts (largest product of the mean differences, of
 * opposite sign, on the two sides), which passes over crossings made by noise where the curves lie on each other.
 */
import { exp, log } from "../math.js";
import { bootstrapInterval } from "../statistics/bootstrap-interval.js";
import { type Interval, noInterval } from "../statistics/interval.js";
import { binder } from "./binder.js";
import { pointsOf } from "./points.js";
import { seedResamples } from "./resample.js";
import { everySeed, type SizeSample } from "./sample.js";
import type { ScalingOptions } from "./scale.js";

export const crossingCurves = ["order parameter", "cumulant"] as const;
export type CrossingCurve = (typeof crossingCurves)[number];

export interface Crossing extends Interval {
  readonly curve: CrossingCurve;
  readonly smaller: number;
  readonly larger: number;
  /** Control parameter at the crossing; NaN where there is none. */
  readonly value: number;
  /** Share of bootstrap samples with a crossing. */
  readonly quality: number;
  readonly verdict: string;
}

interface Line {
  /** Log control parameter, ascending. */
  readonly x: Float64Array;
  readonly y: Float64Array;
}

/** Crossings of neighbouring sizes, both curves. Samples by rising size. */
export function crossings(samples: readonly SizeSample[], options: ScalingOptions): Crossing[] {
  const draws = [
    ...seedResamples(samples, options.repetitions, options.seed, `crossing/${options.name}`),
  ];
  const counts = samples.map(({ values }) => values.length);
  return crossingCurves.flatMap((curve) => {
    const read = (members: readonly Uint32Array[]) =>
      samples.map((sample, i) => line(sample, members[i]!, curve));
    const original = read(everySeed(samples));
    const replicates = draws.map(read);
    return samples.slice(1).map((sample, i) => ({
      curve,
      smaller: samples[i]!.size,
      larger: sample.size,
      ...judge(
        crossing(original[i]!, original[i + 1]!),
        replicates.map((lines) => crossing(lines[i]!, lines[i + 1]!)),
        Math.min(counts[i]!, counts[i + 1]!),
        options.confidence,
      ),
    }));
  });
}

function judge(value: number, replicates: readonly number[], seeds: number, confidence: number) {
  const found = replicates.filter((x) => !Number.isNaN(x));
  const quality = found.length / replicates.length;
  if (Number.isNaN(value))
    return { value, ...noInterval, quality, verdict: "the curves do not cross" };
  if (1 - quality > (1 - confidence) / 2) {
    const share = Math.round(100 * quality);
    const verdict = `uncertain: they cross in ${share} % of bootstrap samples, no interval`;
    return { value: exp(value), ...noInterval, quality, verdict };
  }
  const { lower, upper } = bootstrapInterval(value, found, seeds, confidence);
  return { value: exp(value), lower: exp(lower), upper: exp(upper), quality, verdict: "resolved" };
}

function line(sample: SizeSample, members: Uint32Array, curve: CrossingCurve): Line {
  const { control, mean } = pointsOf(sample, members);
  const first = control.findIndex((p) => p > 0);
  const x = control.subarray(Math.max(0, first)).map(log);
  if (curve === "order parameter") return { x, y: mean.subarray(Math.max(0, first)) };
  const rising = control[0] === averageAt(sample, members, 0);
  const cumulant = binder(sample.values, members);
  const y = rising ? cumulant : cumulant.reverse();
  return { x, y: y.subarray(Math.max(0, first)) };
}

function averageAt({ control }: SizeSample, members: Uint32Array, level: number): number {
  const first = control[members[0]!]![level]!;
  let sum = 0;
  for (const member of members) sum += control[member]![level]! - first;
  return first + sum / members.length;
}

/** Log control parameter of the crossing, NaN where there is none. */
export function crossing(a: Line, b: Line): number {
  const x = Float64Array.from([...a.x, ...b.x])
    .sort()
    .filter((value, i, all) => i === 0 || value !== all[i - 1]);
  const difference = Array.from(x, (at) => valueAt(a, at) - valueAt(b, at));
  const known = difference.flatMap((d, i) => (Number.isNaN(d) ? [] : [i]));
  let [best, at] = [0, Number.NaN];
  for (let k = 1; k < known.length; k++) {
    const [i, j] = [known[k - 1]!, known[k]!];
    const [left, right] = [difference[i]!, difference[j]!];
    if (!(left * right < 0)) continue;
    const [before, after] = [mean(difference, known.slice(0, k)), mean(difference, known.slice(k))];
    if (!(before * left > 0 && after * right > 0 && -before * after > best)) continue;
    best = -before * after;
    at = x[i]! + ((x[j]! - x[i]!) * left) / (left - right);
  }
  return at;
}

function mean(values: readonly number[], indices: readonly number[]): number {
  return indices.reduce((sum, i) => sum + values[i]!, 0) / indices.length;
}

/** Linear between points, NaN outside of them. */
function valueAt({ x, y }: Line, at: number): number {
  const n = x.length;
  if (n < 2 || at < x[0]! || at > x[n - 1]!) return Number.NaN;
  let right = 1;
  while (right < n - 1 && x[right]! < at) right++;
  const width = x[right]! - x[right - 1]!;
  if (width === 0) return y[right]!;
  return y[right - 1]! + ((y[right]! - y[right - 1]!) * (at - x[right - 1]!)) / width;
}
