/** Data of the charts as the page holds it: columns. */
import { type Packed, pack } from "./pack.js";
import type { Rows, Value } from "./rows.js";

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
