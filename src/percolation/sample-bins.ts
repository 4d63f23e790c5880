import { never } from "../graph/reach.js";

/**
 * For a time the first sample at or after it. Samples are spaced by their logarithm, and a number's length
 * in bits with the three behind the first is one: they give a sample that is the right one or hardly before it. A table
 * of all times would be read at random, which costs a cache miss an edge.
 */
export class SampleBins {
  /** One past the last sample: of what happens never. */
  readonly late: number;
  readonly #samples: Uint32Array;
  /** By length and three more bits: the first sample that is not before any number of these. */
  readonly #first: Uint8Array;

  constructor(samples: Uint32Array) {
    this.late = samples.length;
    if (this.late > 255) throw new RangeError(`at most 255 samples, not ${this.late}`);
    this.#samples = samples;
    this.#first = new Uint8Array(8 * 33).fill(this.late);
    for (let i = 0, from = 0; i < samples.length; i++) {
      const to = leadingBits(samples[i]!) + 1;
      if (to <= from) continue;
      this.#first.fill(i, from, to);
      from = to;
    }
  }

  of(time: number): number {
    if (time === never) return this.late;
    let i = this.#first[leadingBits(time)]!;
    while (this.#samples[i]! < time) i++;
    return i;
  }
}

/** Of a number of 32 bits: how many it needs, and three of them behind the first. Grows with the number. */
function leadingBits(time: number): number {
  const zeros = Math.clz32(time);
  return ((32 - zeros) << 3) | (((time << zeros) >>> 28) & 7);
}

const knownBins = new WeakMap<Uint32Array, SampleBins>();

/** The curves of a graph have the same samples. */
export function binsOf(samples: Uint32Array): SampleBins {
  const bins = knownBins.get(samples) ?? new SampleBins(samples);
  knownBins.set(samples, bins);
  return bins;
}

/** Running sums of the counts, without those that came too late, as shares of `total`. */
export function cumulate(histogram: Float64Array, total: number): Float64Array {
  let sum = 0;
  return histogram.subarray(0, -1).map((n) => {
    sum += n;
    return total === 0 ? 0 : sum / total;
  });
}
