/**
 * Seeded random numbers as named streams.
 *
 * A stream is named by (seed, purpose), never shared: what one part of the program draws cannot
 * shift what another part draws. Its 128-bit state is the SHA-256 of its name; the generator is
 * xoshiro128** (Blackman & Vigna 2018), which needs only 32-bit integer arithmetic and so gives
 * the same numbers on every machine.
 */
import { createHash } from "node:crypto";
import { log } from "./math.js";

const rotl = (x: number, k: number) => (x << k) | (x >>> (32 - k));

/**
 * x % n of whole numbers below 2^32, n above 0: V8 calls a function of C for % where numbers may exceed 2^31. The
 * quotient is at least 1 / n from the next whole number, much more than it is rounded by.
 */
const remainder = (x: number, n: number) => (x - Math.imul(Math.floor(x / n), n)) >>> 0;

export class Random {
  #a: number;
  #b: number;
  #c: number;
  #d: number;
  #spare = Number.NaN;

  /** @param seed the experiment's seed. @param purpose what the numbers are for. */
  constructor(seed: number | string, purpose: string) {
    const state = createHash("sha256").update(`${seed}/${purpose}`).digest();
    this.#a = state.readInt32LE(0);
    this.#b = state.readInt32LE(4);
    this.#c = state.readInt32LE(8);
    this.#d = state.readInt32LE(12) | 1; // never the all-zero state, which is a fixed point
  }

  /** A uniform 32-bit unsigned integer. */
  uint32(): number {
    const result = Math.imul(rotl(Math.imul(this.#b, 5), 7), 9) >>> 0;
    const t = this.#b << 9;
    this.#c ^= this.#a;
    this.#d ^= this.#b;
    this.#b ^= this.#c;
    this.#a ^= this.#d;
    this.#c ^= t;
    this.#d = rotl(this.#d, 11);
    return result;
  }

  /** A uniform number in [0, 1) with 53 random bits. */
  uniform(): number {
    const high = this.uint32() >>> 5;
    const low = this.uint32() >>> 6;
    return (high * 67108864 + low) / 9007199254740992;
  }

  /** A uniform integer in [0, n), without bias (rejection). `n` is at most 2^32. */
  integer(n: number): number {
    let x = this.uint32();
    // Nearly every number is below this bound, which costs no division, of the true limit.
    if (x < 4294967296 - n) return remainder(x, n);
    const limit = 4294967296 - (4294967296 % n);
    while (x >= limit) x = this.uint32();
    return remainder(x, n);
  }

  /** A standard normal number (Marsaglia's polar method). */
  normal(): number {
    if (!Number.isNaN(this.#spare)) {
      const spare = this.#spare;
      this.#spare = Number.NaN;
      return spare;
    }
    for (;;) {
      const u = 2 * this.uniform() - 1;
      const v = 2 * this.uniform() - 1;
      const s = u * u + v * v;
      if (s >= 1 || s === 0) continue;
      const scale = Math.sqrt((-2 * log(s)) / s);
      this.#spare = v * scale;
      return u * scale;
    }
  }

  /** Shuffles in place (Fisher-Yates) and returns its argument. */
  shuffle<T extends { [index: number]: unknown; length: number }>(values: T): T {
    for (let i = values.length - 1; i > 0; i--) {
      const j = this.integer(i + 1);
      const kept = values[i];
      values[i] = values[j];
      values[j] = kept;
    }
    return values;
  }

  /** 0 … n-1 in random order. */
  permutation(n: number): Uint32Array {
    return this.#shuffled(ascending(n));
  }

  /** The shuffle above, for these types alone and with uint32() written out, whose state stays at hand. */
  #shuffled(order: Uint32Array): Uint32Array {
    let [a, b, c, d] = [this.#a, this.#b, this.#c, this.#d];
    for (let left = order.length; left > 1; ) {
      const x = Math.imul(rotl(Math.imul(b, 5), 7), 9) >>> 0;
      const t = b << 9;
      c ^= a;
      d ^= b;
      b ^= c;
      a ^= d;
      c ^= t;
      d = rotl(d, 11);
      // As in integer().
      if (x >= 4294967296 - left && x >= 4294967296 - (4294967296 % left)) continue;
      const j = remainder(x, left);
      left--;
      const kept = order[left]!;
      order[left] = order[j]!;
      order[j] = kept;
    }
    [this.#a, this.#b, this.#c, this.#d] = [a, b, c, d];
    return order;
  }
}

/** 0 … n-1. A function of its own: V8 leaves what it has compiled of a loop at its end, before another loop. */
function ascending(n: number): Uint32Array {
  const numbers = new Uint32Array(n);
  for (let i = 0; i < n; i++) numbers[i] = i;
  return numbers;
}
