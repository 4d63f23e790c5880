import { checkColumn, checkNames } from "./check.js";
import type { ColumnFormat, TableFormat } from "./format.js";
import type { LargeTable } from "./large.js";
import type { ColumnData } from "./table.js";

/**
 * The columns of a file that need not fit into memory: each is read, and checked, when it is asked for. The file
 * stays open as long as the process, so that what is read later is of the file whose seal was checked.
 */
export class LazyColumns {
  readonly #described: ReadonlyMap<string, ColumnFormat>;
  readonly #read = new Map<string, ColumnData>();

  /** @throws UserError where names are not those of the format, or a column can be read with the others alone. */
  constructor(
    private readonly path: string,
    format: TableFormat,
    private readonly file: LargeTable,
  ) {
    this.#described = checkNames(path, format, file.names);
    for (const [name, column] of this.#described) file.check(name, column);
  }

  keys(): Iterable<string> {
    return this.#described.keys();
  }

  has(name: string): boolean {
    return this.#described.has(name);
  }

  get(name: string): ColumnData | undefined {
    const column = this.#described.get(name);
    if (!column) return undefined;
    const known = this.#read.get(name);
    if (known) return known;
    const data = this.file.column(name, column);
    checkColumn(this.path, column, data);
    this.#read.set(name, data);
    return data;
  }
}
