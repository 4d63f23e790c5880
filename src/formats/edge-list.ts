/**
 * Edge lists: CSV (RFC 4180, also with semicolons), TSV, or words with spaces between them; a line an edge.
 *
 * A header names the columns, in any order: source and target (or from and to), weight, type (directed or
 * undirected, as Gephi writes), layer, multiplicity, sign; others are left out. Without one the first two
 * columns are source and target, the third the weight. Lines before it that begin with # or % are remarks.
 * Files of any length: only what the edges say is kept.
 */
import { UserError } from "../error.js";
import { longestValue } from "../limits.js";
import { type ForeignGraph, GraphBuilder } from "./foreign-graph.js";
import type { TextFile } from "./text-file.js";

const columns = ["source", "target", "weight", "type", "layer", "multiplicity", "sign"] as const;
type Column = (typeof columns)[number];
const synonyms: Readonly<Record<string, Column>> = { from: "source", to: "target" };

/** Where the columns stand. */
type Places = Readonly<Partial<Record<Column, number>>>;

export function readEdgeList(path: string, file: TextFile): ForeignGraph {
  const reader = new EdgeListReader(path);
  for (const { number, text } of records(path, file)) reader.line(number, text);
  return reader.finish();
}

class EdgeListReader {
  readonly #builder: GraphBuilder;
  #separator: string | undefined;
  #places: Places = {};
  #width = 0;

  constructor(private readonly path: string) {
    this.#builder = new GraphBuilder(path);
  }

  line(number: number, text: string): void {
    if (this.#separator === undefined) {
      if (/^[#%]/.test(text)) return;
      this.#begin(number, text);
    } else this.#edge(number, fieldsOf(text, this.#separator));
  }

  finish(): ForeignGraph {
    if (this.#separator === undefined) this.#builder.note("it has no edges");
    else if (this.#places.type === undefined)
      this.#builder.note(
        "edges are taken to have a direction, from source to target; a column type with the word Undirected says otherwise",
      );
    return this.#builder.finish();
  }

  /** The first line is a header, or an edge. */
  #begin(number: number, text: string): void {
    const separator = separatorOf(text);
    const fields = fieldsOf(text, separator);
    this.#separator = separator;
    this.#width = fields.length;
    const words = fields.map((field) => field.trim().toLowerCase());
    const named = words.map((word) => synonyms[word] ?? columns.find((column) => column === word));
    if (named.includes("source") || named.includes("target")) {
      this.#header(number, fields, named);
      return;
    }
    if (fields.length < 2)
      throw this.#wrong(number, "at least two values, source and target", `"${text.slice(0, 80)}"`);
    this.#places = { source: 0, target: 1, ...(fields.length > 2 ? { weight: 2 } : {}) };
    this.#builder.note(
      `no header: columns are source, target${fields.length > 2 ? ", weight" : ""}, and the first line is an edge`,
    );
    if (fields.length > 3) this.#builder.note(`left out: ${fields.length - 3} more columns`);
    this.#edge(number, fields);
  }

  #header(number: number, fields: readonly string[], named: readonly (Column | undefined)[]): void {
    const places: Partial<Record<Column, number>> = {};
    named.forEach((column, place) => {
      if (column === undefined) return;
      if (places[column] !== undefined)
        throw this.#wrong(number, `one column ${column}`, "two of that name");
      places[column] = place;
    });
    if (places.source === undefined || places.target === undefined)
      throw this.#wrong(number, "columns source and target", fields.join(", "));
    this.#places = places;
    const others = fields.filter((_, place) => named[place] === undefined);
    if (others.length > 0) this.#builder.note(`left out: columns ${others.join(", ")}`);
  }

  #edge(number: number, fields: readonly string[]): void {
    if (fields.length !== this.#width)
      throw this.#wrong(number, `${this.#width} values, as in the first line`, `${fields.length}`);
    const { weight, layer, multiplicity, sign } = this.#places;
    const at = `line ${number}`;
    const numberAt = (name: string, place: number | undefined) =>
      place === undefined ? undefined : this.#builder.numberOf(at, name, fields[place]);
    this.#builder.plainEdge(
      at,
      this.#name(number, "source", fields),
      this.#name(number, "target", fields),
      this.#isDirected(number, fields),
      numberAt("weight", weight),
      this.#whole(number, "layer", layer, fields, 255, 0),
      this.#whole(number, "multiplicity", multiplicity, fields, 2 ** 32 - 1, 1),
      this.#whole(number, "sign", sign, fields, 1, -1),
    );
  }

  #name(number: number, column: "source" | "target", fields: readonly string[]): string {
    const name = fields[this.#places[column]!]!;
    if (name === "") throw this.#wrong(number, `the name of a node as ${column}`, "nothing");
    return name;
  }

  #isDirected(number: number, fields: readonly string[]): boolean {
    const place = this.#places.type;
    const word = place === undefined ? "directed" : fields[place]!.trim().toLowerCase();
    if (word !== "directed" && word !== "undirected")
      throw this.#wrong(number, "type to be directed or undirected", `"${fields[place!]}"`);
    return word === "directed";
  }

  #whole(
    number: number,
    column: Column,
    place: number | undefined,
    fields: readonly string[],
    most: number,
    least: number,
  ): number | undefined {
    if (place === undefined) return undefined;
    const text = fields[place]!;
    const value = /^-?\d{1,10}$/.test(text) ? Number(text) : Number.NaN;
    if (value >= least && value <= most) return value;
    throw this.#wrong(
      number,
      `${column} to be a whole number from ${least} to ${most}`,
      `"${text}"`,
    );
  }

  #wrong(number: number, expected: string, found: string): UserError {
    return new UserError(`${this.path}: line ${number}: expected ${expected}, found ${found}`);
  }
}

/** What stands between most values of the first line. */
function separatorOf(line: string): string {
  const count = (separator: string) => fieldsOf(line, separator).length;
  const best = ["\t", ";", ","].reduce((a, b) => (count(b) > count(a) ? b : a));
  return count(best) > 1 ? best : " ";
}

/** Lines that hold something, with their numbers; a value in quotes may go on over several. */
function* records(path: string, file: TextFile): Iterable<{ number: number; text: string }> {
  const lines: string[] = [];
  let [number, length, open] = [0, 0, false];
  for (const line of linesOf(path, file)) {
    number++;
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
function fieldsOf(text: string, separator: string): string[] {
  if (!text.includes('"')) {
    const parts = separator === " " ? text.trim().split(/[ \t]+/) : text.split(separator);
    return parts.map((part) => part.trim());
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
