/** Columns of Parquet and Arrow files as plain arrays, and a table of numbers with labels made of them. */
import { UserError } from "../error.js";
import { mostTableValues } from "../limits.js";
import { type LabelledTable, rolesOf, type Wanted } from "./labelled-table.js";

/** NaN and undefined stand for what is missing. */
export type PlainColumn =
  | { readonly name: string; readonly kind: "numbers"; readonly values: Float64Array }
  | {
      readonly name: string;
      readonly kind: "texts";
      readonly values: readonly (string | undefined)[];
    }
  | {
      readonly name: string;
      readonly kind: "lists";
      /** Numbers a row. */
      readonly width: number;
      readonly values: Uint8Array | Float32Array;
    }
  /** What cannot be read, and why; a mistake only where it is needed. */
  | { readonly name: string; readonly kind: "other"; readonly why: string };

/** Why a column cannot be read. */
class Unreadable extends Error {}

/**
 * @param bytes lists and binaries hold bytes, by their declared type; other lists floats.
 * @param at the value of a row, as decoders give it.
 */
export function plainColumn(
  name: string,
  rows: number,
  bytes: boolean,
  at: (row: number) => unknown,
): PlainColumn {
  let first: unknown;
  for (let row = 0; row < rows && (first === undefined || first === null); row++) first = at(row);
  try {
    if (typeof first === "string") return { name, kind: "texts", values: texts(rows, at) };
    if (isList(first)) return { name, kind: "lists", ...lists(rows, first.length, bytes, at) };
    return { name, kind: "numbers", values: numbers(rows, at) };
  } catch (error) {
    if (error instanceof Unreadable) return { name, kind: "other", why: error.message };
    throw error;
  }
}

function texts(rows: number, at: (row: number) => unknown): (string | undefined)[] {
  return Array.from({ length: rows }, (_, row) => {
    const value = at(row) ?? undefined;
    if (value === undefined || typeof value === "string") return value;
    throw new Unreadable(`${typeof value} among texts in row ${row}`);
  });
}

function numbers(rows: number, at: (row: number) => unknown): Float64Array {
  return Float64Array.from({ length: rows }, (_, row) => {
    const value = at(row) ?? Number.NaN;
    if (typeof value === "number") return value;
    if (typeof value === "boolean") return Number(value);
    if (typeof value === "bigint" && Number.isSafeInteger(Number(value))) return Number(value);
    throw new Unreadable(typeof value === "bigint" ? `${value} in row ${row}` : kindOf(value));
  });
}

function lists(
  rows: number,
  width: number,
  bytes: boolean,
  at: (row: number) => unknown,
): { width: number; values: Uint8Array | Float32Array } {
  if (width === 0) throw new Unreadable("an empty list in row 0");
  if (rows * width > mostTableValues) throw new Unreadable(`more than ${mostTableValues} numbers`);
  const values = bytes ? new Uint8Array(rows * width) : new Float32Array(rows * width);
  for (let row = 0; row < rows; row++) {
    const list = at(row);
    const found = isList(list) ? `a list of ${list.length}` : kindOf(list);
    if (!isList(list) || list.length !== width)
      throw new Unreadable(`${found} in row ${row} after lists of ${width}`);
    for (let i = 0; i < width; i++) {
      const value = list[i];
      const number = typeof value === "bigint" ? Number(value) : value;
      if (typeof number !== "number" || !Number.isFinite(Math.fround(number)))
        throw new Unreadable(`${kindOf(value)} in row ${row}, place ${i}`);
      values[row * width + i] = number;
    }
  }
  return { width, values };
}

/** Decoders give numbers of any type, or an array where some are null. */
function isList(value: unknown): value is ArrayLike<unknown> {
  return Array.isArray(value) || (ArrayBuffer.isView(value) && !(value instanceof DataView));
}

function kindOf(value: unknown): string {
  if (value === null || value === undefined) return "nothing";
  if (typeof value === "number") return String(value);
  if (value instanceof Date) return "a date";
  return isList(value) ? "a list" : `a value of type ${typeof value}`;
}

/**
 * All columns of numbers, or one of lists, with the labels of another.
 * @throws UserError naming the column that is neither, or what is missing in it.
 */
export function tableOfColumns(
  file: string,
  rows: number,
  columns: readonly PlainColumn[],
  wanted: Wanted,
): LabelledTable {
  if (rows === 0) throw new UserError(`${file}: expected rows of numbers, found none`);
  const names = columns.map(({ name }) => name);
  const roles = rolesOf(file, names, wanted, (i) => isSplit(columns[i]!));
  const chosen = roles.values.map((i) => columns[i]!);
  const lone = chosen.find(({ kind }) => kind === "lists");
  if (lone && chosen.length > 1)
    throw new UserError(
      `${file}: expected columns of numbers or one of lists, found ${chosen.length} with "${lone.name}" among them; name the one to use in dataset.columns`,
    );
  const split = roles.split === undefined ? undefined : columns[roles.split]!;
  return {
    rows,
    columns: chosen.map(({ name }) => name),
    ...(lone?.kind === "lists"
      ? { width: lone.width, values: lone.values }
      : { width: chosen.length, values: together(file, rows, chosen) }),
    labels: labelsOf(file, columns[roles.label]!),
    ...(split?.kind === "texts" ? { split: split.values as string[] } : {}),
    notes: roles.notes,
  };
}

function isSplit(column: PlainColumn): boolean {
  if (column.kind !== "texts") return false;
  return column.values.every((word) => word === "train" || word === "test");
}

function labelsOf(file: string, column: PlainColumn): ArrayLike<unknown> {
  if (column.kind === "numbers" || column.kind === "texts") return column.values;
  throw unreadable(file, column, "labels: integers or texts");
}

function unreadable(file: string, column: PlainColumn, expected: string): UserError {
  const found = column.kind === "other" ? column.why : column.kind;
  return new UserError(
    `${file}: expected column "${column.name}" to hold ${expected}, found ${found}; name the columns to use in dataset.columns and dataset.label`,
  );
}

/** Row by row. */
function together(file: string, rows: number, columns: readonly PlainColumn[]): Float32Array {
  const width = columns.length;
  if (rows * width > mostTableValues)
    throw new UserError(
      `${file}: expected at most ${mostTableValues} numbers, found ${rows} x ${width}; give a smaller file`,
    );
  const all = new Float32Array(rows * width);
  columns.forEach((column, i) => {
    if (column.kind !== "numbers") throw unreadable(file, column, "numbers");
    for (let row = 0; row < rows; row++) {
      const value = column.values[row]!;
      if (!Number.isFinite(Math.fround(value)))
        throw new UserError(
          `${file}: expected a number in row ${row}, column "${column.name}", found ${Number.isNaN(value) ? "none" : value}; fill in or leave out such rows`,
        );
      all[row * width + i] = value;
    }
  });
  return all;
}
