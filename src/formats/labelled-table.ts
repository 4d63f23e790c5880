/** A table of numbers, each row with a label: what CSV, Parquet and Arrow files hold. */
import { UserError } from "../error.js";

export interface LabelledTable {
  readonly rows: number;
  /** Names of the columns of numbers; of one column of lists, its name alone. */
  readonly columns: readonly string[];
  /** Numbers a row. */
  readonly width: number;
  /** rows x width; bytes where a column of lists or of binaries has them. */
  readonly values: Uint8Array | Float32Array;
  /** One a row; what is missing is undefined, null, NaN or an empty text. */
  readonly labels: ArrayLike<unknown>;
  /** "train" or "test", one a row, where a column says so. */
  readonly split?: readonly string[];
  /** Names of the classes 0, 1, …, where the file has them. */
  readonly classNames?: readonly string[];
  /** What was guessed. */
  readonly notes: readonly string[];
}

/** What the user says of a table's columns. */
export interface Wanted {
  /** The column of the labels. */
  readonly label?: string | undefined;
  /** The columns of numbers, where not all others are. */
  readonly columns?: readonly string[] | undefined;
}

export interface Roles {
  readonly label: number;
  readonly split: number | undefined;
  readonly values: readonly number[];
  readonly notes: readonly string[];
}

const labelNames = ["label", "class", "target", "y"];

export function isLabelName(name: string): boolean {
  return labelNames.includes(name.trim().toLowerCase());
}

/**
 * Which column is what: the label by its name, else one called label, class, target or y, else the last;
 * a column called split, if it says train and test; a first column without a name, which numbers the
 * rows, is left out.
 * @param splits whether a column holds but the words train and test.
 */
export function rolesOf(
  file: string,
  names: readonly string[],
  { label, columns }: Wanted,
  splits: (column: number) => boolean,
): Roles {
  const notes: string[] = [];
  const twice = names.find((name, i) => name !== "" && names.indexOf(name) !== i);
  if (twice !== undefined && [label, ...(columns ?? [])].includes(twice))
    throw new UserError(`${file}: expected one column "${twice}", found two; rename one`);
  const find = (name: string) => {
    const place = names.indexOf(name);
    if (place >= 0) return place;
    throw new UserError(`${file}: expected a column "${name}", found ${listed(names)}`);
  };
  const numbersRows = names[0] === "" && label !== "" && !columns?.includes("") ? 0 : undefined;
  if (numbersRows !== undefined)
    notes.push(`${file}: the first column has no name: taken for numbers of rows and left out`);
  const split = names.findIndex((name, i) => name.trim().toLowerCase() === "split" && splits(i));
  const free = names.map((_, i) => i).filter((i) => i !== split && i !== numbersRows);
  const chosen = label === undefined ? guessLabel(file, names, free, notes) : find(label);
  const values = columns?.map(find) ?? free.filter((i) => i !== chosen);
  if (values.includes(chosen))
    throw new UserError(`${file}: expected the label "${names[chosen]}" not among the columns`);
  if (values.length === 0)
    throw new UserError(
      `${file}: expected columns of numbers and one of labels, found ${listed(names)}`,
    );
  return { label: chosen, split: split < 0 ? undefined : split, values, notes };
}

function guessLabel(
  file: string,
  names: readonly string[],
  free: readonly number[],
  notes: string[],
): number {
  const called = labelNames
    .map((name) => free.find((i) => names[i]!.trim().toLowerCase() === name))
    .find((place) => place !== undefined);
  const chosen = called ?? free.at(-1);
  if (chosen === undefined)
    throw new UserError(`${file}: expected columns of numbers and one of labels, found none`);
  const why =
    called === undefined ? ", the last one, as none is called label, class, target or y" : "";
  notes.push(`${file}: labels are taken from the column "${names[chosen]}"${why}`);
  return chosen;
}

function listed(names: readonly string[]): string {
  const some = names.slice(0, 10).map((name) => `"${name}"`);
  return `${some.join(", ")}${names.length > 10 ? ` and ${names.length - 10} others` : ""}`;
}
