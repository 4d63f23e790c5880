/** Columns of Arrow files that other programs wrote (pyarrow, R, DuckDB, Polars). */
import type { Column } from "@uwdata/flechette";
import { UserError } from "../error.js";
import { flechette } from "./flechette.js";
import type { ColumnType } from "./format.js";
import { arrays, type ColumnData } from "./table.js";

/** Converts a column to `type` where the values survive; null becomes NaN in a float column. */
export function foreignColumn(
  path: string,
  name: string,
  column: Column<unknown>,
  type: ColumnType,
): ColumnData {
  if (type === "text") return texts(path, name, column);
  if (type === "bytes") return bytes(path, name, column);
  return numbers(path, name, column, type);
}

function numbers(
  path: string,
  name: string,
  column: Column<unknown>,
  type: Exclude<ColumnType, "text" | "bytes">,
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
  const values = [...column];
  const row = values.findIndex((value) => typeof value !== "string");
  if (row >= 0)
    throw new UserError(
      `${path}: expected column "${name}" of type text, found ${String(values[row])} in row ${row}`,
    );
  return values as string[];
}

function bytes(path: string, name: string, column: Column<unknown>): ColumnData {
  const type = column.type;
  const rows = [...column];
  const width = type.typeId === flechette.Type.FixedSizeBinary ? type.stride : rowWidth(rows);
  const values = new Uint8Array(width * column.length);
  rows.forEach((row, i) => {
    if (!isByteRow(row, width))
      throw new UserError(`${path}: expected column "${name}" of rows of ${width} bytes`);
    values.set(row, i * width);
  });
  return { width, values };
}

function rowWidth(rows: readonly unknown[]): number {
  const first = rows[0];
  return first instanceof Uint8Array || Array.isArray(first) ? first.length : 1;
}

function isByteRow(row: unknown, width: number): row is ArrayLike<number> {
  if (!(row instanceof Uint8Array || Array.isArray(row)) || row.length !== width) return false;
  return row.every((b: unknown) => Number.isInteger(b) && Number(b) >= 0 && Number(b) < 256);
}
