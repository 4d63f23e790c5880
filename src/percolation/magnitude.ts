/**
 * Edges from the strongest to the weakest; ties keep the order of the table.
 *
 * The bits of non-negative 32-bit floats, read as integers, order as the floats do, so three passes
 * of a stable counting sort on 11 bits each are enough. Keys travel beside their rows, so that each pass
 * reads in order: looked up by row they would cost a cache miss an edge. O(E).
 */
const bits = 11;
const digits = 1 << bits;
const mask = digits - 1;

/** @param weight absolute weights, none NaN. @returns row numbers, strongest first. */
export function magnitudeOrder(weight: Float32Array): Uint32Array {
  const words = new Uint32Array(weight.buffer, weight.byteOffset, weight.length);
  const [low, middle, high] = digitBegins(words);
  const first = fromTable(words, low);
  const second = pass(first, middle);
  return rows(second, high, new Uint32Array(first.buffer, 0, weight.length));
}

/** Without the sign; complemented, so that large keys come first. */
const keyOf = (word: number) => ~(word & 0x7fffffff);

/** Where the keys of each digit begin in sorted order, for the three passes. */
function digitBegins(words: Uint32Array): [Uint32Array, Uint32Array, Uint32Array] {
  const low = new Uint32Array(digits);
  const middle = new Uint32Array(digits);
  const high = new Uint32Array(digits);
  for (let e = 0; e < words.length; e++) {
    const key = keyOf(words[e]!);
    low[key & mask]!++;
    middle[(key >>> bits) & mask]!++;
    high[key >>> (2 * bits)]!++;
  }
  return [cumulated(low), cumulated(middle), cumulated(high)];
}

function cumulated(counts: Uint32Array): Uint32Array {
  let sum = 0;
  for (let d = 0; d < digits; d++) {
    const here = counts[d]!;
    counts[d] = sum;
    sum += here;
  }
  return counts;
}

/** By the lowest digit: key and row of each edge, one after the other. */
function fromTable(words: Uint32Array, begin: Uint32Array): Uint32Array {
  const to = new Uint32Array(2 * words.length);
  for (let e = 0; e < words.length; e++) {
    const key = keyOf(words[e]!);
    const at = 2 * begin[key & mask]!++;
    to[at] = key;
    to[at + 1] = e;
  }
  return to;
}

/** By the middle digit. */
function pass(from: Uint32Array, begin: Uint32Array): Uint32Array {
  const to = new Uint32Array(from.length);
  for (let i = 0; i < from.length; i += 2) {
    const key = from[i]!;
    const at = 2 * begin[(key >>> bits) & mask]!++;
    to[at] = key;
    to[at + 1] = from[i + 1]!;
  }
  return to;
}

/** By the highest digit: the rows alone. */
function rows(from: Uint32Array, begin: Uint32Array, to: Uint32Array): Uint32Array {
  for (let i = 0; i < from.length; i += 2) to[begin[from[i]! >>> (2 * bits)]!++] = from[i + 1]!;
  return to;
}
