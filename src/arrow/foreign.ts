/** Columns of Arrow files that other programs wrote (pyarrow, R, DuckDB, Polars). */
import type { Column, DataType } from "@uwdata/flechette";
import { UserError } from "../error.js";
import { flechette } from "./flechette.js";
import type { ColumnFormat, ColumnType } from "./format.js";
import { arrays, type ColumnData } from "./table.js";

/** By its first value: texts come as such, by place in a list, or as views. */
function holdsTexts(column: Column<unknown>): boolean {
  return column.length > 0 && typeof column.at(0) === "string";
}

/** Converts a column to the wanted type where the values survive; null becomes NaN in a float column. */
export function foreignColumn(
  path: string,
  name: string,
  column: Column<unknown>,
  { type, or }: Pick<ColumnFormat, "type" | "or">,
): ColumnData {
  try {
    if (type === "text" || (or === "text" && holdsTexts(column))) return texts(path, name, column);
    if (type === "bytes")
      return or && holdsFloats(column.type)
        ? floats(path, name, column)
        : bytes(path, name, column);
    if (type === "floats") return floats(path, name, column);
    return numbers(path, name, column, type);
  } catch (error) {
    // The decoder refuses integers beyond 2^53 and places that a list of values does not have.
    if (error instanceof UserError || !(error instanceof Error)) throw error;
    throw new UserError(
      `${path}: expected column "${name}" of type ${type}, found a value that cannot be read (${error.message})`,
    );
  }
}

function numbers(
  path: string,
  name: string,
  column: Column<unknown>,
  type: Exclude<ColumnType, "text" | "bytes" | "floats">,
): ColumnData {
  const result = new arrays[type](column.length);
  const float = type.startsWith("float");
  for (let row = 0; row < column.length; row++) {
    const value = column.at(row);
    const number = value === null && float ? Number.NaN : value;
    if (typeof number === "number" || typeof number === "bigint") {
      result[row] = Number(number);
      if (float || result[row] === Number(number)) continue;
    }
    throw new UserError(
      `${path}: expected column "${name}" of type ${type}, found ${String(value)} in row ${row}`,
    );
  }
  return result;
}

function texts(path: string, name: string, column: Column<unknown>): string[] {
  const values: string[] = [];
  for (const value of column) {
    if (typeof value !== "string")
      throw new UserError(
        `${path}: expected column "${name}" of type text, found ${String(value)} in row ${values.length}`,
      );
    values.push(value);
  }
  return values;
}

function bytes(path: string, name: string, column: Column<unknown>): ColumnData {
  const type = column.type;
  const width =
    type.typeId === flechette.Type.FixedSizeBinary ? type.stride : rowWidth(column.at(0));
  const values = new Uint8Array(width * column.length);
  for (let i = 0; i < column.length; i++) {
    const row = column.at(i);
    const wrong = isList(row) ? wrongPart(row, width) : String(row);
    if (wrong !== undefined)
      throw new UserError(
        `${path}: expected column "${name}" of rows of ${width} bytes, 0 to 255, found ${wrong} in row ${i}`,
      );
    values.set(row as ArrayLike<number>, i * width);
  }
  return { width, values };
}

/** Lists whose elements are declared as floats. */
function holdsFloats(type: DataType): boolean {
  const inner = "children" in type ? type.children?.[0]?.type : undefined;
  return inner?.typeId === flechette.Type.Float;
}

function floats(path: string, name: string, column: Column<unknown>): ColumnData {
  const first = column.length > 0 ? column.at(0) : undefined;
  const width = rowWidth(first);
  const values = new Float32Array(width * column.length);
  for (let i = 0; i < column.length; i++) {
    const row = column.at(i);
    const length = isList(row) ? row.length : -1;
    const place =
      length === width ? Array.from(row as ArrayLike<unknown>).findIndex(isNoNumber) : -1;
    if (length === width && place < 0) {
      values.set(row as ArrayLike<number>, i * width);
      continue;
    }
    const found = length < 0 ? String(row) : place < 0 ? `${length} values` : "a gap";
    throw new UserError(
      `${path}: expected column "${name}" of rows of ${width} finite numbers, found ${found} in row ${i}`,
    );
  }
  return { width, values };
}

function isNoNumber(value: unknown): boolean {
  return typeof value !== "number";
}

/** The decoder gives numbers of any type, or an array where some are null. */
function isList(row: unknown): row is ArrayLike<unknown> {
  return Array.isArray(row) || (ArrayBuffer.isView(row) && !(row instanceof DataView));
}

function rowWidth(first: unknown): number {
  return isList(first) && first.length > 0 ? first.length : 1;
}

function wrongPart(row: ArrayLike<unknown>, width: number): string | undefined {
  if (row.length !== width) return `${row.length} values`;
  if (row instanceof Uint8Array) return undefined;
  const isByte = (value: unknown) =>
    Number.isInteger(value) && Number(value) >= 0 && Number(value) < 256;
  const wrong = Array.from(row).findIndex((value) => !isByte(value));
  return wrong < 0 ? undefined : String(row[wrong]);
}
