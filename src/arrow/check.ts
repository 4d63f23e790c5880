import { UserError } from "../error.js";
import type { ColumnFormat, TableFormat } from "./format.js";
import { type ColumnData, columnLength, isLists, type Lists, type NumberArray } from "./table.js";

/** Checks columns against their table's format; `where` names the file in messages. */
export function checkTable(
  where: string,
  format: TableFormat,
  columns: ReadonlyMap<string, ColumnData>,
): void {
  const described = checkNames(where, format, [...columns.keys()]);
  let rows = -1;
  for (const [name, data] of columns) {
    if (rows < 0) rows = columnLength(data);
    if (columnLength(data) !== rows)
      throw new UserError(`${where}: columns of unequal length (${name})`);
    checkColumn(where, described.get(name)!, data);
  }
}

/** The same of names alone. @returns what each column has to be. */
export function checkNames(
  where: string,
  format: TableFormat,
  names: readonly string[],
): ReadonlyMap<string, ColumnFormat> {
  const found = new Set(names);
  for (const column of format.columns) {
    if (!column.optional && !found.has(column.name))
      throw new UserError(
        `${where}: expected a column "${column.name}" (${typesOf(column)}) of table "${format.name}", found only ${some(names)}`,
      );
  }
  const known = new Map(format.columns.map((column) => [column.name, column]));
  const described = new Map<string, ColumnFormat>();
  for (const name of names) {
    const column = known.get(name) ?? (format.further ? furtherColumn(name) : undefined);
    if (!column)
      throw new UserError(`${where}: column "${name}" does not belong to table "${format.name}"`);
    described.set(name, column);
  }
  return described;
}

function furtherColumn(name: string): ColumnFormat {
  return { name, type: "float64", unit: "", meaning: "", missing: true };
}

/** Checks one column. */
export function checkColumn(where: string, column: ColumnFormat, data: ColumnData): void {
  const found = typeOf(data);
  if (found !== column.type && found !== column.or)
    throw new UserError(
      `${where}: expected column "${column.name}" of type ${typesOf(column)}, found ${found}`,
    );
  if (Array.isArray(data)) checkWords(where, column, data);
  else if (isLists(data)) checkLists(where, column, data);
  else checkNumbers(where, column, data as NumberArray);
}

function checkLists(where: string, column: ColumnFormat, { width, values }: Lists): void {
  if (values instanceof Uint8Array) return;
  const place = values.findIndex((value) => !Number.isFinite(value));
  if (place >= 0)
    throw new UserError(
      `${where}: expected ${column.name} to be finite numbers, found ${values[place]} in row ${Math.floor(place / width)}, place ${place % width}`,
    );
}

/** In messages. */
export function typesOf({ type, or }: ColumnFormat): string {
  return or === undefined ? type : `${type} or ${or}`;
}

function checkWords(where: string, column: ColumnFormat, data: readonly string[]): void {
  if (!column.values) return;
  const row = data.findIndex((word) => !column.values!.includes(word));
  if (row >= 0)
    throw new UserError(
      `${where}: expected ${column.name} to be one of ${column.values.join(", ")}, found "${data[row]}" in row ${row}`,
    );
}

function checkNumbers(where: string, column: ColumnFormat, data: NumberArray): void {
  const float = data instanceof Float32Array || data instanceof Float64Array;
  const low = column.minimum ?? (float ? -Number.MAX_VALUE : Number.NEGATIVE_INFINITY);
  const high = column.maximum ?? (float ? Number.MAX_VALUE : Number.POSITIVE_INFINITY);
  if (!float && low === Number.NEGATIVE_INFINITY && high === Number.POSITIVE_INFINITY) return;
  for (let row = 0; row < data.length; row++) {
    const value = data[row]!;
    if (value >= low && value <= high) continue;
    if (Number.isNaN(value) && column.missing) continue;
    const wanted =
      column.minimum === undefined && column.maximum === undefined
        ? "a finite number"
        : `a number from ${column.minimum ?? "-infinity"} to ${column.maximum ?? "infinity"}`;
    throw new UserError(
      `${where}: expected ${column.name} to be ${wanted}, found ${value} in row ${row}`,
    );
  }
}

function typeOf(data: ColumnData): string {
  if (isLists(data)) return data.values instanceof Uint8Array ? "bytes" : "floats";
  if (Array.isArray(data)) return "text";
  return data.constructor.name.replace("Array", "").toLowerCase();
}

/** Names in words; of hundreds the first. */
function some(names: readonly string[]): string {
  const more = names.length > 12 ? ` and ${names.length - 12} more` : "";
  return `${names.slice(0, 12).join(", ") || "none"}${more}`;
}
