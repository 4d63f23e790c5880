/**
 * Tables in files larger than what is held at once. Each column is read into an array of its own, a piece at a
 * time, so that a table takes the room of its columns and no more. Only columns of plain numbers are read so: one
 * after the other in the file, without gaps, not compressed. Others are passed over where nobody asks for them.
 */
import { UserError } from "../error.js";
import { readPieces } from "../files.js";
import { type FlatTable, Malformed, type Vector, wholeNumber } from "./flatbuffer.js";
import { flechette } from "./flechette.js";
import type { ColumnFormat } from "./format.js";
import { contentsOf, LargeFile, type LargeMessage, type Source } from "./large-file.js";
import { sealOf } from "./seal.js";
import { arrays, type ColumnData, type NumberArray } from "./table.js";
import { textsOf } from "./texts.js";
import { schemaOf } from "./verify.js";
import type { Field } from "./verify-schema.js";

const { Type } = flechette;

export interface LargeTable {
  readonly sha256: string;
  readonly metadata: ReadonlyMap<string, string>;
  readonly rows: number;
  /** Names in their order. */
  readonly names: readonly string[];
  /** @throws Unread where it can be told already that a column cannot be read by itself. */
  check(name: string, wanted: Wanted): void;
  /** The values of a column. @throws Unread where they are not plain, or not of that type. */
  column(name: string, wanted: Wanted): ColumnData;
  /** Nothing can be read any more. */
  close(): void;
}

type Wanted = Pick<ColumnFormat, "type">;

/**
 * Opens a table; whoever does closes it.
 * @param damaged what to throw where its seal is broken, before anything it says is followed.
 * @throws UserError for what is not true.
 */
export function openLarge(path: string, damaged: () => Error): LargeTable {
  const file = new LargeFile(path);
  try {
    const { state, sha256 } = sealOf(readPieces(path), "sha256");
    if (state === "broken") throw damaged();
    return inWords(path, () => open(path, file, sha256));
  } catch (error) {
    file.close();
    throw error;
  }
}

function inWords<T>(path: string, read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof Malformed)) throw error;
    throw new UserError(`${path}: expected a readable Arrow IPC file; ${error.message}`);
  }
}

/** What a file says of itself, of any size: neither its seal nor its columns are looked at. @throws Malformed */
export function metadataAt(path: string): ReadonlyMap<string, string> {
  const file = new LargeFile(path);
  try {
    return metadataIn(file);
  } finally {
    file.close();
  }
}

/** The same of a file that is open, or held. @throws Malformed */
export function metadataIn(file: Source): ReadonlyMap<string, string> {
  return metadataOf(contentsOf(file).schema);
}

function open(path: string, file: LargeFile, sha256: string): LargeTable {
  const { schema, batches } = contentsOf(file);
  const columns = described(schema);
  const parts = batches.map((batch) => new Part(file, batch, columns));
  const rows = parts.reduce((sum, part) => sum + part.rows, 0);
  const placeOf = (name: string, { type }: Wanted): number => {
    const place = columns.findIndex((column) => column.name === name);
    const found = columns[place];
    const fits = type === "text" ? found?.field.type === Type.Utf8 : found?.make && type in arrays;
    if (!fits) throw unread(path, name, "is of another kind");
    for (const part of parts) {
      const why = part.whyNot(place);
      if (why !== undefined) throw unread(path, name, why);
    }
    return place;
  };
  const column = (name: string, wanted: Wanted): ColumnData => {
    const place = placeOf(name, wanted);
    // A row takes its bytes in the file: no room is made for rows that are only claimed.
    if (wanted.type === "text") {
      for (const part of parts) part.check(place, 4);
      return parts.flatMap((part) => part.texts(place));
    }
    const from = columns[place]!.make!;
    for (const part of parts) part.check(place, sizeOf(from));
    const values = new arrays[wanted.type as keyof typeof arrays](rows);
    let row = 0;
    for (const part of parts) {
      const why = part.read(place, from, values, row);
      if (why !== undefined) throw unread(path, name, why);
      row += part.rows;
    }
    return values;
  };
  return {
    sha256,
    metadata: metadataOf(schema),
    rows,
    names: columns.map(({ name }) => name),
    check: (name, wanted) => void placeOf(name, wanted),
    column: (name, wanted) => inWords(path, () => column(name, wanted)),
    close: () => file.close(),
  };
}

/** The column may still be read where the whole file can be held. */
export class Unread extends UserError {}

