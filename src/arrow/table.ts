import { createHash } from "node:crypto";
import { UserError } from "../error.js";
import { updateWith } from "../hash-bytes.js";
import { parseJsonObject } from "../json.js";
import type { ColumnType, TableFormat } from "./format.js";

export type NumberArray =
  | Uint8Array
  | Uint16Array
  | Uint32Array
  | Int32Array
  | Float32Array
  | Float64Array;

/** Rows of equally many values, one after the other: bytes, or float32. */
export interface Lists {
  readonly width: number;
  readonly values: Uint8Array | Float32Array;
}

export type ColumnData = NumberArray | readonly string[] | Lists;

/** Where a table comes from; written into its file's metadata. */
export interface Provenance {
  readonly stage: string;
  /** The resolved settings of the stage, as canonical JSON. */
  readonly settings: string;
  /** SHA-256 of each input file, by its role. */
  readonly inputs: Readonly<Record<string, string>>;
  readonly seed?: number | string;
  /** What the columns cannot say, such as the units of each layer. */
  readonly attributes?: Readonly<Record<string, unknown>>;
}

export function columnLength(data: ColumnData): number {
  return isLists(data) ? data.values.length / data.width : data.length;
}

export function isLists(data: ColumnData): data is Lists {
  return "width" in data;
}

/** Of numbers, by the type that a column's description names. */
export const arrays = {
  uint8: Uint8Array,
  uint16: Uint16Array,
  uint32: Uint32Array,
  int32: Int32Array,
  float32: Float32Array,
  float64: Float64Array,
};

type ArrayOf = { [T in keyof typeof arrays]: InstanceType<(typeof arrays)[T]> };

/** Columns by name: a map, or what reads them when they are asked for. */
export interface Columns {
  keys(): Iterable<string>;
  has(name: string): boolean;
  get(name: string): ColumnData | undefined;
}

/** A table that was read: its columns agree with its format. */
export class Table {
  private attributes: Readonly<Record<string, unknown>> | undefined;
  private digest: string | undefined;

  constructor(
    /** The file it came from, for messages. */
    readonly path: string,
    readonly format: TableFormat,
    readonly rows: number,
    /** All metadata of the file. */
    readonly metadata: ReadonlyMap<string, string>,
    private readonly columns: Columns,
    /** The file's bytes, or their SHA-256 where nobody needs them any more. */
    private readonly file: Uint8Array | string,
  ) {}

  get names(): string[] {
    return [...this.columns.keys()];
  }

  has(name: string): boolean {
    return this.columns.has(name);
  }

  /** Any column, whatever its type. */
  column(name: string): ColumnData {
    const data = this.columns.get(name);
    if (!data) throw new UserError(`${this.path}: expected a column "${name}", found none`);
    return data;
  }

  uint8 = (name: string): Uint8Array => this.numbers(name, "uint8");
  uint16 = (name: string): Uint16Array => this.numbers(name, "uint16");
  uint32 = (name: string): Uint32Array => this.numbers(name, "uint32");
  int32 = (name: string): Int32Array => this.numbers(name, "int32");
  float32 = (name: string): Float32Array => this.numbers(name, "float32");
  float64 = (name: string): Float64Array => this.numbers(name, "float64");

  text(name: string): readonly string[] {
    const data = this.column(name);
    if (!Array.isArray(data)) throw new TypeError(`column ${name} is not text`);
    return data as readonly string[];
  }

  lists(name: string): Lists {
    const data = this.column(name);
    if (!isLists(data)) throw new TypeError(`column ${name} has no lists`);
    return data;
  }

  /** The same without what the columns hold, for whoever asks where it came from. */
  withoutColumns(): Table {
    return new Table(this.path, this.format, this.rows, this.metadata, new Map(), this.file);
  }

  /** An attribute of the file's metadata, or undefined. */
  attribute(name: string): unknown {
    this.attributes ??= this.readAttributes();
    return Object.hasOwn(this.attributes, name) ? this.attributes[name] : undefined;
  }

  /** SHA-256 of the whole file, as sha256sum prints it. */
  sha256(): string {
    const { file } = this;
    if (typeof file === "string") return file;
    this.digest ??= updateWith(createHash("sha256"), file).digest("hex");
    return this.digest;
  }

  private readAttributes(): Readonly<Record<string, unknown>> {
    const key = "pcrit.attributes";
    const text = this.metadata.get(key);
    const where = `${this.path}: metadata ${key}`;
    return text === undefined ? {} : parseJsonObject(where, text, "attributes");
  }

  private numbers<T extends keyof ArrayOf>(name: string, type: T & ColumnType): ArrayOf[T] {
    const data = this.column(name);
    if (!(data instanceof arrays[type])) throw new TypeError(`column ${name} is not ${type}`);
    return data as ArrayOf[T];
  }
}
