import { statSync } from "node:fs";
import type { Column } from "@uwdata/flechette";
import { UserError } from "../error.js";
import { readWhole } from "../files.js";
import { checkTable } from "./check.js";
import { flechette } from "./flechette.js";
import { foreignColumn } from "./foreign.js";
import { type ColumnFormat, type TableFormat, tableFormat } from "./format.js";
import { type LargeTable, metadataAt, metadataIn, openLarge, Unread } from "./large.js";
import { HeldFile } from "./large-file.js";
import { LazyColumns } from "./lazy-columns.js";
import { checkEnds, parseArrow } from "./parse.js";
import { sealOf, sealState } from "./seal.js";
import {
  arrays,
  type ColumnData,
  columnLength,
  type Lists,
  type NumberArray,
  Table,
} from "./table.js";
import { textsOf } from "./texts.js";

/** What columns are that a format does not describe, where it allows any. */
const further = { type: "float64" } as const;

/**
 * Reads table `name` from an Arrow IPC file and checks it against its format.
 *
 * Columns of our own files are views into the file's bytes (no copy). Files of other programs carry
 * no seal; their columns are taken by name, any integer or float type that holds the same values is
 * accepted, and columns that the format does not know are left out.
 * @throws UserError for a missing, truncated, altered, wrong-typed or other table's file.
 */
export function readTable(path: string, name: string): Table {
  return readOneOf(path, [name]);
}

/** Reads a file that holds one of several tables; `format.name` of the result says which. */
export function readOneOf(path: string, names: readonly string[]): Table {
  return readAs(path, (metadata) => formatOf(path, metadata, names));
}

/** @param formatOf which table it is, by its metadata. */
export function readAs(path: string, formatOf: FormatOf): Table {
  if (!isLarge(path)) return decodeAs(path, readWhole(path), formatOf);
  try {
    return readLargeAs(path, formatOf);
  } catch (error) {
    if (!(error instanceof Unread) || sizeOf(path) > largest) throw error;
    return decodeAs(path, readWhole(path), formatOf);
  }
}

/** What a table says of itself. */
export type Head = Pick<Table, "path" | "format" | "metadata" | "attribute" | "sha256">;

/**
 * A table; of one whose columns are read later, if at all, its head: with a seal, no more of it is looked at.
 * @param isHead whether the head is all that is wanted of such a table.
 */
export function readTableOrHead(
  path: string,
  formatOf: FormatOf,
  isHead: (format: TableFormat) => boolean,
): Table | Head {
  if (isLarge(path)) return readAs(path, formatOf);
  const bytes = readWhole(path);
  return headOf(path, bytes, formatOf, isHead) ?? decodeAs(path, bytes, formatOf);
}

/** Undefined where all has to be looked at, which also says what is wrong. */
function headOf(
  path: string,
  bytes: Buffer,
  formatOf: FormatOf,
  isHead: (format: TableFormat) => boolean,
): Head | undefined {
  try {
    const metadata = metadataIn(new HeldFile(bytes));
    const format = formatOf(metadata);
    if (!isHead(format)) return undefined;
    const { state, sha256 } = sealOf([bytes], "sha256");
    if (state !== "intact") return undefined;
    return new Table(path, format, 0, metadata, new Map(), sha256);
  } catch {
    return undefined;
  }
}

/** Which of several tables a file says that it holds; whoever reads it then sees whether that is so. */
export function nameOfTable(path: string, names: readonly string[]): string {
  try {
    return formatOf(path, metadataAt(path), names).name;
  } catch (error) {
    if (error instanceof UserError) throw error;
    return readOneOf(path, names).format.name; // which says what is wrong
  }
}

/** Bytes; 0 of what cannot be read, which is said by who reads it. */
function sizeOf(path: string): number {
  try {
    return statSync(path).size;
  } catch {
    return 0;
  }
}

/** Whether the columns of a file are read one by one. */
export function isLarge(path: string): boolean {
  return sizeOf(path) > large;
}

/** For tests, which have no such files. @returns what it was. */
export function setLarge(bytes: number): number {
  const before = large;
  large = bytes;
  return before;
}

/** Bytes of a file from which on that is so; and of one that cannot be held at once. */
let large = 2 ** 28;
const largest = 2 ** 31 - 1;

/** The same of a file that is too large to be held; see large.ts. */
export function readLarge(path: string, names: readonly string[]): Table {
  return readLargeAs(path, (metadata) => formatOf(path, metadata, names));
}

/** Of a table that may have any number of columns, each is read when it is asked for. */
function readLargeAs(path: string, formatOf: FormatOf): Table {
  const file = openLarge(path, () => broken(path));
  let stays = false;
  try {
    const format = formatOf(file.metadata);
    const columns = format.further
      ? new LazyColumns(path, format, file)
      : describedColumns(path, format, file);
    stays = format.further === true;
    return new Table(path, format, file.rows, file.metadata, columns, file.sha256);
  } finally {
    if (!stays) file.close();
  }
}

