/**
 * The lines of an edge list that need no reading as text: between separators nothing but names of printable ASCII
 * without quotes, whole numbers, and decimals that are exact or rounded once in 64 bits (at most 15 digits, a power
 * of ten up to 22). All other lines, wrong ones among them, are left to whoever reads texts, and mean the same there.
 */
import { longestValue } from "../limits.js";
import type { GraphBuilder } from "./graph-builder.js";
import type { PlainLines } from "./value-lines.js";

export const columns = [
  "source",
  "target",
  "weight",
  "type",
  "layer",
  "multiplicity",
  "sign",
] as const;
export type Column = (typeof columns)[number];

/** Where the columns stand. */
export type Places = Readonly<Partial<Record<Column, number>>>;

const Kind = { other: 0, source: 1, target: 2, weight: 3, type: 4, whole: 5 } as const;

/** What was read of a line, in slots of numbers. */
const slots = { layer: 0, multiplicity: 1, sign: 2 } as const;
const bounds = { layer: [0, 255], multiplicity: [1, 2 ** 32 - 1], sign: [-1, 1] } as const;
type Whole = keyof typeof slots;
const wholes = Object.keys(slots) as Whole[];

export class PlainEdges implements PlainLines {
  count = 0;
  #separator = -1;
  /** Of each column. */
  #kinds = new Uint8Array();
  #slots = new Uint8Array();
  readonly #has = { weight: false, layer: false, multiplicity: false, sign: false };
  /** Of the line at hand: numbers of nodes, or -1 and their names; all else. */
  readonly #node: [number, number] = [0, 0];
  readonly #name: [string, string] = ["", ""];
  #weight = 1;
  #directed = true;
  readonly #wholes = new Int32Array(wholes.length);
  /** Where the value ends that was read last. */
  #at = 0;

  constructor(private readonly builder: GraphBuilder) {}

  /** Nothing is read before. Words between spaces are not plain. */
  begin(separator: string, places: Places, width: number): void {
    if (separator === " ") return;
    this.#separator = separator.charCodeAt(0);
    this.#kinds = new Uint8Array(width);
    this.#slots = new Uint8Array(width);
    for (const column of ["source", "target", "weight", "type"] as const)
      if (places[column] !== undefined) this.#kinds[places[column]] = Kind[column];
    this.#has.weight = places.weight !== undefined;
    for (const column of wholes) {
      const place = places[column];
      this.#has[column] = place !== undefined;
      if (place === undefined) continue;
      this.#kinds[place] = Kind.whole;
      this.#slots[place] = slots[column];
    }
  }

  read(bytes: Uint8Array, begin: number): number {
    if (this.#separator < 0) return begin;
    let at = begin;
    while (this.#line(bytes, at)) {
      at = this.#at;
      this.count++;
      const [layer, multiplicity, sign] = this.#wholes;
      const has = this.#has;
      this.builder.edgeBetween(this.#end(0), this.#end(1), this.#directed, {
        weight: has.weight ? this.#weight : undefined,
        layer: has.layer ? layer : undefined,
        multiplicity: has.multiplicity ? multiplicity : undefined,
        sign: has.sign ? sign : undefined,
      });
    }
    return at;
  }

  #end(which: 0 | 1): number {
    const number = this.#node[which];
    return this.builder.nodeOf(number >= 0 ? number : this.#name[which]);
  }

