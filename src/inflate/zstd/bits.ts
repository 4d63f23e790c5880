/** Bits of a byte array, read from the front or, as most of zstd's are, from the back. */
import { hold } from "../corrupt.js";

/** `count` bits from bit `at` on, at most 24 of them, zeros beyond the end. */
function bitsAt(bytes: Uint8Array, at: number, count: number): number {
  const first = at >> 3;
  const word =
    (bytes[first] ?? 0) |
    ((bytes[first + 1] ?? 0) << 8) |
    ((bytes[first + 2] ?? 0) << 16) |
    ((bytes[first + 3] ?? 0) << 24);
  return (word >>> (at & 7)) & ((1 << count) - 1);
}

/** floor(log2 n) of n >= 1. */
export function highestBit(n: number): number {
  return 31 - Math.clz32(n);
}

export class ForwardBits {
  #at: number;

  /** @param begin first byte. */
  constructor(
    private readonly bytes: Uint8Array,
    begin: number,
  ) {
    this.#at = 8 * begin;
  }

  /** The next bits, which stay where they are. */
  peek(count: number): number {
    return bitsAt(this.bytes, this.#at, count);
  }

  skip(count: number): void {
    this.#at += count;
    hold(this.#at <= 8 * this.bytes.length, "it is cut short");
  }

  take(count: number): number {
    const value = this.peek(count);
    this.skip(count);
    return value;
  }

  /** The first byte of which no bit was taken. */
  get nextByte(): number {
    return (this.#at + 7) >> 3;
  }
}

/** The highest bit that is set in the last byte marks the end; reading goes down from there. */
export class BackwardBits {
  /** Bits that are left; negative where more were taken than there are, which read as zeros. */
  left: number;

  constructor(private readonly bytes: Uint8Array) {
    const last = bytes.at(-1) ?? 0;
    hold(last > 0, "a stream of bits has no end");
    this.left = 8 * (bytes.length - 1) + highestBit(last);
  }

  /** At most 31 bits. */
  take(count: number): number {
    if (count > 16) {
      const high = this.take(count - 16);
      return high * 65536 + this.take(16);
    }
    const value = this.peek(count);
    this.left -= count;
    return value;
  }

  /** The next bits, at most 16, which stay where they are. */
  peek(count: number): number {
    const at = this.left - count;
    if (at >= 0) return bitsAt(this.bytes, at, count);
    return this.left > 0 ? bitsAt(this.bytes, 0, this.left) << -at : 0;
  }
}
