/**
 * Ascending order of many 32-bit floats none of which is negative, as absolute weights are. Their bits, read as integers, order
 * as they do: three passes of a counting sort on 11 bits each, ten times as fast as a comparing sort of millions.
 */
const bits = 11;
const digits = 1 << bits;
const shifts = [0, bits, 2 * bits];

/** Below this a comparing sort is as fast, and takes no room. */
const few = 1 << 14;

/** Sorts in place. */
export function sortSizes(values: Float32Array): Float32Array {
  const words = new Uint32Array(values.buffer, values.byteOffset, values.length);
  // Those with a sign, zeros among them, have another order.
  if (values.length < few || words.some((word) => word >= 0x80000000)) return values.sort();
  const begins = shifts.map((shift) => digitBegins(words, shift));
  const other = new Uint32Array(words.length);
  pass(words, other, shifts[0]!, begins[0]!);
  pass(other, words, shifts[1]!, begins[1]!);
  pass(words, other, shifts[2]!, begins[2]!);
  words.set(other);
  return values;
}

/** Where the numbers of each digit begin in sorted order. */
function digitBegins(words: Uint32Array, shift: number): Uint32Array {
  const begins = new Uint32Array(digits);
  for (let i = 0; i < words.length; i++) begins[(words[i]! >>> shift) & (digits - 1)]!++;
  let sum = 0;
  for (let d = 0; d < digits; d++) {
    const here = begins[d]!;
    begins[d] = sum;
    sum += here;
  }
  return begins;
}

function pass(from: Uint32Array, to: Uint32Array, shift: number, begins: Uint32Array): void {
  for (let i = 0; i < from.length; i++) {
    const word = from[i]!;
    to[begins[(word >>> shift) & (digits - 1)]!++] = word;
  }
}
