/**
 * Holds a protobuf message's bytes against its structure before a library decodes them: every length lies
 * within the message around it, messages are not nested too deep, and there are not more fields than
 * would fit in memory as objects. https://protobuf.dev/programming-guides/encoding
 */
import { UserError } from "../error.js";

/**
 * How each field of a message is written, by its number. All that a decoder knows must be here, since it
 * reads these by its own knowledge, whatever the file says that they are; what it does not know it skips.
 */
export type MessageFormat = Readonly<Record<number, FieldFormat>>;
export type FieldFormat =
  | "integer"
  | "float"
  | "bytes"
  | "integers"
  | "floats"
  | "doubles"
  | (() => MessageFormat);

/** What the file calls them: numbers of 7 bits a byte, of 8 and 4 bytes, and bytes of a length. */
const wire = { varint: 0, fixed64: 1, bytes: 2, fixed32: 5 };
const written: Readonly<Record<Exclude<FieldFormat, () => MessageFormat>, readonly number[]>> = {
  integer: [wire.varint],
  float: [wire.fixed32],
  bytes: [wire.bytes],
  integers: [wire.bytes, wire.varint],
  floats: [wire.bytes, wire.fixed32],
  doubles: [wire.bytes, wire.fixed64],
};

/** Each becomes an object of some hundred bytes. */
const mostFields = 2 ** 19;
/** Bytes of packed integers: of each at most one object of 40 bytes. */
const mostIntegers = 2 ** 20;
const mostFloats = 2 ** 25;
const deepest = 16;

/** @throws UserError where the message is damaged or beyond these limits. */
export function checkMessage(path: string, bytes: Uint8Array, format: MessageFormat): void {
  new Walk(path, bytes).message(0, bytes.length, format, 0);
}

class Walk {
  #fields = 0;
  #integers = 0;
  #floats = 0;
  #at = 0;

  constructor(
    private readonly path: string,
    private readonly bytes: Uint8Array,
  ) {}

  message(begin: number, end: number, format: MessageFormat, depth: number): void {
    if (depth > deepest) this.#tooLarge(`messages nested at most ${deepest} deep`);
    this.#at = begin;
    while (this.#at < end) {
      if (++this.#fields > mostFields) this.#tooLarge(`at most ${mostFields} fields`);
      const tag = this.#varint(end);
      const type = tag & 7;
      const field = format[tag >>> 3];
      const fits = typeof field === "string" ? written[field] : [wire.bytes];
      if (tag >>> 3 === 0 || (field && !fits.includes(type)))
        this.#damaged(`field ${tag >>> 3} written as type ${type}`);
      if (type === wire.varint) this.#varint(end);
      else if (type === wire.fixed64) this.#skip(8, end);
      else if (type === wire.fixed32) this.#skip(4, end);
      else if (type === wire.bytes) this.#contents(end, field, depth);
      else this.#damaged(`a field of type ${type}`);
    }
  }

  #contents(end: number, field: FieldFormat | undefined, depth: number): void {
    const length = this.#varint(end);
    const begin = this.#at;
    this.#skip(length, end);
    if (field === "integers") this.#integers += length;
    if (field === "floats" || field === "doubles") this.#floats += length;
    if (this.#integers > mostIntegers)
      this.#tooLarge(`at most ${mostIntegers} bytes of integers; write tensors as raw data`);
    if (this.#floats > mostFloats)
      this.#tooLarge(`at most ${mostFloats} bytes of listed floats; write tensors as raw data`);
    if (typeof field === "function") this.message(begin, begin + length, field(), depth + 1);
    this.#at = begin + length;
  }

  /** Exact to 32 bits, which tags and lengths have; longer ones are skipped. */
  #varint(end: number): number {
    let value = 0;
    for (let i = 0; i < 10; i++) {
      if (this.#at >= end) this.#damaged("its end within a number");
      const byte = this.bytes[this.#at++]!;
      if (i < 5) value += (byte & 127) * 128 ** i;
      if (byte < 128) return value;
    }
    return this.#damaged("a number of more than 64 bits");
  }

  #skip(length: number, end: number): void {
    if (length > end - this.#at)
      this.#damaged(`a field of ${length} bytes where ${end - this.#at} are left`);
    this.#at += length;
  }

  #damaged(what: string): never {
    throw new UserError(
      `${this.path}: expected a whole file, found ${what} at byte ${this.#at}; make or fetch the file again`,
    );
  }

  #tooLarge(what: string): never {
    throw new UserError(`${this.path}: expected ${what}, found more at byte ${this.#at}`);
  }
}
