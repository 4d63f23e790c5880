/**
 * Where the mean curves of neighbouring sizes cross: a cross-check of the collapse that needs no
 * exponents. At a transition with beta/nu = 0 they cross at p_c and narrow towards it with size; with
 * beta/nu above 0 they fan out and need not cross at all. Binder's cumulant over seeds is no such
 * check: it is the dispersion of trained networks, tends to 2/3 on both sides of a transition and dips
 * in between, so where its curves cross is no p_c (tried on percolation: off by 10 %).
 *
 * Curves are read in log control parameter, linearly. Of several crossings the one at which
 * the curves differ most before and after counts (largest product of the mean differences, of
 * opposite sign, on the two sides), which passes over crossings made by noise where the curves lie on
 * each other. An interval that reaches beyond the levels that both sizes have is none.
 */
import { exp, log } from "../math.js";
import { seedResamples } from "../models/resample.js";
import { everySeed, type SizeSample } from "../models/sample.js";
import { bootstrapInterval } from "../statistics/bootstrap-interval.js";
import { type Interval, noInterval } from "../statistics/interval.js";
import { pointsOf } from "./points.js";
import type { ScalingOptions } from "./scale.js";

export interface Crossing extends Interval {
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

/** Crossings of neighbouring sizes. Samples by rising size. */
export function crossings(samples: readonly SizeSample[], options: ScalingOptions): Crossing[] {
  const draws = seedResamples(
    samples,
    options.repetitions,
    options.seed,
    `crossing/${options.name}`,
  );
  const read = (members: readonly Uint32Array[]) =>
    samples.map((sample, i) => line(sample, members[i]!));
  const original = read(everySeed(samples));
  const replicates = Array.from(draws, read);
  return samples.slice(1).map(({ size, values }, i) => {
    const pair = [original[i]!, original[i + 1]!] as const;
    return {
      smaller: samples[i]!.size,
      larger: size,
      ...judge(
        crossing(...pair),
        replicates.map((lines) => crossing(lines[i]!, lines[i + 1]!)),
        Math.min(samples[i]!.values.length, values.length),
        options.confidence,
        shared(...pair),
      ),
    };
  });
}

/** Log control parameters that both curves have. */
function shared(a: Line, b: Line): Interval {
  return {
    lower: Math.max(a.x[0]!, b.x[0]!),
    upper: Math.min(a.x[a.x.length - 1]!, b.x[b.x.length - 1]!),
  };
}

function judge(
  value: number,
  replicates: readonly number[],
  seeds: number,
  confidence: number,
  measured: Interval,
) {
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
  if (lower < measured.lower || upper > measured.upper) {
    const verdict = "uncertain: the interval reaches beyond the levels that both sizes have";
    return { value: exp(value), ...noInterval, quality, verdict };
  }
  return { value: exp(value), lower: exp(lower), upper: exp(upper), quality, verdict: "resolved" };
}

function line(sample: SizeSample, members: Uint32Array): Line {
  const { control, mean } = pointsOf(sample, members);
  const first = Math.max(
    0,
    control.findIndex((p) => p > 0),
  );
  return { x: control.subarray(first).map(log), y: mean.subarray(first) };
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
    if (!(before * left > 0 && -before * after > best)) continue;
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
  while (x[right]! < at) right++;
  const width = x[right]! - x[right - 1]!;
  if (width === 0) return y[right]!;
  return y[right - 1]! + ((y[right]! - y[right - 1]!) * (at - x[right - 1]!)) / width;
}
