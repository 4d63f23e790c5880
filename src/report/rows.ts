/** Data of the charts while it is shaped; columns.ts has the form in which it is embedded. */

export type Value = string | number | null;
export type Row = Readonly<Record<string, Value>>;
export type Rows = readonly Row[];

/** A number, or null where it is not defined. */
export function defined(value: number): number | null {
  return Number.isFinite(value) ? value : null;
}

/** Beyond this a number is an overflow on its way: no axis can show it. */
const largest = 1e100;

/** Rows whose numbers an axis can show; null in place of the others. */
export function drawable(rows: Rows): Rows {
  const bad = (value: Value) => typeof value === "number" && !(Math.abs(value) < largest);
  return rows.map((row) =>
    Object.values(row).some(bad)
      ? Object.fromEntries(Object.entries(row).map(([k, value]) => [k, bad(value) ? null : value]))
      : row,
  );
}

export { groupBy } from "../group-by.js";