  /** Whether a line is whole and plain; it is read then, and the next one begins where the reading ended. */
  #line(bytes: Uint8Array, begin: number): boolean {
    const [kinds, separator] = [this.#kinds, this.#separator];
    const last = kinds.length - 1;
    this.#at = begin;
    for (let column = 0; column <= last; column++) {
      if (!this.#value(bytes, column)) return false;
      const after = bytes[this.#at++];
      if (column < last ? after !== separator : !this.#isEnd(bytes, after)) return false;
    }
    return this.#at - begin <= longestValue;
  }

  #isEnd(bytes: Uint8Array, byte: number | undefined): boolean {
    return byte === lineFeed || (byte === carriageReturn && bytes[this.#at++] === lineFeed);
  }

  #value(bytes: Uint8Array, column: number): boolean {
    switch (this.#kinds[column]) {
      case Kind.source:
        return this.#nodeAt(bytes, 0);
      case Kind.target:
        return this.#nodeAt(bytes, 1);
      case Kind.weight:
        return this.#decimal(bytes);
      case Kind.type:
        return this.#type(bytes);
      case Kind.whole:
        return this.#whole(bytes, this.#slots[column]!);
      default:
        this.#pass(bytes);
        return true;
    }
  }

  /** Goes to the end of a value of what is printable, without quotes. */
  #pass(bytes: Uint8Array): void {
    let at = this.#at;
    for (; at < bytes.length; at++) {
      const byte = bytes[at]!;
      if (byte === this.#separator || byte <= space || byte === quote || byte >= 127) break;
    }
    this.#at = at;
  }

  #nodeAt(bytes: Uint8Array, which: 0 | 1): boolean {
    const begin = this.#at;
    let at = begin;
    let number = 0;
    for (; isDigit(bytes[at]) && at - begin < 7; at++) number = 10 * number + bytes[at]! - zero;
    // As we write numbers ourselves, and ends here; all else is a name.
    const after = bytes[at];
    const ends = after === this.#separator || after === lineFeed || after === carriageReturn;
    if (ends && at > begin && (bytes[begin] !== zero || at === begin + 1)) {
      this.#node[which] = number;
      this.#at = at;
      return true;
    }
    this.#pass(bytes);
    this.#node[which] = -1;
    const length = this.#at - begin;
    this.#name[which] = Buffer.from(bytes.buffer, bytes.byteOffset + begin, length).toString(
      "latin1",
    );
    return length > 0;
  }

  #decimal(bytes: Uint8Array): boolean {
    let at = this.#at;
    const below = bytes[at] === minus;
    if (below || bytes[at] === plus) at++;
    let [value, digits, places] = [0, 0, 0];
    for (; isDigit(bytes[at]); at++, digits++) value = 10 * value + bytes[at]! - zero;
    if (bytes[at] === point)
      for (at++; isDigit(bytes[at]); at++, digits++, places++)
        value = 10 * value + bytes[at]! - zero;
    if (digits === 0 || digits > 15) return false;
    this.#at = at;
    const power = isE(bytes[at]) ? this.#exponent(bytes) : 0;
    const shift = power - places;
    if (!(Math.abs(shift) <= 22)) return false;
    const size = shift < 0 ? value / tens[-shift]! : value * tens[shift]!;
    this.#weight = below ? -size : size;
    return Number.isFinite(Math.fround(size));
  }

  /** NaN where there is none. */
  #exponent(bytes: Uint8Array): number {
    let at = this.#at + 1;
    const below = bytes[at] === minus;
    if (below || bytes[at] === plus) at++;
    const begin = at;
    let power = 0;
    for (; isDigit(bytes[at]) && at - begin < 4; at++) power = 10 * power + bytes[at]! - zero;
    this.#at = at;
    if (at === begin) return Number.NaN;
    return below ? -power : power;
  }

  #whole(bytes: Uint8Array, slot: number): boolean {
    let at = this.#at;
    const below = bytes[at] === minus;
    if (below) at++;
    const begin = at;
    let size = 0;
    for (; isDigit(bytes[at]) && at - begin < 9; at++) size = 10 * size + bytes[at]! - zero;
    const value = below ? -size : size;
    const [least, most] = bounds[wholes[slot]!];
    this.#wholes[slot] = value;
    this.#at = at;
    return at > begin && value >= least && value <= most;
  }

  #type(bytes: Uint8Array): boolean {
    const begin = this.#at;
    this.#pass(bytes);
    const length = this.#at - begin;
    this.#directed = length === directed.length;
    return spells(bytes, begin, length, this.#directed ? directed : undirected);
  }
}

function spells(bytes: Uint8Array, begin: number, length: number, word: Uint8Array): boolean {
  if (length !== word.length) return false;
  for (let i = 0; i < length; i++) if ((bytes[begin + i]! | 32) !== word[i]) return false;
  return true;
}

const [directed, undirected] = [Buffer.from("directed"), Buffer.from("undirected")];
const zero = 48;
const minus = 45;
const plus = 43;
const point = 46;
const quote = 34;
const space = 32;
const lineFeed = 10;
const carriageReturn = 13;
const tens = Float64Array.from({ length: 23 }, (_, k) => Number(`1e${k}`));

const isDigit = (byte: number | undefined) =>
  byte !== undefined && byte >= zero && byte < zero + 10;
const isE = (byte: number | undefined) => byte === 101 || byte === 69;
