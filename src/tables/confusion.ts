/** Confusion matrices of levels as an Arrow file: confusion.arrow. */
import { readTable } from "../arrow/read.js";
import type { Provenance, Table } from "../arrow/table.js";
import { writeTable } from "../arrow/write.js";
import { UserError } from "../error.js";
import type { Confusion } from "../trajectory/level.js";

export interface LevelConfusion {
  readonly level: number;
  readonly confusion: Confusion;
}

const states = ["before", "after"] as const;

/**
 * Writes confusion.arrow: levels in the order given, `before` first, row by row of each matrix.
 * @param names what the classes are called, where that is not 0, 1, …: the attribute `labels`.
 */
export function writeConfusion(
  path: string,
  levels: readonly LevelConfusion[],
  provenance: Provenance,
  names?: readonly string[],
): void {
  const matrices = levels.flatMap(({ level, confusion }) =>
    states.map((state) => ({ level, state, images: confusion[state] })),
  );
  const cells = matrices.flatMap(({ level, state, images }) => {
    const classes = Math.sqrt(images.length);
    return Array.from(images, (count, i) => ({
      level,
      state,
      label: Math.floor(i / classes),
      prediction: i % classes,
      count,
    }));
  });
  writeTable(
    path,
    "confusion",
    {
      level: Uint32Array.from(cells, ({ level }) => level),
      state: cells.map(({ state }) => state),
      label: Uint8Array.from(cells, ({ label }) => label),
      prediction: Uint8Array.from(cells, ({ prediction }) => prediction),
      images: Uint32Array.from(cells, ({ count }) => count),
    },
    names ? { ...provenance, attributes: { ...provenance.attributes, labels: names } } : provenance,
  );
}

/** What the classes of a matrix are called: their names, or their numbers. */
export function classNames(table: Table): (label: number) => string | number {
  const names = table.attribute("labels");
  if (!Array.isArray(names)) return (label) => label;
  const numbers = names.every((name) => /^-?\d{1,15}$/.test(String(name)));
  return (label) => {
    const name = String(names[label] ?? label);
    return numbers ? Number(name) : name;
  };
}

/** @throws UserError where the file lacks one of the two matrices of its level. */
export function readConfusion(path: string): { confusion: Confusion; table: Table } {
  const table = readTable(path, "confusion");
  const state = table.text("state");
  const images = table.uint32("images");
  const [before, after] = states.map((name) => images.filter((_, row) => state[row] === name));
  const cells = before!.length;
  if (cells === 0 || after!.length !== cells || !Number.isInteger(Math.sqrt(cells)))
    throw new UserError(
      `${path}: expected two confusion matrices of one level, found ${table.rows} rows`,
    );
  return { confusion: { before: before!, after: after! }, table };
}