function unread(path: string, name: string, why: string): Unread {
  return new Unread(
    `${path}: expected column "${name}", in a file of this size, to be plain numbers or texts, not compressed and without gaps; it ${why}`,
  );
}

interface Described {
  readonly name: string;
  readonly field: Field;
  /** The array that holds its numbers; undefined for other types. */
  readonly make: MakeWide | undefined;
}

/** What a schema says, which is known to be true. */
function described(schema: FlatTable): Described[] {
  const fields = schemaOf(schema);
  return schema.tables(6).map((own, i) => ({
    name: textAt(own, 4),
    field: fields[i]!,
    make: plainType(fields[i]!, own.table(10)!),
  }));
}

function metadataOf(schema: FlatTable): Map<string, string> {
  return new Map(schema.tables(8).map((pair) => [textAt(pair, 4), textAt(pair, 6)]));
}

function textAt(table: FlatTable, slot: number): string {
  const { length, at, view } = table.vector(slot, 1);
  return length === 0
    ? ""
    : Buffer.from(view.buffer, view.byteOffset + at(0), length).toString("utf8");
}

type Wide = NumberArray | Int8Array | Int16Array | BigInt64Array | BigUint64Array;
type MakeWide = new (buffer: ArrayBuffer, offset: number, length: number) => Wide;

const signed: Readonly<Record<number, MakeWide>> = {
  8: Int8Array,
  16: Int16Array,
  32: Int32Array,
  64: BigInt64Array,
};
const unsigned: Readonly<Record<number, MakeWide>> = {
  8: Uint8Array,
  16: Uint16Array,
  32: Uint32Array,
  64: BigUint64Array,
};
const floats: Readonly<Record<number, MakeWide>> = { 32: Float32Array, 64: Float64Array };

function plainType({ type, bits }: Field, settings: FlatTable): MakeWide | undefined {
  if (type === Type.Float) return floats[bits];
  if (type === Type.Int) return (settings.int8(6) === 0 ? unsigned : signed)[bits];
  return undefined;
}

const pieceRows = 1 << 20;

/** A batch of rows. */
class Part {
  readonly rows: number;
  /** Of each column at the top, where its values are; why not where they cannot be read. */
  readonly #columns: (Region | string)[] = [];

  constructor(
    private readonly file: LargeFile,
    private readonly message: LargeMessage,
    columns: readonly Described[],
  ) {
    const batch = message.content;
    this.rows = batch.int64(4);
    const walk = new Regions(batch, message.bodyLength);
    for (const { field } of columns) this.#columns.push(walk.next(field, this.rows));
    const compressed = batch.table(10);
    if (compressed) this.#columns.fill("is compressed");
    if (this.rows < 0) throw new Malformed(`a batch claims ${this.rows} rows`);
  }

  /** Why a column cannot be read. */
  whyNot(column: number): string | undefined {
    const region = this.#columns[column]!;
    return typeof region === "string" ? region : undefined;
  }

  /** @param size bytes of a value. @throws Malformed where there are fewer than it claims. */
  check(column: number, size: number): void {
    const region = this.#region(column);
    if (region.length < this.rows * size)
      throw new Malformed(`a column claims ${this.rows} values in ${region.length} bytes`);
  }

  /** @returns what is wrong with a value. */
  read(column: number, From: MakeWide, into: NumberArray, row: number): string | undefined {
    const region = this.#region(column);
    const size = sizeOf(From);
    const begin = this.message.body + region.offset;
    if (into.constructor === From) {
      for (let at = 0; at < this.rows; at += pieceRows) {
        const count = Math.min(pieceRows, this.rows - at);
        const place = into.byteOffset + (row + at) * size;
        this.file.fill(new Uint8Array(into.buffer, place, count * size), begin + at * size);
      }
      return undefined;
    }
    for (let at = 0; at < this.rows; at += pieceRows) {
      const count = Math.min(pieceRows, this.rows - at);
      const bytes = this.file.bytes(begin + at * size, count * size);
      const values = new From(bytes.buffer as ArrayBuffer, 0, count);
      const wrong = copied(values, into, row + at);
      if (wrong >= 0)
        return `has ${values[wrong]} in row ${row + at + wrong}, which is no ${nameOf(into)}`;
    }
    return undefined;
  }

