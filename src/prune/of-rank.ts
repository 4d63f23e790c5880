import { wordOfRank } from "./keep-largest.js";

/** Shorter lists are sorted sooner than they are counted. */
const SHORT = 4096;

/** Where in memory the upper half of a double lies. */
const upper = new Uint32Array(Float64Array.of(1).buffer)[1] === 0 ? 0 : 1;

/**
 * The value that so many are as large as, or larger: 1 for the largest. Linear: by counting the halves of what
 * stands for each double as an integer in the same order. @param rank from 1 to their number; none is NaN.
 */
export function ofRank(values: Float64Array, rank: number): number {
  if (values.length < SHORT) return values.slice().sort()[values.length - rank]!;
  const words = new Uint32Array(values.slice().buffer);
  const high = new Uint32Array(values.length);
  for (let i = 0; i < high.length; i++) {
    const word = words[2 * i + upper]!;
    // Zero has two forms; a negative number's bits count downwards.
    if (values[i] === 0) high[i] = 0x80000000;
    else high[i] = word >>> 31 === 0 ? word ^ 0x80000000 : ~word;
  }
  const { word, above } = wordOfRank(high, rank);
  let count = 0;
  for (let i = 0; i < high.length; i++) if (high[i] === word) count++;
  const rest = new Float64Array(count);
  for (let i = 0, n = 0; i < high.length; i++) if (high[i] === word) rest[n++] = values[i]!;
  return rest.sort()[count - (rank - above)]!;
}
