/** Columns of the tables under "Scaling and verdict": a row is a row of an Arrow table. */
import { significant } from "../format.js";
import { type Html, html, sentence } from "../html.js";
import type { Parameter } from "../inputs/combinations.js";
import type { Row } from "../rows.js";
import { withBounds } from "./parameter-cell.js";
import type { SortableColumn } from "./sortable.js";

export const plain = (value: Row[string] | undefined) => String(value ?? "").replaceAll("_", " ");
export const numeric = (row: Row, name: string) => Number(row[name] ?? Number.NaN);

export function text(title: string, name: string): SortableColumn<Row> {
  return { title, cell: (row) => plain(row[name]) };
}

/** Whole sentences, typeset. */
export function prose(title: string, name: string): SortableColumn<Row> {
  return { title, cell: (row) => sentence(String(row[name] ?? "")) };
}

export function number(
  title: string | Html,
  name: string,
  format: (x: number) => string,
): SortableColumn<Row> {
  return {
    title,
    cell: (row) => (Number.isFinite(numeric(row, name)) ? format(numeric(row, name)) : ""),
    value: (row) => numeric(row, name),
  };
}

export const three = (x: number) => significant(x, 3);

/** A fit held at its bound is 0 but for what the search leaves. */
export const exponent = (x: number) => (Math.abs(x) < 5e-4 ? "0" : three(x));

export function interval(
  title: string | Html,
  names: readonly [string, string, string],
): SortableColumn<Row> {
  return {
    title,
    cell: (row) => withBounds(names.map((name) => numeric(row, name)) as unknown as Parameter),
    value: (row) => numeric(row, names[0]),
  };
}

/** The symbol. */
export const pc = html`<i>p</i><sub>c</sub>`;
export const common = [text("Pruning", "series"), text("Fine-tuning", "phase")];
