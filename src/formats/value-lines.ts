/** Lines of values: CSV (RFC 4180), with any separator, and words with spaces between them. */
import { UserError } from "../error.js";
import { longestValue } from "../limits.js";
import type { TextFile } from "./text-file.js";

/** What stands between most values of the first line. */
export function separatorOf(line: string): string {
  const count = (separator: string) => fieldsOf(line, separator).length;
  const best = ["\t", ";", ","].reduce((a, b) => (count(b) > count(a) ? b : a));
  return count(best) > 1 ? best : " ";
}

/** Lines that hold something, with their numbers; a value in quotes may go on over several. */
export function* records(path: string, file: TextFile): Iterable<{ number: number; text: string }> {
  const lines: string[] = [];
  let [number, length, open] = [0, 0, false];
  for (const line of linesOf(path, file)) {
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

function* linesOf(path: string, file: TextFile): Iterable<string> {
  let rest = "";
  let number = 0;
  for (const piece of file.pieces()) {
    const lines = (rest + piece).split("\n");
    rest = lines.pop()!;
    number += lines.length;
    if (rest.length > longestValue) throw tooLong(path, number + 1);
    yield* lines;
  }
  if (rest !== "") yield rest;
}

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
