/** The files of a run sorted into cells, for topology.arrow. */
import { readOneOf, readTable } from "../arrow/read.js";
import type { Table } from "../arrow/table.js";
import { canonicalJson } from "../canonical.js";
import { compareGroups } from "../criticality/groups.js";
import { UserError } from "../error.js";
import { type CellAttribute, cellAttribute } from "./cell.js";

/** A table of a cell, which is read when asked for: those of all cells need not fit into memory. */
export class CellFile {
  readonly path: string;
  readonly rows: number;
  /** The stage, and which of its metrics where it has many. */
  readonly maker: string;
  readonly #kind: string;
  readonly #sha256: string;

  constructor(table: Table) {
    const metric = table.attribute("metric");
    const stage = String(table.metadata.get("pcrit.stage"));
    this.path = table.path;
    this.rows = table.rows;
    this.maker = typeof metric === "string" ? `${stage}/${metric}` : stage;
    this.#kind = table.format.name;
    this.#sha256 = table.sha256();
  }

  sha256(): string {
    return this.#sha256;
  }

  /** None: a table of all cells hands on nothing of one. */
  attribute(_name: string): undefined {}

  read(): Table {
    return readTable(this.path, this.#kind);
  }
}

/** All that is known of one cell. */
export interface CellFiles {
  readonly attribute: CellAttribute;
  readonly performance: CellFile;
  /** Tables `statistics`, in the order given. */
  readonly statistics: readonly CellFile[];
}

const kinds = ["performance", "statistics"] as const;

/**
 * Looks at files with tables `performance` and `statistics`, and sorts them into cells, which come ordered by data set,
 * architecture, criterion, pruning, width and seed.
 * @throws UserError where a cell has no performance table or two, or files disagree about a cell.
 */
export function cellFiles(paths: Iterable<string>): CellFiles[] {
  const attributes = new Map<string, { attribute: CellAttribute; path: string }>();
  const performance = new Map<string, CellFile>();
  const statistics = new Map<string, CellFile[]>();
  for (const path of paths) {
    const table = readOneOf(path, kinds);
    const attribute = cellAttribute(table);
    const { cell } = attribute;
    const file = new CellFile(table);
    const known = attributes.get(cell);
    if (known && canonicalJson(known.attribute) !== canonicalJson(attribute))
      throw new UserError(
        `${table.path}: expected the same settings of cell ${cell} as in ${known.path}, found others`,
      );
    if (!known) attributes.set(cell, { attribute, path: table.path });
    if (table.format.name === "statistics")
      statistics.set(cell, [...(statistics.get(cell) ?? []), file]);
    else if (performance.has(cell))
      throw new UserError(
        `${table.path}: expected one performance table of cell ${cell}, found another in ${performance.get(cell)!.path}`,
      );
    else performance.set(cell, file);
  }
  return [...attributes.values()]
    .map(({ attribute, path }) => {
      const own = performance.get(attribute.cell);
      if (!own)
        throw new UserError(
          `${path}: expected a performance table of cell ${attribute.cell} among the files, found none`,
        );
      return { attribute, performance: own, statistics: statistics.get(attribute.cell) ?? [] };
    })
    .sort(({ attribute: a }, { attribute: b }) => compareGroups(a, b) || a.seed - b.seed);
}
