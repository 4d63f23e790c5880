/** Tables of many cells, of which one is in memory: each is handed on, and what it was is kept. */
import { readTable } from "../src/arrow/read.js";
import type { Table } from "../src/arrow/table.js";
import { child } from "../src/child.js";
import { cellAttribute } from "../src/tables/cell.js";
import { handedOn, type Source } from "./provenance.js";

export class CellTables {
  /** By role, once the tables were read. */
  readonly sources: Record<string, Source> = {};
  /** By name, of the first table that has it. */
  readonly #attributes = new Map<string, unknown>();

  /** @param role what a table is to the stage, after the name of its cell. */
  constructor(
    private readonly paths: readonly string[],
    private readonly format: string,
    private readonly role: (table: Table) => string,
  ) {}

  *read(): Generator<Table> {
    for (const path of this.paths) {
      const table = readTable(path, this.format);
      const sha256 = table.sha256();
      this.sources[`${cellAttribute(table).cell}/${this.role(table)}`] = {
        sha256: () => sha256,
        attribute: (name) => this.#attributes.get(name),
      };
      for (const name of handedOn) child(this.#attributes, name, () => table.attribute(name));
      yield table;
    }
  }
}
