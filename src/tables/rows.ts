/** Rows of plain values as the columns of a described table. */
import { tableFormat } from "../arrow/format.js";
import type { ColumnData } from "../arrow/table.js";

export type Row = Readonly<Record<string, string | number>>;

/** Columns of table `name` in the order of its description, of its text, uint32 and float64. */
export function tableColumns(name: string, rows: readonly Row[]): Record<string, ColumnData> {
  return Object.fromEntries(
    tableFormat(name).columns.map(({ name: column, type }) => {
      const values = rows.map((row) => {
        const value = row[column];
        if (value === undefined) throw new TypeError(`table ${name}: a row lacks ${column}`);
        return value;
      });
      if (type === "text") return [column, values as string[]];
      const numbers = values as number[];
      return [column, type === "uint32" ? Uint32Array.from(numbers) : Float64Array.from(numbers)];
    }),
  );
}
