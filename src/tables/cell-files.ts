/** The cells of a run, as their files tell them one by one, for topology.arrow. */
import type { Table } from "../arrow/table.js";
import { canonicalJson } from "../canonical.js";
import { child } from "../child.js";
import { compareGroups } from "../criticality/groups.js";
import { UserError } from "../error.js";
import { once } from "../experiment/once.js";
import { type CellAttribute, cellAttribute } from "./cell.js";

/** What is kept of a file of a cell once it was read. */
export class CellFile {
  /** The stage, and which of its metrics where it has many. */
  readonly maker: string;
  readonly #sha256: string;

  constructor(table: Table) {
    const metric = table.attribute("metric");
    const stage = String(table.metadata.get("pcrit.stage"));
    this.maker = once(typeof metric === "string" ? `${stage}/${metric}` : stage);
    this.#sha256 = table.sha256();
  }

  sha256(): string {
    return this.#sha256;
  }

  /** None: a table of all cells hands on nothing of one. */
  attribute(_name: string): undefined {}
}

/** What is known of a cell so far. */
export interface Cell {
  readonly attribute: CellAttribute;
  /** The first of its files. */
  readonly path: string;
  performance?: CellFile & { readonly path: string };
  /** Tables `statistics`, in the order given. */
  readonly statistics: CellFile[];
}

export class CellFiles {
  readonly #cells = new Map<string, Cell>();

  /**
   * The cell of a file, which is added to it.
   * @throws UserError for a second performance table, and where files disagree about a cell.
   */
  add(table: Table): Cell {
    const { path } = table;
    const attribute = cellAttribute(table);
    const { cell: name } = attribute;
    const cell = child(this.#cells, name, () => ({ attribute, path, statistics: [] }));
    if (cell.attribute !== attribute && canonicalJson(cell.attribute) !== canonicalJson(attribute))
      throw new UserError(
        `${path}: expected the same settings of cell ${name} as in ${cell.path}, found others`,
      );
    if (table.format.name === "statistics") cell.statistics.push(new CellFile(table));
    else if (cell.performance)
      throw new UserError(
        `${path}: expected one performance table of cell ${name}, found another in ${cell.performance.path}`,
      );
    else cell.performance = Object.assign(new CellFile(table), { path });
    return cell;
  }

  /**
   * Ordered by data set, architecture, criterion, pruning, width and seed.
   * @throws UserError where a cell has no performance table.
   */
  sorted(): Cell[] {
    const all = [...this.#cells.values()];
    for (const { attribute, path, performance } of all)
      if (!performance)
        throw new UserError(
          `${path}: expected a performance table of cell ${attribute.cell} among the files, found none`,
        );
    return all.sort(({ attribute: a }, { attribute: b }) => compareGroups(a, b) || a.seed - b.seed);
  }
}
