/**
 * Edges from the strongest to the weakest; ties keep the order of the table.
 *
 * The bits of non-negative 32-bit floats, read as integers, order as the floats do, so three passes
 * of a stable counting sort on 11 bits each are enough. O(E).
 */
const bits = 11;
const mask = (1 << bits) - 1;

/** @param weight absolute weights, none NaN. @returns row numbers, strongest first. */
export function magnitudeOrder(weight: Float32Array): Uint32Array {
  const n = weight.length;
  const keys = new Uint32Array(weight.map(Math.abs).buffer);
  let order = new Uint32Array(n);
  for (let e = 0; e < n; e++) order[e] = e;
  let next = new Uint32Array(n);
  for (let shift = 0; shift < 32; shift += bits) {
    const begin = digitBegins(keys, shift);
    for (let i = 0; i < n; i++) {
      const e = order[i]!;
      next[begin[digit(keys[e]!, shift)]!++] = e;
    }
    [order, next] = [next, order];
  }
  return order;
}

/** Where the keys of each digit begin in sorted order. */
function digitBegins(keys: Uint32Array, shift: number): Uint32Array {
  const begin = new Uint32Array(mask + 2);
  for (let e = 0; e < keys.length; e++) begin[digit(keys[e]!, shift) + 1]!++;
  for (let d = 0; d < mask; d++) begin[d + 1]! += begin[d]!;
  return begin;
}

/** Complemented, so that large keys come first. */
function digit(key: number, shift: number): number {
  return ~(key >>> shift) & mask;
}
