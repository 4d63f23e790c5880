/**
 * topology.arrow: every scalar of every level of every cell, one column each.
 *
 * The long tables of the graph stages are pivoted and joined to performance, file by file, so that one file is in
 * memory beside the columns. A statistic becomes the column STATISTIC, or STATISTIC_layerN where it belongs to a
 * layer; columns of the table's own description win over a statistic of the same name. Statistics come ordered by
 * name, then layer.
 */
import { type ColumnType, tableFormat } from "../arrow/format.js";
import { readOneOf, readTable } from "../arrow/read.js";
import type { ColumnData, Table } from "../arrow/table.js";
import { child } from "../child.js";
import { failureOf } from "../criticality/failure.js";
import { orderParameter } from "../criticality/order-parameter.js";
import { UserError } from "../error.js";
import { type Cell, CellFiles } from "./cell-files.js";
import { GrowingColumn } from "./growing-column.js";
import { type CellRows, StatisticColumns } from "./statistic-columns.js";

/** What the files of all cells say; they are added in any order. */
export class Topology {
  readonly #cells = new CellFiles();
  readonly #rows = new Map<Cell, CellRows>();
  #count = 0;
  /** By levels: most cells have the same. */
  readonly #places = new Map<string, ReadonlyMap<number, number>>();
  /** Columns of performance, and order parameters. */
  readonly #performance = new Map<string, GrowingColumn>();
  readonly #statistics = new StatisticColumns();
  /** Statistics that came before the performance of their cell. */
  readonly #waiting: (readonly [path: string, cell: Cell])[] = [];

  /** @throws UserError where files contradict each other or a cell has no level 0. */
  add(path: string): void {
    const table = readOneOf(path, ["performance", "statistics"]);
    const cell = this.#cells.add(table);
    const rows = this.#rows.get(cell);
    if (table.format.name === "performance") this.#addPerformance(cell, table);
    else if (rows) this.#statistics.add(cell.attribute.cell, rows, table);
    else this.#waiting.push([path, cell]);
  }

  /**
   * The cells in their order, and the columns of topology.arrow: rows by cell, then level.
   * @throws UserError where a cell has no performance.
   */
  finish(): { readonly cells: readonly Cell[]; readonly columns: Record<string, ColumnData> } {
    const cells = this.#cells.sorted();
    for (const [path, cell] of this.#waiting) {
      const table = readTable(path, "statistics");
      this.#statistics.add(cell.attribute.cell, this.#rows.get(cell)!, table);
    }
    return { cells, columns: this.#columns(cells) };
  }

  #addPerformance(cell: Cell, table: Table): void {
    const order = levelOrder(table);
    const level = table.uint32("level");
    const levels = Array.from(order, (row) => level[row]!);
    const places = child(this.#places, levels.join(), () => new Map(levels.map((l, i) => [l, i])));
    const rows = { first: this.#count, places };
    this.#rows.set(cell, rows);
    this.#count += order.length;
    const give = (name: string, measured: (row: number) => number) => {
      const column = child(this.#performance, name, () => new GrowingColumn());
      for (const [i, row] of order.entries()) column.give(rows.first + i, measured(row));
    };
    for (const { name } of table.format.columns) {
      const values = table.column(name) as ArrayLike<number>;
      give(name, (row) => values[row]!);
    }
    const { classes } = cell.attribute;
    const [after, before] = [table.float64("accuracy"), table.float64("accuracy_before")];
    const dense = after[order[0]!]!;
    give("order_parameter", (row) => orderParameter(after[row]!, dense, classes));
    give("order_parameter_before", (row) => orderParameter(before[row]!, dense, classes));
  }

  #columns(cells: readonly Cell[]): Record<string, ColumnData> {
    const order = this.#orderOf(cells);
    const deep = cells.some(({ attribute }) => attribute.depth !== undefined);
    const described = tableFormat("topology").columns.filter(
      ({ name }) => name !== "depth" || deep,
    );
    const values: Record<string, ColumnData> = {};
    for (const { name, type } of described) {
      const measured = this.#performance.get(name)?.take(order);
      if (measured) values[name] = type === "uint32" ? Uint32Array.from(measured) : measured;
      else if (name !== "failure") values[name] = this.#ofCells(cells, name, type);
    }
    const statistics = this.#statistics.take(order);
    values["failure"] = failures(values, statistics, order.length);
    const columns = described.map(({ name }) => [name, values[name]!] as const);
    return { ...Object.fromEntries(columns), ...statistics };
  }

  /** Rows as they were counted, in the order of the table. */
  #orderOf(cells: readonly Cell[]): Uint32Array {
    const order = new Uint32Array(this.#count);
    let row = 0;
    for (const cell of cells) {
      const { first, places } = this.#rows.get(cell)!;
      for (let i = 0; i < places.size; i++) order[row++] = first + i;
    }
    return order;
  }

  /** What the settings of a cell say, in each of its rows. */
  #ofCells(cells: readonly Cell[], name: string, type: ColumnType): ColumnData {
    const values =
      type === "text"
        ? new Array<string>(this.#count)
        : new (type === "uint32" ? Uint32Array : Float64Array)(this.#count);
    let row = 0;
    for (const cell of cells) {
      const attribute = cell.attribute as unknown as Readonly<Record<string, string | number>>;
      const end = row + this.#rows.get(cell)!.places.size;
      values.fill((attribute[name] ?? Number.NaN) as never, row, end);
      row = end;
    }
    return values;
  }
}

/** Row numbers by level. @throws UserError without level 0, or with a level twice. */
function levelOrder(performance: Table): number[] {
  const level = performance.uint32("level");
  const order = Array.from(level.keys()).sort((a, b) => level[a]! - level[b]!);
  const twice = order.find((row, i) => i > 0 && level[row] === level[order[i - 1]!]);
  if (twice !== undefined)
    throw new UserError(
      `${performance.path}: expected one row a level, found two of level ${level[twice]}`,
    );
  if (level[order[0] ?? 0] !== 0)
    throw new UserError(
      `${performance.path}: expected level 0, the dense network, which the order parameter refers to, found none`,
    );
  return order;
}

function failures(
  described: Readonly<Record<string, ColumnData>>,
  statistics: Readonly<Record<string, Float64Array>>,
  rows: number,
): string[] {
  const number = (name: string) => described[name] as Float64Array;
  const [order, effective] = [number("order_parameter"), number("effective_density")];
  const emptiest = emptiestLayer(statistics, rows);
  return Array.from(emptiest, (emptiestLayer, row) =>
    failureOf({
      orderParameter: order[row]!,
      emptiestLayer,
      effectiveDensity: effective[row]!,
    }),
  );
}

/**
 * Density of the emptiest weight layer in each row; NaN where it was not measured. Architectures of other depths
 * have other layers.
 */
function emptiestLayer(
  statistics: Readonly<Record<string, Float64Array>>,
  rows: number,
): Float64Array {
  const least = new Float64Array(rows).fill(Number.NaN);
  for (const [name, values] of Object.entries(statistics))
    if (/^layer_density_layer\d+$/.test(name))
      for (let row = 0; row < rows; row++)
        if (Number.isNaN(least[row]!) || values[row]! < least[row]!) least[row] = values[row]!;
  return least;
}