function describedColumns(path: string, format: TableFormat, file: LargeTable) {
  const columns = new Map<string, ColumnData>();
  for (const name of file.names) {
    const column = format.columns.find((c) => c.name === name);
    if (column) columns.set(name, file.column(name, column));
  }
  checkTable(path, format, columns);
  return columns;
}

export function decodeTable(path: string, file: Uint8Array, name: string): Table {
  return decodeAs(path, file, (metadata) => formatOf(path, metadata, [name]));
}

/** Which table a file holds, by its metadata. */
type FormatOf = (metadata: ReadonlyMap<string, string>) => TableFormat;

export function decodeAs(path: string, file: Uint8Array, formatOf: FormatOf): Table {
  const aligned = file.byteOffset % 8 === 0; // columns become views, which need alignment
  const bytes = aligned
    ? new Uint8Array(file.buffer, file.byteOffset, file.byteLength)
    : new Uint8Array(file);
  const state = sealState(bytes);
  if (state === "broken") throw damaged(path, bytes);
  const arrow = parseArrow(path, bytes);
  const metadata = arrow.schema.metadata ?? new Map<string, string>();
  const format = formatOf(metadata);
  const columns = new Map<string, ColumnData>();
  arrow.schema.fields.forEach((field, i) => {
    const column = format.columns.find((c) => c.name === String(field.name));
    const data = columnData(path, arrow.children[i]!, String(field.name), column, format, state);
    if (data) columns.set(String(field.name), data);
  });
  checkTable(path, format, columns);
  const first = columns.values().next().value;
  return new Table(path, format, first ? columnLength(first) : 0, metadata, columns, bytes);
}

function formatOf(
  path: string,
  metadata: ReadonlyMap<string, string>,
  names: readonly string[],
): TableFormat {
  const found = metadata.get("pcrit.table") ?? names[0]!; // files of other programs do not say
  if (names.includes(found)) return tableFormat(found);
  throw new UserError(`${path}: expected table "${names.join('" or "')}", found table "${found}"`);
}

/** A file that is cut short has lost one of its two seals, so that "truncated" is the better word. */
function damaged(path: string, bytes: Uint8Array): UserError {
  checkEnds(path, bytes);
  return broken(path);
}

function broken(path: string): UserError {
  return new UserError(
    `${path}: damaged: its content does not match its own SHA-256; make, with the EXPERIMENT of its run, makes it again`,
  );
}

function columnData(
  path: string,
  column: Column<unknown>,
  name: string,
  wanted: ColumnFormat | undefined,
  format: TableFormat,
  state: "none" | "intact",
): ColumnData | undefined {
  // A seal can be put on any file; only batches without gaps are views, and several are put together.
  const joined = state === "intact" ? joinedNumbers(column, wanted) : undefined;
  if (joined) return joined;
  if (state === "none" || column.data.length > 1 || column.nullCount > 0) {
    const expected = wanted ?? (format.further ? further : undefined);
    return expected && foreignColumn(path, name, column, expected);
  }
  if (column.length === 0) return foreignColumn(path, name, column, wanted ?? further);
  if (column.type.typeId === flechette.Type.Utf8) {
    const { offsets, values } = column.data[0] as unknown as Texts;
    return textsOf(offsets, values, column.length);
  }
  const values = column.data[0]!.values as Exclude<ColumnData, readonly string[]>;
  if (column.type.typeId === flechette.Type.FixedSizeBinary)
    return { width: column.type.stride, values: values as unknown as Uint8Array };
  const floats = floatLists(column);
  if (floats) return floats;
  if (column.type.typeId === flechette.Type.FixedSizeList)
    return foreignColumn(path, name, column, wanted ?? further);
  return values;
}

/** Of several batches of plain numbers of the type that is wanted. */
function joinedNumbers(column: Column<unknown>, wanted?: ColumnFormat): NumberArray | undefined {
  const { data, nullCount, length } = column;
  const type = wanted?.type ?? "";
  if (data.length < 2 || nullCount > 0 || !(type in arrays)) return undefined;
  const all = new arrays[type as keyof typeof arrays](length);
  let at = 0;
  for (const { values } of data as unknown as readonly Batch[]) {
    if (!(values instanceof all.constructor)) return undefined;
    all.set(values as NumberArray, at);
    at += (values as NumberArray).length;
  }
  return all;
}

/** Of lists of one length, float32 without gaps: a view. */
function floatLists({ type, length, data }: Column<unknown>): Lists | undefined {
  if (type.typeId !== flechette.Type.FixedSizeList) return undefined;
  const inner = (data[0] as unknown as { children?: readonly Batch[] }).children?.[0];
  const whole = inner?.nullCount === 0 && inner.values instanceof Float32Array;
  return whole && inner.values.length >= length * type.stride
    ? { width: type.stride, values: inner.values.subarray(0, length * type.stride) }
    : undefined;
}

interface Texts {
  readonly offsets: Int32Array;
  readonly values: Uint8Array;
}

interface Batch {
  readonly nullCount: number;
  readonly values: unknown;
}
