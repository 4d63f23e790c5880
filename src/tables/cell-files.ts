/** The files of a run sorted into cells, for topology.arrow. */
import type { Table } from "../arrow/table.js";
import { canonicalJson } from "../canonical.js";
import { compareGroups } from "../criticality/groups.js";
import { UserError } from "../error.js";
import { type CellAttribute, cellAttribute } from "./cell.js";

/** All that is known of one cell. */
export interface CellFiles {
  readonly attribute: CellAttribute;
  readonly performance: Table;
  /** Tables `statistics`, in the order given. */
  readonly statistics: readonly Table[];
}

/**
 * Sorts tables `performance` and `statistics` into cells, which come ordered by data set,
 * architecture, criterion, pruning, width and seed.
 * @throws UserError where a cell has no performance table or two, or files disagree about a cell.
 */
export function cellFiles(tables: readonly Table[]): CellFiles[] {
  const attributes = new Map<string, { attribute: CellAttribute; path: string }>();
  const performance = new Map<string, Table>();
  const statistics = new Map<string, Table[]>();
  for (const table of tables) {
    const attribute = cellAttribute(table);
    const { cell } = attribute;
    const known = attributes.get(cell);
    if (known && canonicalJson(known.attribute) !== canonicalJson(attribute))
      throw new UserError(
        `${table.path}: expected the same settings of cell ${cell} as in ${known.path}, found others`,
      );
    if (!known) attributes.set(cell, { attribute, path: table.path });
    if (table.format.name === "statistics")
      statistics.set(cell, [...(statistics.get(cell) ?? []), table]);
    else if (performance.has(cell))
      throw new UserError(
        `${table.path}: expected one performance table of cell ${cell}, found another in ${performance.get(cell)!.path}`,
      );
    else performance.set(cell, table);
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
