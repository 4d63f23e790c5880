/** Tables of numbers with labels as the parts of a data set. */
import { UserError } from "../error.js";
import type { LabelledTable } from "../formats/labelled-table.js";
import type { Part, Parts } from "./parts.js";

export interface TableFile {
  readonly file: string;
  readonly table: LabelledTable;
}

/** @param files one, or the training part's and the test part's. */
export function partsOfTable(files: readonly TableFile[]): Parts {
  const [{ file, table }, other] = files as [TableFile, TableFile | undefined];
  const { classNames, split } = table;
  if (other) checkSame({ file, table }, other);
  const parts = split && !other ? splitRows(file, table, split) : files.map(whole);
  return {
    train: parts[0]!,
    ...(parts[1] ? { test: parts[1] } : {}),
    ...(classNames ? { classNames } : {}),
    table: table.columns.length === table.width && !(table.values instanceof Uint8Array),
    notes: files.flatMap((one) => [...one.table.notes, ...countingNotes(one)]),
  };
}

/** Numbers of rows would tell a network which row it sees. */
function countingNotes({ file, table: { columns, width, values, rows } }: TableFile): string[] {
  if (columns.length !== width || rows < 10) return [];
  const counts = (column: number) => {
    const first = values[column]!;
    if (first !== 0 && first !== 1) return false;
    for (let row = 1; row < rows; row++)
      if (values[row * width + column] !== first + row) return false;
    return true;
  };
  return columns
    .filter((_, column) => counts(column))
    .map(
      (name) =>
        `${file}: the column "${name}" counts the rows; if it measures nothing, leave it out by naming the others in dataset.columns`,
    );
}

/** Columns of one name in both files, in the same order. */
function checkSame(train: TableFile, test: TableFile): void {
  const names = ({ table }: TableFile) => table.columns.join(", ");
  if (names(train) !== names(test) || train.table.width !== test.table.width)
    throw new UserError(
      `${test.file}: expected the columns of ${train.file} (${names(train)}), found ${names(test)}`,
    );
}

function whole({ file, table }: TableFile): Part {
  const { rows, width, values, labels } = table;
  return { file, labelsFile: file, shape: [rows, width], values, labels };
}

function splitRows(file: string, table: LabelledTable, split: readonly string[]): Part[] {
  const parts = ["train", "test"].map((word) =>
    split.flatMap((own, row) => (own === word ? [row] : [])),
  );
  if (parts.some((rows) => rows.length === 0)) return [whole({ file, table })];
  return parts.map((rows) => rowsOf(file, table, rows));
}

function rowsOf(file: string, { width, values, labels }: LabelledTable, rows: number[]): Part {
  const own = values.slice(0, rows.length * width);
  rows.forEach((row, i) => {
    own.set(values.subarray(row * width, (row + 1) * width), i * width);
  });
  const shape = [rows.length, width];
  return { file, labelsFile: file, shape, values: own, labels: rows.map((row) => labels[row]) };
}
