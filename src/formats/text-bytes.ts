/**
 * Text as the bytes of UTF-8, block by block, for files of many numbers: a number costs no string.
 *
 * The shortest decimal of a 32-bit float (float32.ts) is found without one too, where it can be found exactly: such a
 * float times a power of ten up to 10^12, and whole numbers of up to nine digits over one, are exact or rounded once
 * in 64 bits. Others, below 10^-4 and from a million on, go the long way.
 */
import { shortestFloat32 } from "./float32.js";

/** A block is handed on from this size on; a line more fits in without another. */
const blockBytes = 1 << 20;
const slack = 1 << 12;

/** A text that is written often. */
export type Encoded = Uint8Array;

export const encoded = (text: string): Encoded => Buffer.from(text);

export class TextBytes {
  #bytes = Buffer.allocUnsafe(blockBytes + slack);
  #length = 0;

  /** Whether there is enough for a block. */
  get isFull(): boolean {
    return this.#length >= blockBytes;
  }

  /** What was written since the last time. */
  take(): Uint8Array {
    const taken = this.#bytes.subarray(0, this.#length);
    this.#bytes = Buffer.allocUnsafe(blockBytes + slack);
    this.#length = 0;
    return taken;
  }

  text(text: string): void {
    this.#makeRoom(3 * text.length);
    this.#length += this.#bytes.write(text, this.#length);
  }

  bytes(from: Encoded, begin = 0, end = from.length): void {
    this.#makeRoom(end - begin);
    const bytes = this.#bytes;
    let at = this.#length;
    for (let i = begin; i < end; i++) bytes[at++] = from[i]!;
    this.#length = at;
  }

  /** A whole one of 32 bits, with or without a sign. */
  whole(value: number): void {
    this.#makeRoom(11);
    if (value < 0) this.#bytes[this.#length++] = minus;
    const size = Math.abs(value);
    let digits = 1;
    while (digits < 10 && size >= tens[digits]!) digits++;
    this.#digits(size, digits);
  }

  /** As shortestFloat32 has it. */
  float32(value: number): void {
    const size = Math.abs(value);
    if (size >= 1e-4 && size < 1e6) this.#decimal(size, value < 0);
    else this.text(shortestFloat32(value));
  }

  #decimal(size: number, below: boolean): void {
    let decade = 0;
    while (size < decades[decade]!) decade++;
    // The first digit stands `decade` places behind that of hundred thousands, so that six digits end here.
    let places = decade;
    let digits = rounded(size * tens[places]!);
    while (Math.fround(digits / tens[places]!) !== size) digits = rounded(size * tens[++places]!);
    while (places > 0 && digits % 10 === 0) {
      digits /= 10;
      places--;
    }
    this.#makeRoom(24);
    if (below) this.#bytes[this.#length++] = minus;
    const whole = Math.floor(digits / tens[places]!);
    this.whole(whole);
    if (places === 0) return;
    this.#bytes[this.#length++] = point;
    this.#digits(digits - whole * tens[places]!, places);
  }

  /** The last digits of a number. */
  #digits(value: number, count: number): void {
    const bytes = this.#bytes;
    let rest = value;
    for (let at = this.#length + count - 1; at >= this.#length; at--) {
      const tenth = Math.floor(rest / 10);
      bytes[at] = zero + rest - 10 * tenth;
      rest = tenth;
    }
    this.#length += count;
  }

  #makeRoom(more: number): void {
    if (this.#length + more <= this.#bytes.length) return;
    const larger = Buffer.allocUnsafe(2 * (this.#length + more));
    this.#bytes.copy(larger, 0, 0, this.#length);
    this.#bytes = larger;
  }
}

const zero = 48;
const minus = 45;
const point = 46;
const tens = Float64Array.from({ length: 13 }, (_, k) => Number(`1e${k}`));
/** 10^5, 10^4 … 10^-4. */
const decades = Float64Array.from({ length: 10 }, (_, k) => Number(`1e${5 - k}`));

/** To the nearest whole number, halves up: adding one half could itself round. */
function rounded(value: number): number {
  const below = Math.floor(value);
  return value - below >= 0.5 ? below + 1 : below;
}
