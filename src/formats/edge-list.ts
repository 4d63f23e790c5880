/**
 * Edge lists: CSV (RFC 4180, also with semicolons), TSV, or words with spaces between them; a line an edge.
 *
 * A header names the columns, in any order: source and target (or from and to), weight, type (directed or
 * undirected, as Gephi writes), layer, multiplicity, sign; others are left out. Without one the first two
 * columns are source and target, the third the weight. Lines before it that begin with # or % are remarks.
 * Files of any length: only what the edges say is kept.
 */
import { UserError } from "../error.js";
import type { ForeignGraph } from "./foreign-graph.js";
import { GraphBuilder } from "./graph-builder.js";
import { type Column, columns, type Places, PlainEdges } from "./plain-edges.js";
import type { TextFile } from "./text-file.js";
import { fieldsOf, records, separatorOf } from "./value-lines.js";

const synonyms: Readonly<Record<string, Column>> = { from: "source", to: "target" };

export function readEdgeList(path: string, file: TextFile): ForeignGraph {
  const reader = new EdgeListReader(path);
  for (const { number, text } of records(path, file, reader.plain)) reader.line(number, text);
  return reader.finish();
}

class EdgeListReader {
  readonly #builder: GraphBuilder;
  /** Of the lines after the first that holds something. */
  readonly plain: PlainEdges;
  #separator: string | undefined;
  #places: Places = {};
  #width = 0;

  constructor(private readonly path: string) {
    this.#builder = new GraphBuilder(path);
    this.plain = new PlainEdges(this.#builder);
  }

  line(number: number, text: string): void {
    if (this.#separator === undefined) {
      if (/^[#%]/.test(text)) return;
      this.#begin(number, text);
      this.plain.begin(this.#separator!, this.#places, this.#width);
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
    const { weight } = this.#places;
    const at = `line ${number}`;
    this.#builder.plainEdge(
      at,
      this.#name(number, "source", fields),
      this.#name(number, "target", fields),
      this.#isDirected(number, fields),
      {
        weight:
          weight === undefined ? undefined : this.#builder.numberOf(at, "weight", fields[weight]),
        layer: this.#whole(number, "layer", fields, 0, 255),
        multiplicity: this.#whole(number, "multiplicity", fields, 1, 2 ** 32 - 1),
        sign: this.#whole(number, "sign", fields, -1, 1),
      },
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
    fields: readonly string[],
    least: number,
    most: number,
  ): number | undefined {
    const place = this.#places[column];
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
