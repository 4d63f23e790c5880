/**
 * What is unpacked, into room of the length that was promised: what would write beyond it, or copy from
 * before its begin, is refused before a byte is written, so that the work is bounded by that length.
 */
import { hold } from "./corrupt.js";

export class Output {
  readonly bytes: Uint8Array;
  /** Where the next byte goes. */
  at = 0;
  /** Matches reach back no further. */
  begin = 0;

  constructor(length: number) {
    this.bytes = new Uint8Array(length);
  }

  get isFull(): boolean {
    return this.at === this.bytes.length;
  }

  put(source: Uint8Array, from: number, length: number): void {
    this.#room(length);
    hold(length >= 0 && from >= 0 && from + length <= source.length, "it is cut short");
    if (length > 32) this.bytes.set(source.subarray(from, from + length), this.at);
    else for (let i = 0; i < length; i++) this.bytes[this.at + i] = source[from + i]!;
    this.at += length;
  }

  fill(value: number, length: number): void {
    this.#room(length);
    this.bytes.fill(value, this.at, this.at + length);
    this.at += length;
  }

  /** Copies from `distance` bytes before; the copy may overlap itself, which repeats what stands there. */
  match(distance: number, length: number): void {
    this.#room(length);
    const { bytes, at } = this;
    hold(distance > 0 && distance <= at - this.begin, "it refers to what is not there");
    if (distance >= length && length > 32)
      bytes.copyWithin(at, at - distance, at - distance + length);
    else for (let i = at; i < at + length; i++) bytes[i] = bytes[i - distance]!;
    this.at += length;
  }

  #room(length: number): void {
    hold(this.at + length <= this.bytes.length, "it holds more than it claims");
  }
}
