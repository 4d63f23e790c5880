/** Data of the charts while it is shaped; columns.ts has the form in which it is embedded. */

export type Value = string | number | null;
export type Row = Readonly<Record<string, Value>>;
export type Rows = readonly Row[];

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
