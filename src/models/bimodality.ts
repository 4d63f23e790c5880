/**
 * Whether runs at one level are of two kinds: Silverman's test of one mode (J. R. Stat. Soc. B 43:97,
 * 1981). h is the smallest bandwidth at which a normal kernel estimate of the density has one mode;
 * samples are drawn from that estimate, shrunk to the data's variance, and p is the share that has
 * more than one mode at bandwidth h, (1 + count) / (1 + samples). Known to be cautious: it rejects
 * fewer unimodal data than it says (Hall and York, Statistica Sinica 11:515, 2001), but takes a long
 * tail for a second mode. At a jump, where the mean is half, both phases are common: so p is 1 where
 * the trough between the two modes leaves fewer than `leastShare` of the runs on one side.
 * NaN with fewer than `fewestRuns` runs, or where all are equal.
 * O(samples x runs x grid).
 */
import { exp } from "../math.js";
import type { Random } from "../random.js";
import { mean, variance } from "../statistics/moments.js";

export const fewestRuns = 8;
const leastShare = 0.2;
const grid = 120;

export function unimodalP(values: ArrayLike<number>, samples: number, random: Random): number {
  const n = values.length;
  const spread = n < 2 ? 0 : variance(values);
  if (n < fewestRuns || !(spread > 0)) return Number.NaN;
  const data = Float64Array.from(values);
  const h = criticalBandwidth(data, Math.sqrt(spread));
  if (minorShare(data, h) < leastShare) return 1;
  const centre = mean(data);
  const shrink = 1 / Math.sqrt(1 + (h * h) / spread);
  const drawn = new Float64Array(n);
  let far = 1;
  for (let sample = 0; sample < samples; sample++) {
    for (let i = 0; i < n; i++) {
      const smoothed = data[random.integer(n)]! + h * random.normal();
      drawn[i] = centre + shrink * (smoothed - centre);
    }
    if (modes(drawn, h) > 1) far++;
  }
  return far / (1 + samples);
}

/** By bisection: the number of modes of a normal kernel estimate falls as the bandwidth grows. */
function criticalBandwidth(data: Float64Array, spread: number): number {
  let [low, high] = [0.01 * spread, 2 * spread];
  for (let step = 0; step < 24; step++) {
    const middle = Math.sqrt(low * high);
    if (modes(data, middle) > 1) low = middle;
    else high = middle;
  }
  return high;
}

function modes(data: Float64Array, h: number): number {
  return peaks(kernelEstimate(data, h).density).length;
}

/** Density on a grid over the data and one bandwidth beyond. */
function kernelEstimate(data: Float64Array, h: number) {
  let [least, most] = [data[0]!, data[0]!];
  for (const value of data) {
    least = Math.min(least, value);
    most = Math.max(most, value);
  }
  const place = (g: number) => least - h + ((most - least + 2 * h) * g) / grid;
  const density = new Float64Array(grid + 1);
  for (let g = 0; g <= grid; g++)
    for (const value of data) {
      const u = (place(g) - value) / h;
      density[g]! += exp((-u * u) / 2);
    }
  return { place, density };
}

/** Grid points of the maxima; the end of a plateau stands for it. */
function peaks(density: Float64Array): number[] {
  const found: number[] = [];
  let rising = true;
  for (let g = 1; g < density.length; g++) {
    if (density[g]! < density[g - 1]! && rising) found.push(g - 1);
    if (density[g] !== density[g - 1]) rising = density[g]! > density[g - 1]!;
  }
  return rising ? [...found, density.length - 1] : found;
}

/** Smaller share of the data beside the lowest point between the two modes just below h. */
function minorShare(data: Float64Array, h: number): number {
  const { place, density } = kernelEstimate(data, 0.97 * h);
  const [first, second] = peaks(density);
  if (second === undefined) return 0;
  let trough = first!;
  for (let g = first!; g <= second; g++) if (density[g]! < density[trough]!) trough = g;
  const below = data.filter((value) => value < place(trough)).length / data.length;
  return Math.min(below, 1 - below);
}
