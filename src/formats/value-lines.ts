/** Lines of values: CSV (RFC 4180), with any separator, and words with spaces between them. */
import { UserError } from "../error.js";
import { longestValue } from "../limits.js";
import { decodedText, type TextFile } from "./text-file.js";

/** What stands between most values of the first line. */
export function separatorOf(line: string): string {
  const count = (separator: string) => fieldsOf(line, separator).length;
  const best = ["\t", ";", ","].reduce((a, b) => (count(b) > count(a) ? b : a));
  return count(best) > 1 ? best : " ";
}

/** Reads lines of nothing but plain values from their bytes, many times as fast. */
export interface PlainLines {
  /** Reads lines that are whole and plain. @returns where the first begins that is not. */
  read(bytes: Uint8Array, begin: number): number;
  /** Lines read so far. */
  readonly count: number;
}

/**
 * Lines that hold something, with their numbers; a value in quotes may go on over several.
 * @param plain is asked first for lines outside of quotes; those that it reads are counted alone.
 */
export function* records(
  path: string,
  file: TextFile,
  plain?: PlainLines,
): Iterable<{ number: number; text: string }> {
  const lines: string[] = [];
  let [number, length, open] = [0, 0, false];
  const read = (bytes: Uint8Array, begin: number) => {
    if (open || !plain) return begin;
    const before = plain.count;
    const end = plain.read(bytes, begin);
    number += plain.count - before;
    return end;
  };
  for (const line of linesOf(path, file, read)) {
    number++;
    if (!open && line.length <= longestValue && !line.includes('"')) {
      const text = line.endsWith("\r") ? line.slice(0, -1) : line;
      if (text.trim() !== "") yield { number, text };
      continue;
    }
    lines.push(line);
    length += line.length;
    open = line.includes('"') ? staysOpen(line, open) : open;
    if (length > longestValue) throw tooLong(path, number);
    if (open) continue;
    const text = lines.join("\n").replace(/\r$/, "");
    if (text.trim() !== "") yield { number: number + 1 - lines.length, text };
    lines.length = length = 0;
  }
  if (open)
    throw new UserError(
      `${path}: line ${number + 1 - lines.length}: expected a quote that closes a value, found the end of the file`,
    );
}

const lineFeed = 10;

/** @param read reads lines from a place on as it likes; what it leaves comes as texts. */
function* linesOf(
  path: string,
  file: TextFile,
  read: (bytes: Uint8Array, begin: number) => number,
): Iterable<string> {
  let rest = new Uint8Array();
  let number = 0;
  for (const block of file.blocks()) {
    const bytes = rest.length === 0 ? block : Buffer.concat([rest, block]);
    let at = 0;
    for (;;) {
      at = read(bytes, at);
      const end = bytes.indexOf(lineFeed, at);
      if (end < 0) break;
      number++;
      yield decodedText(path, bytes.subarray(at, end));
      at = end + 1;
    }
    rest = bytes.slice(at);
    if (rest.length > mostBytes) throw tooLong(path, number + 1);
  }
  if (rest.length > 0) yield decodedText(path, rest);
}

/** Of a line of the longest value. */
const mostBytes = 4 * longestValue;

function tooLong(path: string, number: number): UserError {
  return new UserError(
    `${path}: line ${number}: expected lines of at most ${longestValue} characters, found a longer one`,
  );
}

/** Whether a value in quotes goes on after this line. @param before whether one goes on into it. */
function staysOpen(line: string, before: boolean): boolean {
  let open = before;
  let begins = true; // nothing but spaces since the last separator
  for (let i = 0; i < line.length; i++) {
    const character = line[i]!;
    if (character === '"') {
      if (open && line[i + 1] === '"') i++;
      else if (open) open = false;
      else open = begins;
    }
    begins = /[\t;,]/.test(character) || (begins && character === " ");
  }
  return open;
}

/** The values of a line; spaces around one count only within quotes. */
export function fieldsOf(text: string, separator: string): string[] {
  if (!text.includes('"')) {
    const parts = separator === " " ? text.trim().split(/[ \t]+/) : text.split(separator);
    return /\s/.test(text) ? parts.map((part) => part.trim()) : parts;
  }
  const fields: string[] = [];
  for (let at = 0; at <= text.length; ) {
    const { value, end } = fieldAt(text, at, separator);
    fields.push(value);
    at = end + 1;
  }
  return fields;
}

function fieldAt(text: string, begin: number, separator: string): { value: string; end: number } {
  let at = begin;
  while (text[at] === " ") at++;
  if (text[at] !== '"') {
    const end = text.indexOf(separator, at);
    const stop = end < 0 ? text.length : end;
    return { value: text.slice(begin, stop).trim(), end: stop };
  }
  let value = "";
  for (;;) {
    const quote = text.indexOf('"', at + 1);
    if (quote < 0) return { value: text.slice(begin).trim(), end: text.length };
    value += text.slice(at + 1, quote);
    at = quote + 1;
    if (text[at] !== '"') break;
    value += '"';
  }
  const end = text.indexOf(separator, at);
  const stop = end < 0 ? text.length : end;
  return { value: value + text.slice(at, stop).trim(), end: stop };
}
