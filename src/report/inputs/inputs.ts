/** The report's input files, told apart by the table that their metadata names. */
import { basename } from "node:path";
import { type TableFormat, tableFormat } from "../../arrow/format.js";
import { type Head, readTable, readTableOrHead } from "../../arrow/read.js";
import type { Table } from "../../arrow/table.js";
import { child } from "../../child.js";
import { UserError } from "../../error.js";
import { resultTables } from "../../experiment/result-tables.js";
import type { CellAttribute } from "../../tables/cell.js";
import {
  type LiveFile,
  type LiveFiles,
  type LiveTable,
  liveTables,
  ownerOf,
  readLive,
} from "./live-files.js";

/** Tables of the whole experiment, of which at most one each is given; the first are told first. */
export const single = [
  ...new Set([
    ...(["topology", "order", "criticality", "correlations", "verdict"] as const),
    ...resultTables,
    ...(["predictions", "equivalence", "robustness-areas", "noise-shift"] as const),
  ]),
];
/** Tables of one cell -> the stage that makes them. */
const makers = {
  percolation: "percolation",
  degrees: "degree",
  "null-model": "null-model",
  robustness: "robustness",
  portrait: "portrait",
  "portrait-edges": "portrait",
  "portrait-bands": "portrait",
  "portrait-nulls": "portrait",
  confusion: "trajectory",
} as const;

export type Single = (typeof single)[number];
type PerCell = keyof typeof makers;
const perCell = Object.keys(makers) as readonly PerCell[];

/** What is said of an input: never its path, which differs between machines. */
export interface Source {
  readonly table: string;
  /** Name of the cell; empty for a table of the whole experiment. */
  readonly cell: string;
  readonly sha256: string;
}

/** A cell's settings, as its files carry them. */
export type CellOf = Omit<CellAttribute, "hidden_units" | "classes">;

/** A file of one cell; its table is read when asked for, so that only one is in memory. */
export interface CellFile {
  readonly cell: CellOf;
  readonly sha256: string;
  read(): Table;
}

export interface Inputs {
  readonly tables: Readonly<Partial<Record<Single, Table>>>;
  readonly cells: Readonly<Record<PerCell, readonly CellFile[]>>;
  readonly sources: readonly Source[];
  /** The network that the page runs. */
  readonly live?: LiveFiles | undefined;
}

/**
 * Reads the tables of the whole experiment and looks at those of its cells, which are put in the
 * order of their cells' names: the order of `paths` does not matter.
 * @throws UserError for a file that is no table of a report, a second table of the same kind, a
 * cell's file that does not say which cell it is of.
 */
export function readInputs(paths: readonly string[]): Inputs {
  const tables: Partial<Record<Single, Table>> = {};
  const cells: Record<PerCell, CellFile[]> = {
    percolation: [],
    degrees: [],
    "null-model": [],
    robustness: [],
    portrait: [],
    "portrait-edges": [],
    "portrait-bands": [],
    "portrait-nulls": [],
    confusion: [],
  };
  const sources: Source[] = [];
  const live: LiveFile[] = [];
  const known = new Map<string, CellOf>();
  for (const path of paths) {
    const table = readTableOrHead(
      path,
      (metadata) => formatOf(path, metadata),
      ({ name }) => perCell.some((known) => known === name),
    );
    const name = table.format.name as Single | PerCell | LiveTable;
    const sha256 = table.sha256();
    if (isLive(name)) {
      live.push({ path, name, table: table as Table });
      const cell = ownerOf(live.at(-1)!);
      sources.push({ table: name, cell, sha256 });
      continue;
    }
    const cell = isPerCell(name) ? sharedCell(known, cellOf(path, table)) : undefined;
    if (isPerCell(name)) cells[name].push(cellFile(path, name, cell!, sha256));
    else if (tables[name]) throw new UserError(`${path}: a second table "${name}"; give one`);
    else tables[name] = table as Table;
    sources.push({ table: name, cell: cell?.cell ?? "", sha256 });
  }
  for (const name of perCell)
    cells[name].sort((a, b) => compare(a.cell.cell, b.cell.cell) || compare(a.sha256, b.sha256));
  const order: readonly string[] = [...single, ...liveTables, ...perCell];
  const rank = ({ table }: Source) => order.indexOf(table);
  sources.sort(
    (a, b) => rank(a) - rank(b) || compare(a.cell, b.cell) || compare(a.sha256, b.sha256),
  );
  return { tables, cells, sources, live: readLive(live) };
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function isLive(name: Single | PerCell | LiveTable): name is LiveTable {
  return liveTables.some((known) => known === name);
}

function isPerCell(name: Single | PerCell): name is PerCell {
  return perCell.some((known) => known === name);
}

/** Made where no table is in sight, which it would keep in memory. */
function cellFile(path: string, name: PerCell, cell: CellOf, sha256: string): CellFile {
  return { cell, sha256, read: () => readTable(path, name) };
}

/** One object for all files of a cell. */
function sharedCell(known: Map<string, CellOf>, cell: CellOf): CellOf {
  return child(known, JSON.stringify(cell), () => cell);
}

/** The table named in the metadata, or by the file's name where another program wrote it. */
function formatOf(path: string, metadata: ReadonlyMap<string, string>): TableFormat {
  const found = metadata.get("pcrit.table") ?? basename(path).replace(/\.arrow$/, "");
  const all = [...single, ...perCell, ...liveTables];
  const name = all.find((known) => known === found);
  if (name) return tableFormat(name);
  throw new UserError(`${path}: expected one of the tables ${all.join(", ")}, found "${found}"`);
}

function cellOf(path: string, table: Head): CellOf {
  const cell = table.attribute("cell") as Partial<CellOf> | undefined;
  if (cell && typeof cell.cell === "string" && typeof cell.width === "number")
    return cell as CellOf;
  throw new UserError(
    `${path}: expected the attribute "cell" in its metadata, which says which cell it is of; make it again by pcrit ${makers[table.format.name as PerCell]} from files that have it`,
  );
}
