/** A CSV or TSV file as a table of numbers with labels. */
import { UserError } from "../error.js";
import { mostTableValues } from "../limits.js";
import { CsvRecords, delimiterOf, numberOf } from "./csv.js";
import {
  isLabelName,
  type LabelledTable,
  type Roles,
  rolesOf,
  type Wanted,
} from "./labelled-table.js";

/** What stands above the rows of numbers. */
interface Head {
  readonly names: readonly string[];
  /** Names of classes and how many rows follow, as scikit-learn's own files say in place of names. */
  readonly scikit?: { readonly rows: number; readonly classes: readonly string[] };
  /** The first record is one of data. */
  readonly none: boolean;
  readonly notes: readonly string[];
}

/**
 * @throws UserError where a field is no number or a record has too few or too many, naming its line and
 * column.
 */
export function readCsv(file: string, bytes: Uint8Array, wanted: Wanted): LabelledTable {
  const delimiter = delimiterOf(file, bytes);
  const fresh = () => new CsvRecords(file, bytes, delimiter);
  const head = headOf(file, fresh(), wanted);
  const words = (column: number) => onlySplits(fresh(), column, head.none);
  const roles = rolesOf(file, head.names, wanted, words);
  const records = fresh();
  if (!head.none) records.next([]);
  const body = readBody(file, records, head.names, roles);
  const { scikit } = head;
  if (scikit && scikit.rows !== body.rows)
    throw new UserError(
      `${file}: expected ${scikit.rows} rows, as its first line says, found ${body.rows}; fetch the file again`,
    );
  return {
    ...body,
    columns: roles.values.map((column) => head.names[column]!),
    width: roles.values.length,
    ...(scikit ? { classNames: scikit.classes } : {}),
    notes: [...head.notes, ...roles.notes],
  };
}

function headOf(file: string, records: CsvRecords, wanted: Wanted): Head {
  const first: string[] = [];
  const second: string[] = [];
  const fields = records.next(first);
  if (fields < 0) throw new UserError(`${file}: expected rows of numbers, found none`);
  const following = records.next(second);
  const scikit = scikitHead(first, second, following);
  const numbered = (count: number) => Array.from({ length: count }, (_, i) => `column ${i + 1}`);
  if (scikit)
    return {
      names: numbered(following),
      scikit,
      none: false,
      notes: [
        `${file}: the first line is taken for scikit-learn's: rows, columns, names of the classes`,
      ],
    };
  const named = isHeader(first, following < 0 ? undefined : second, wanted);
  const names = named ? first.map((name) => name.trim()) : numbered(fields);
  const notes = [
    named
      ? `${file}: the first line is taken for the names of the columns`
      : `${file}: the first line is taken for numbers; the columns are called "column 1", "column 2", …`,
  ];
  return { names, none: !named, notes };
}

/** "150,4,setosa,versicolor,virginica" above rows of four numbers and a class. */
function scikitHead(first: readonly string[], second: readonly string[], following: number) {
  const [rows, columns, ...classes] = first;
  const counts = /^\d+$/.test(rows ?? "") && Number(columns) === following - 1;
  const words = classes.length > 1 && classes.every((name) => numberOf(name) === undefined);
  if (!counts || !words || !second.every((field) => numberOf(field) !== undefined))
    return undefined;
  return { rows: Number(rows), classes };
}

/** Names stand where numbers follow, or are those that are asked for or usual; never are all numbers. */
function isHeader(
  first: readonly string[],
  second: readonly string[] | undefined,
  { label, columns = [] }: Wanted,
): boolean {
  const known = (name: string) =>
    isLabelName(name) || name.trim() === label || columns.includes(name.trim());
  const word = (field: string | undefined) => numberOf(field ?? "") === undefined;
  if (!first.some(word)) return false;
  if (first.some((field) => word(field) && known(field))) return true;
  return first.every(word) || first.some((field, i) => word(field) && second && !word(second[i]));
}

/** Whether a column holds but the words train and test; the first other one ends the search. */
function onlySplits(records: CsvRecords, column: number, none: boolean): boolean {
  const fields: string[] = [];
  if (!none) records.next(fields);
  while (records.next(fields) >= 0)
    if (fields[column] !== "train" && fields[column] !== "test") return false;
  return true;
}

function readBody(file: string, records: CsvRecords, names: readonly string[], roles: Roles) {
  const labels: string[] = [];
  const split: string[] = [];
  const width = roles.values.length;
  let values = new Float32Array(1024 * width);
  const fields: string[] = [];
  for (;;) {
    const count = records.next(fields);
    if (count < 0) break;
    if (count !== names.length)
      throw new UserError(
        `${file}: expected ${names.length} fields in line ${records.line}, as in the first, found ${count}`,
      );
    const from = labels.length * width;
    if (from + width > mostTableValues)
      throw new UserError(
        `${file}: expected at most ${mostTableValues} numbers, found more; give a smaller file`,
      );
    if (from + width > values.length) values = grown(values);
    for (let i = 0; i < width; i++)
      values[from + i] = finite(file, records, names, roles.values[i]!, fields);
    labels.push(fields[roles.label]!.trim());
    if (roles.split !== undefined) split.push(fields[roles.split]!);
  }
  const rows = labels.length;
  if (rows === 0) throw new UserError(`${file}: expected rows of numbers, found none`);
  return {
    rows,
    values: values.slice(0, rows * width),
    labels,
    ...(roles.split === undefined ? {} : { split }),
  };
}

function grown(values: Float32Array<ArrayBuffer>): Float32Array<ArrayBuffer> {
  const more = new Float32Array(Math.min(mostTableValues, 2 * values.length));
  more.set(values);
  return more;
}

function finite(
  file: string,
  records: CsvRecords,
  names: readonly string[],
  column: number,
  fields: readonly string[],
): number {
  const number = numberOf(fields[column]!);
  if (number !== undefined && Number.isFinite(Math.fround(number))) return number;
  throw new UserError(
    `${file}: expected a number in line ${records.line}, column ${column + 1} ("${names[column]}"), found ${JSON.stringify(fields[column])}; fill in or leave out such rows, or name the columns to use in dataset.columns`,
  );
}
