import type { Column } from "@uwdata/flechette";
import { UserError } from "../error.js";
import { readWhole } from "../files.js";
import { checkTable } from "./check.js";
import { flechette } from "./flechette.js";
import { foreignColumn } from "./foreign.js";
import { type ColumnFormat, type TableFormat, tableFormat } from "./format.js";
import { checkEnds, parseArrow } from "./parse.js";
import { sealState } from "./seal.js";
import { type ColumnData, columnLength, type Lists, Table } from "./table.js";

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
  return decodeTable(path, readWhole(path), name);
}

/** Reads a file that holds one of several tables; `format.name` of the result says which. */
export function readOneOf(path: string, names: readonly string[]): Table {
  return decodeOneOf(path, readWhole(path), names);
}

export function decodeTable(path: string, file: Uint8Array, name: string): Table {
  return decodeOneOf(path, file, [name]);
}

function decodeOneOf(path: string, file: Uint8Array, names: readonly string[]): Table {
  const aligned = file.byteOffset % 8 === 0; // columns become views, which need alignment
  const bytes = aligned
    ? new Uint8Array(file.buffer, file.byteOffset, file.byteLength)
    : new Uint8Array(file);
  const state = sealState(bytes);
  if (state === "broken") throw damaged(path, bytes);
  const arrow = parseArrow(path, bytes);
  const metadata = arrow.schema.metadata ?? new Map<string, string>();
  const found = metadata.get("pcrit.table") ?? names[0]!; // files of other programs do not say
  if (!names.includes(found))
    throw new UserError(
      `${path}: expected table "${names.join('" or "')}", found table "${found}"`,
    );
  const format = tableFormat(found);
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

/** A file that is cut short has lost one of its two seals, so that "truncated" is the better word. */
function damaged(path: string, bytes: Uint8Array): UserError {
  checkEnds(path, bytes);
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
  // A seal can be put on any file; only one batch without gaps is a view.
  if (state === "none" || column.data.length > 1 || column.nullCount > 0) {
    const expected = wanted ?? (format.further ? further : undefined);
    return expected && foreignColumn(path, name, column, expected);
  }
  if (column.length === 0) return foreignColumn(path, name, column, wanted ?? further);
  if (column.type.typeId === flechette.Type.Utf8) return column.toArray() as string[];
  const values = column.data[0]!.values as Exclude<ColumnData, readonly string[]>;
  if (column.type.typeId === flechette.Type.FixedSizeBinary)
    return { width: column.type.stride, values: values as unknown as Uint8Array };
  const floats = floatLists(column);
  if (floats) return floats;
  if (column.type.typeId === flechette.Type.FixedSizeList)
    return foreignColumn(path, name, column, wanted ?? further);
  return values;
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

interface Batch {
  readonly nullCount: number;
  readonly values: unknown;
}