  texts(column: number): string[] {
    if (this.rows === 0) return [];
    const { body } = this.message;
    const { offset, length, texts } = this.#region(column);
    if (length < 4 * (this.rows + 1))
      throw new Malformed(`a column claims ${this.rows} texts in ${length} bytes of offsets`);
    const offsets = this.file.bytes(body + offset, 4 * (this.rows + 1));
    const begins = new Int32Array(offsets.buffer, 0, this.rows + 1);
    const most = texts!.length;
    for (let i = 0; i <= this.rows; i++)
      if (begins[i]! < (begins[i - 1] ?? 0) || begins[i]! > most)
        throw new Malformed(`text ${i} of a column begins at ${begins[i]} of ${most}`);
    return textsOf(begins, this.file.bytes(body + texts!.offset, most), this.rows);
  }

  #region(column: number): Region {
    return this.#columns[column] as Region;
  }
}

function sizeOf(From: MakeWide): number {
  return (From as unknown as { BYTES_PER_ELEMENT: number }).BYTES_PER_ELEMENT;
}

function nameOf(values: NumberArray): string {
  return values.constructor.name.replace("Array", "").toLowerCase();
}

/** @returns the place of a value that does not survive, or -1. */
function copied(values: Wide, into: NumberArray, row: number): number {
  const float = into instanceof Float32Array || into instanceof Float64Array;
  for (let i = 0; i < values.length; i++) {
    const value = Number(values[i]);
    into[row + i] = value;
    if (!float && into[row + i] !== value) return i;
  }
  return -1;
}

interface Region {
  readonly offset: number;
  readonly length: number;
  /** Bytes of texts, whose offsets stand in the region itself. */
  readonly texts?: Region;
}

/** Where the columns of a batch lie: its nodes and buffers, one after the other in the order of the fields. */
class Regions {
  #node = 0;
  #buffer = 0;
  /** Columns of views have as many buffers as they say elsewhere: what comes after them is not looked for. */
  #lost = false;
  readonly #nodes: Vector;
  readonly #buffers: Vector;

  constructor(
    batch: FlatTable,
    private readonly bodyLength: number,
  ) {
    this.#nodes = batch.vector(6, 16);
    this.#buffers = batch.vector(8, 16);
  }

  next(field: Field, rows: number): Region | string {
    if (this.#lost) return "stands behind a column of views";
    const { length, nulls } = this.#nextNode();
    const plain = [Type.Int, Type.Float, Type.Utf8] as readonly number[];
    if (!plain.includes(field.type)) {
      this.#pass(field);
      return "is no column of numbers or texts";
    }
    this.#nextBuffer(); // which values are missing
    const values = this.#nextBuffer();
    const region = field.type === Type.Utf8 ? { ...values, texts: this.#nextBuffer() } : values;
    if (length !== rows) throw new Malformed(`a column claims ${length} rows, its batch ${rows}`);
    return nulls > 0 ? `has ${nulls} empty values in a batch` : region;
  }

  /** The buffers of a column, and of its children, whose nodes are passed too. */
  #pass({ type, dense, children }: Field): void {
    if (type === Type.BinaryView || type === Type.Utf8View) this.#lost = true;
    if (this.#lost) return;
    for (let i = buffersOf(type, dense); i > 0; i--) this.#nextBuffer();
    for (const child of children) {
      this.#nextNode();
      this.#pass(child);
    }
  }

  #nextNode() {
    const nodes = this.#nodes;
    if (this.#node >= nodes.length)
      throw new Malformed("a batch has too few parts for its columns");
    const at = nodes.at(this.#node++);
    return { length: wholeNumber(nodes.view, at), nulls: wholeNumber(nodes.view, at + 8) };
  }

  #nextBuffer(): Region {
    const buffers = this.#buffers;
    if (this.#buffer >= buffers.length)
      throw new Malformed("a batch has too few parts for its columns");
    const at = buffers.at(this.#buffer++);
    const offset = wholeNumber(buffers.view, at);
    const length = wholeNumber(buffers.view, at + 8);
    if (offset < 0 || length < 0 || offset + length > this.bodyLength)
      throw new Malformed(
        `a column claims bytes ${offset} to ${offset + length} of ${this.bodyLength}`,
      );
    return { offset, length };
  }
}

/** Of a column alone, without its children. */
function buffersOf(type: number, dense: boolean): number {
  switch (type) {
    case Type.Null:
    case Type.RunEndEncoded:
      return 0;
    case Type.Struct:
    case Type.FixedSizeList:
      return 1;
    case Type.Union:
      return dense ? 2 : 1;
    case Type.Utf8:
    case Type.Binary:
    case Type.LargeUtf8:
    case Type.LargeBinary:
    case Type.ListView:
    case Type.LargeListView:
      return 3;
    default:
      return 2; // validity and values, or validity and offsets
  }
}
