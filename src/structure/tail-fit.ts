/**
 * Power-law tails of degrees, after Clauset, Shalizi & Newman, SIAM Rev. 51, 661 (2009), for degrees that
 * cannot exceed the width of the layer at the other end (bounded-law.ts):
 *
 * 1. for each candidate x_min the exponent by maximum likelihood; the x_min whose fit has the smallest
 *    Kolmogorov-Smirnov distance wins. Only candidates that leave at least 50 points in the tail count;
 *    without one there is no fit (NaN, and `reason` says so).
 * 2. goodness of fit: samples are drawn, above x_min from the fitted law, below it from the data, and
 *    fitted anew, x_min included; p = (1 + those at least as far) / (1 + samples). p <= 0.1 rejects.
 *    Drawing stops when ten were at least as far (Besag & Clifford, Biometrika 78, 301, 1991: then
 *    p = 10 / drawn), which saves most of the work where the law is not rejected.
 *
 * What the tail is compared with, and whether any law is named: tail-laws.ts.
 *
 * At most 20 candidates, spread evenly over the distinct values. A fit costs a few passes over the values and,
 * for each candidate, sums over the places of summation.ts, some thousand however wide the layer is.
 */
import { exp } from "../math.js";
import type { Random } from "../random.js";
import {
  exponentBounds,
  type LogShape,
  logNormaliser,
  logOf,
  powerLawExponent,
  type Sample,
  type Support,
} from "./bounded-law.js";
import { mostExact, type Places, sparsePlaces } from "./summation.js";

export const leastTail = 50;
const mostCandidates = 20;

export interface PowerLaw {
  readonly exponent: number;
  readonly least: number;
  /** Kolmogorov-Smirnov distance of the tail. */
  readonly distance: number;
  /** Points in the tail. */
  readonly tail: number;
}

export interface Ratio {
  /** ln of the likelihood ratio, power law over alternative. */
  readonly ratio: number;
  readonly p: number;
}

/** Step 1. @param values degrees above 0. @param most the width of the layer at the other end. */
export function fitPowerLaw(values: ArrayLike<number>, most: number): PowerLaw | undefined {
  const { values: distinct, counts, size } = sampleOf(values);
  const starts: number[] = [];
  let above = size;
  distinct.forEach((_, i) => {
    if (above >= leastTail && distinct.length - i >= 3) starts.push(i);
    above -= counts[i]!;
  });
  const step = Math.max(1, starts.length / mostCandidates);
  let best: PowerLaw | undefined;
  for (let c = 0; c < starts.length; c += step) {
    const i = starts[Math.floor(c)]!;
    const tail = { values: distinct.subarray(i), counts: counts.subarray(i) };
    const own = { ...tail, size: tail.counts.reduce((sum, n) => sum + n, 0) };
    const found = fitFrom(own, { least: own.values[0]!, most });
    if (found && (!best || found.distance < best.distance)) best = found;
  }
  return best;
}

function fitFrom(sample: Sample, support: Support): PowerLaw | undefined {
  const exponent = powerLawExponent(sample, support);
  const [low, high] = exponentBounds;
  if (!(exponent > low + 1e-6 && exponent < high - 1e-6)) return undefined;
  const distance = tailDistance(sample, support, exponent);
  return { exponent, least: support.least, distance, tail: sample.size };
}

/**
 * Largest difference of the cumulated shares of data and law: at a value, or right below the next one, as
 * between two of them the data stay and the law rises.
 */
function tailDistance(sample: Sample, { least, most }: Support, exponent: number): number {
  const shape = shapeOf(exponent);
  const norm = exp(logNormaliser(shape, { least, most }));
  const mayLeap = most - least >= mostExact;
  let [law, data, at, worst] = [0, 0, 0, 0];
  const last = sample.values.at(-1)!;
  for (let x = least; x <= last; x++) {
    const next = sample.values[at]!;
    if (mayLeap && x > mostExact && next - x > shortGap) {
      law += sumOf(shape, sparsePlaces(x, next - 1)) / norm;
      x = next - 1;
    } else law += exp(-exponent * logOf(x)) / norm;
    if (sample.values[at] === x) data += sample.counts[at++]! / sample.size;
    worst = Math.max(worst, Math.abs(law - data));
  }
  return worst;
}

/** Terms that are sooner summed one by one. */
const shortGap = 32;

function sumOf(shape: LogShape, { x, logX, weight }: Places): number {
  let sum = 0;
  for (let i = 0; i < x.length; i++) sum += weight[i]! * exp(shape(x[i]!, logX[i]!));
  return sum;
}

export const shapeOf =
  (exponent: number): LogShape =>
  (_, logX) =>
    -exponent * logX;

/** Step 2. NaN without samples. */
export function goodnessOfFit(
  values: ArrayLike<number>,
  most: number,
  law: PowerLaw,
  samples: number,
  random: Random,
): number {
  const body = Uint32Array.from(values).filter((x) => x < law.least);
  const draw = inverseCumulative(law, most);
  const share = law.tail / values.length;
  let far = 0;
  for (let drawn = 1; drawn <= samples; drawn++) {
    const replica = new Uint32Array(values.length);
    for (let i = 0; i < replica.length; i++)
      replica[i] =
        body.length === 0 || random.uniform() < share
          ? draw(random.uniform())
          : body[random.integer(body.length)]!;
    const found = fitPowerLaw(replica, most);
    if (!found || found.distance >= law.distance) far++;
    if (far === 10) return far / drawn;
  }
  return samples === 0 ? Number.NaN : (1 + far) / (1 + samples);
}

/** From uniform numbers to the fitted law, by binary search in its cumulated shares. */
function inverseCumulative({ exponent, least }: PowerLaw, most: number): (u: number) => number {
  const cumulated = new Float64Array(most - least + 1);
  let sum = 0;
  for (let x = least; x <= most; x++) {
    sum += exp(-exponent * logOf(x));
    cumulated[x - least] = sum;
  }
  const find = (wanted: number, from: number, to: number) => {
    let [low, high] = [from, to];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (cumulated[middle]! > wanted) high = middle;
      else low = middle + 1;
    }
    return low;
  };
  // Where the search for numbers from k / drawers on begins, and that for smaller ones ends.
  const begin = new Uint32Array(drawers + 1).fill(cumulated.length - 1);
  for (let k = 0; k < drawers; k++) begin[k] = find((k / drawers) * sum, 0, cumulated.length - 1);
  return (u) => {
    const k = Math.floor(u * drawers);
    return least + find(u * sum, begin[k]!, begin[k + 1]!);
  };
}

const drawers = 4096;

/** Distinct values with their counts. @param values whole numbers. */
export function sampleOf(values: ArrayLike<number>): Sample {
  let highest = 0;
  for (let i = 0; i < values.length; i++) highest = Math.max(highest, values[i]!);
  const times = new Uint32Array(highest + 1);
  for (let i = 0; i < values.length; i++) times[values[i]!]!++;
  const distinct: number[] = [];
  for (let x = 0; x <= highest; x++) if (times[x]! > 0) distinct.push(x);
  return {
    values: Float64Array.from(distinct),
    counts: Float64Array.from(distinct, (x) => times[x]!),
    size: values.length,
  };
}
