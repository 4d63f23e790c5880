/** Performance rows as Arrow files. */
import { readTable } from "../arrow/read.js";
import type { Provenance, Table } from "../arrow/table.js";
import { writeTable } from "../arrow/write.js";
import { UserError } from "../error.js";
import type { Performance } from "../trajectory/performance.js";

type Key = keyof Performance;
const integers: readonly string[] = ["level", "weights"];

/** Writes performance.arrow. */
export function writePerformance(
  path: string,
  rows: readonly Performance[],
  provenance: Provenance,
): void {
  const names = Object.keys(rows[0]!) as Key[];
  const columns = Object.fromEntries(
    names.map((name) => {
      const values = rows.map((row) => row[name]);
      return [name, integers.includes(name) ? Uint32Array.from(values) : Float64Array.from(values)];
    }),
  );
  writeTable(path, "performance", columns, provenance);
}

export interface PerformanceFile {
  readonly rows: readonly Performance[];
  readonly table: Table;
}

/** @throws UserError where there is no row. */
export function readPerformance(path: string): PerformanceFile {
  const table = readTable(path, "performance");
  if (table.rows === 0)
    throw new UserError(`${path}: expected the performance of a network, found no row`);
  const names = table.format.columns.map((c) => c.name as Key);
  const columns = names.map((name) =>
    integers.includes(name) ? table.uint32(name) : table.float64(name),
  );
  const rows = Array.from(
    { length: table.rows },
    (_, row) =>
      Object.fromEntries(
        names.map((name, i) => [name, columns[i]![row]!]),
      ) as unknown as Performance,
  );
  return { rows, table };
}
