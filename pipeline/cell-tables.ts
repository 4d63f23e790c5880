/** Tables of many cells, of which one is in memory: each is handed on, and what it was is kept. */
import { readTable } from "../src/arrow/read.js";
import type { Table } from "../src/arrow/table.js";
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
      const role = `${cellAttribute(table).cell}/${this.role(table)}`;
      this.sources[role] = this.#source(table.sha256());
      for (const name of handedOn) {
        const value = table.attribute(name);
        if (!this.#attributes.has(name) && value !== undefined) this.#attributes.set(name, value);
      }
      yield table;
    }
  }

  /** Made where no table is in sight, which it would keep in memory. */
  #source(sha256: string): Source {
    return { sha256: () => sha256, attribute: (name) => this.#attributes.get(name) };
  }
}
