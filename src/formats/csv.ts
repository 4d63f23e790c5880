/**
 * Tables as text (RFC 4180): records by line, fields by comma, semicolon or tab, quoted where they hold
 * one of these. Read field by field, so that a table takes little more memory than its numbers.
 */
import { UserError } from "../error.js";

/** One record's fields, as `nextRecord` leaves them. */
export class CsvRecords {
  /** Of the record read last, from 1, where it begins. */
  line = 0;
  readonly #text: Buffer;
  readonly #delimiter: number;
  #at = 0;
  #nextLine = 1;

  constructor(
    private readonly file: string,
    bytes: Uint8Array,
    delimiter: string,
  ) {
    this.#text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.#delimiter = delimiter.charCodeAt(0);
    if (this.#text.subarray(0, 3).equals(Buffer.from([0xef, 0xbb, 0xbf]))) this.#at = 3;
  }

  /** The fields of the next record that is no blank line, in `into`; how many, or -1 at the end. */
  next(into: string[]): number {
    while (this.#at < this.#text.length && this.#isBreak()) this.#break();
    if (this.#at >= this.#text.length) return -1;
    this.line = this.#nextLine;
    let count = 0;
    for (;;) {
      into[count++] = this.#text[this.#at] === quote ? this.#quoted() : this.#plain();
      if (this.#at >= this.#text.length) return count;
      if (this.#isBreak()) {
        this.#break();
        return count;
      }
      this.#at++; // the delimiter
    }
  }

  #isBreak(): boolean {
    const byte = this.#text[this.#at];
    return byte === lineFeed || byte === carriageReturn;
  }

  #break(): void {
    if (this.#text[this.#at] === carriageReturn && this.#text[this.#at + 1] === lineFeed)
      this.#at++;
    this.#at++;
    this.#nextLine++;
  }

  #plain(): string {
    const begin = this.#at;
    let at = begin;
    for (; at < this.#text.length; at++) {
      const byte = this.#text[at];
      if (byte === this.#delimiter || byte === lineFeed || byte === carriageReturn) break;
    }
    this.#at = at;
    if (at - begin > longestField) throw this.#tooLong();
    return this.#text.toString("utf8", begin, at);
  }

  /** Two quotes stand for one; line breaks belong to the field. */
  #quoted(): string {
    const begin = this.#at + 1;
    for (let at = begin; ; at++) {
      const byte = this.#text[at];
      if (byte === undefined)
        throw new UserError(
          `${this.file}: expected a quotation that ends, found none that does from line ${this.line} on; close it or remove the quotation mark`,
        );
      if (byte === lineFeed) this.#nextLine++;
      if (byte !== quote) continue;
      if (this.#text[at + 1] === quote) {
        at++;
        continue;
      }
      this.#at = at + 1;
      if (at - begin > longestField) throw this.#tooLong();
      this.#checkAfter();
      return this.#text.toString("utf8", begin, at).replaceAll('""', '"');
    }
  }

  #checkAfter(): void {
    const after = this.#text[this.#at];
    if (after === undefined || after === this.#delimiter || this.#isBreak()) return;
    throw new UserError(
      `${this.file}: expected a field to end with its quotation, found more behind it in line ${this.line}; write quotation marks within a field twice`,
    );
  }

  #tooLong(): UserError {
    return new UserError(
      `${this.file}: expected fields of at most ${longestField} characters, found a longer one in line ${this.line}`,
    );
  }
}

const quote = 0x22;
const lineFeed = 0x0a;
const carriageReturn = 0x0d;
const longestField = 100_000;

/** What separates fields: a tab in files so named; else a comma, unless the first line only has others. */
export function delimiterOf(file: string, bytes: Uint8Array): string {
  if (/\.tsv(\.gz)?$/i.test(file)) return "\t";
  const start = Buffer.from(bytes.subarray(0, 1 << 16)).toString("latin1");
  const first =
    /[^\r\n]*/.exec(start.replace(/^[\r\n]+/, ""))?.[0].replaceAll(/"[^"]*"/g, "") ?? "";
  return [",", ";", "\t"].find((one) => first.includes(one)) ?? ",";
}

const decimal = /^\s*[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?\s*$/i;

/** The number that a field is, or undefined: no NaN, no infinity, no hexadecimal, nothing empty. */
export function numberOf(field: string): number | undefined {
  if (!decimal.test(field)) return undefined;
  return Number(field);
}
