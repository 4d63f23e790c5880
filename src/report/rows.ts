/** Data of the charts: rows while it is shaped, columns where it is embedded. */
import { type Packed, pack } from "./pack.js";

export type Value = string | number | null;
export type Row = Readonly<Record<string, Value>>;
export type Rows = readonly Row[];

/** Texts are places in a list of distinct words. */
export type Column = Packed | { readonly words: readonly string[]; readonly at: Packed };

/**
 * Rows that share their names, column by column: each name is written once.
 * @param digits significant digits of numbers: six are more than any chart shows.
 */
export function toColumns(rows: Rows, digits = 6): Record<string, Column> {
  const names = Object.keys(rows[0] ?? {});
  return Object.fromEntries(
    names.map((name) => [
      name,
      toColumn(
        rows.map((row) => row[name] ?? null),
        digits,
      ),
    ]),
  );
}

function toColumn(values: readonly Value[], digits: number): Column {
  if (!values.some((value) => typeof value === "string"))
    return pack(values.map((value) => rounded(value, digits)));
  const words = [...new Set(values.map(String))];
  const places = new Map(words.map((word, i) => [word, i]));
  return { words, at: pack(values.map((value) => places.get(String(value))!)) };
}

/** Infinity and NaN have no place in JSON. */
function rounded(value: Value, digits: number): Value {
  if (typeof value !== "number") return value;
  if (Number.isInteger(value) && Math.abs(value) < 1e6 && digits >= 6) return value;
  return Number.isFinite(value) ? Number(value.toPrecision(digits)) : null;
}

/** A number, or null where it is not defined. */
export function defined(value: number): number | null {
  return Number.isFinite(value) ? value : null;
}

/** Rows by a key, in order of first appearance. */
export function groupBy<T>(rows: Iterable<T>, key: (row: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const row of rows) {
    const name = key(row);
    const group = groups.get(name);
    if (group) group.push(row);
    else groups.set(name, [row]);
  }
  return groups;
}
