/** Tables of statistics in long form, pivoted: a column each, and one a layer of those of layers. */
import { tableFormat } from "../arrow/format.js";
import type { Table } from "../arrow/table.js";
import { child } from "../child.js";
import { UserError } from "../error.js";
import { GrowingColumn } from "./growing-column.js";

/** The rows of a cell, one a level, as they are counted until all cells are known. */
export interface CellRows {
  readonly first: number;
  /** Level -> place among the cell's levels. */
  readonly places: ReadonlyMap<number, number>;
}

interface Column {
  /** By these columns are ordered. */
  statistic: string;
  layer: number;
  readonly name: string;
  readonly values: GrowingColumn;
}

export class StatisticColumns {
  readonly #byName = new Map<string, Column>();
  /** Statistic -> layer -> its column; none where the table's own description has one of that name. */
  readonly #byPlace = new Map<string, Map<number, Column | undefined>>();
  readonly #described = new Set(tableFormat("topology").columns.map(({ name }) => name));

  /** @throws UserError for a level that the cell does not have, and for a value given twice. */
  add(cell: string, { first, places }: CellRows, file: Table): void {
    const [level, layer] = [file.uint32("level"), file.int32("layer")];
    const [statistic, value] = [file.text("statistic"), file.float64("value")];
    for (let row = 0; row < file.rows; row++) {
      const column = this.#columnOf(statistic[row]!, layer[row]!);
      if (!column) continue;
      const place = places.get(level[row]!);
      if (place === undefined) throw unknownLevel(file, cell, level[row]!);
      if (!column.values.give(first + place, value[row]!))
        throw givenTwice(file, column.name, level[row]!);
    }
  }

  /** Those of these rows, by statistic, then by layer as a number; and forgets them. */
  take(rows: Uint32Array): Record<string, Float64Array> {
    const sorted = [...this.#byName.values()].sort(compare);
    return Object.fromEntries(sorted.map(({ name, values }) => [name, values.take(rows)]));
  }

  #columnOf(statistic: string, layer: number): Column | undefined {
    const layers = child(this.#byPlace, statistic, () => new Map<number, Column | undefined>());
    if (!layers.has(layer)) layers.set(layer, this.#makeColumn(statistic, layer));
    return layers.get(layer);
  }

  #makeColumn(statistic: string, layer: number): Column | undefined {
    const name = layer < 0 ? statistic : `${statistic}_layer${layer}`;
    if (this.#described.has(name)) return undefined;
    const made = { statistic, layer, name, values: new GrowingColumn() };
    const column = child(this.#byName, name, () => made);
    // Another statistic may have a name that ends as that of a layer: the same order, whichever came first.
    if (compare(made, column) < 0) Object.assign(column, { statistic, layer });
    return column;
  }
}

type Place = Pick<Column, "statistic" | "layer">;

function compare(a: Place, b: Place): number {
  return a.statistic < b.statistic ? -1 : a.statistic > b.statistic ? 1 : a.layer - b.layer;
}

function unknownLevel({ path }: Table, cell: string, level: number): UserError {
  return new UserError(
    `${path}: expected levels that the performance table of cell ${cell} has, found level ${level}; make both again`,
  );
}

function givenTwice({ path }: Table, name: string, level: number): UserError {
  return new UserError(`${path}: expected one value of ${name} at level ${level}, found two`);
}
