/**
 * topology.arrow: every scalar of every level of every cell, one column each.
 *
 * The long tables of the graph stages are pivoted and joined to performance with arquero. A
 * statistic becomes the column STATISTIC, or STATISTIC_layerN where it belongs to a layer; columns
 * of the table's own description win over a statistic of the same name. Statistics come ordered by
 * name, then layer.
 */
import { type ColumnType, tableFormat } from "../arrow/format.js";
import type { ColumnData, Table } from "../arrow/table.js";
import { failureOf } from "../criticality/failure.js";
import { orderParameter } from "../criticality/order-parameter.js";
import { UserError } from "../error.js";
import type { CellAttribute } from "./cell.js";
import type { CellFiles } from "./cell-files.js";

type Row = Readonly<Record<string, string | number>> & {
  readonly cell: string;
  readonly level: number;
};

/** Cells that are in memory at once. */
const BLOCK = 64;

/**
 * Columns of topology.arrow; rows by cell in the order given, then level.
 * @throws UserError where files contradict each other or a cell has no level 0.
 */
export async function topologyColumns(
  cells: readonly CellFiles[],
): Promise<Record<string, ColumnData>> {
  const rows = cells.reduce((sum, { performance }) => sum + performance.rows, 0);
  const deep = cells.some(({ attribute }) => attribute.depth !== undefined);
  const all = tableFormat("topology").columns.filter(({ name }) => deep || name !== "depth");
  const known = all.filter(({ name }) => name !== "failure");
  const described = new Map(known.map(({ name, type }) => [name, empty(type, rows)]));
  const statistics = new Statistics(rows);
  for (let first = 0, row = 0; first < cells.length; first += BLOCK) {
    const block = cells.slice(first, first + BLOCK).map(readCell);
    const own = block.flatMap(performanceRows);
    for (const [name, values] of described)
      for (const [i, one] of own.entries()) values[row + i] = one[name] ?? Number.NaN;
    await statistics.add(block, own, row);
    row += own.length;
  }
  const failure = failures(described, statistics.emptiestLayer());
  const columns = all.map(({ name }) => [
    name,
    name === "failure" ? failure : described.get(name)!,
  ]);
  return { ...Object.fromEntries(columns), ...Object.fromEntries(statistics.columns()) };
}

type Values = (string | number)[] | Uint32Array | Float64Array;

function empty(type: ColumnType, rows: number): Values {
  if (type === "text") return new Array<string>(rows);
  return type === "uint32" ? new Uint32Array(rows) : new Float64Array(rows);
}

/** A cell whose tables are in memory. */
interface Cell {
  readonly attribute: CellAttribute;
  readonly performance: Table;
  readonly statistics: readonly Table[];
}

function readCell({ attribute, performance, statistics }: CellFiles): Cell {
  return {
    attribute,
    performance: performance.read(),
    statistics: statistics.map((file) => file.read()),
  };
}

function failures(described: ReadonlyMap<string, Values>, emptiest: Float64Array): string[] {
  const [order, effective] = ["order_parameter", "effective_density"].map(
    (name) => described.get(name) as Float64Array,
  ) as [Float64Array, Float64Array];
  return Array.from(emptiest, (emptiestLayer, row) =>
    failureOf({
      orderParameter: order[row]!,
      emptiestLayer,
      effectiveDensity: effective[row]!,
    }),
  );
}

/** One row a level: the cell's settings, its performance and order parameters. */
function performanceRows({ attribute, performance }: Cell): Row[] {
  const names = performance.format.columns.map((column) => column.name);
  const order = levelOrder(performance);
  const dense = performance.float64("accuracy")[order[0]!]!;
  return order.map((i) => {
    const own = Object.fromEntries(
      names.map((name) => [name, (performance.column(name) as ArrayLike<number>)[i]!]),
    );
    return {
      ...attribute,
      ...own,
      cell: attribute.cell,
      level: own["level"]!,
      order_parameter: orderParameter(own["accuracy"]!, dense, attribute.classes),
      order_parameter_before: orderParameter(own["accuracy_before"]!, dense, attribute.classes),
    };
  });
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

/** Statistic and layer of a column, by which columns are ordered. */
type Place = readonly [statistic: string, layer: number];

/** The columns of statistics, one value a row of the result; NaN where a row has none. */
class Statistics {
  readonly #values = new Map<string, Float64Array>();
  readonly #order = new Map<string, Place>();

  constructor(private readonly rows: number) {}

  /** Pivots the statistics of some cells and joins them to their rows, which begin at `first`. */
  async add(cells: readonly Cell[], rows: readonly Row[], first: number): Promise<void> {
    const { order, ...long } = longStatistics(cells, rows);
    if (order.size === 0) return;
    const { table } = await import("arquero"); // half a second, which no other stage should pay
    const pivoted = table(long).groupby("cell", "level").pivot("name", "value");
    const keys = ["cell", "level"];
    const joined = table({
      cell: rows.map((r) => r.cell),
      level: rows.map((r) => r.level),
    }).join_left(pivoted, [keys, keys]);
    for (const [name, place] of order) {
      this.#order.set(name, place);
      const values = joined.array(name) as ArrayLike<number | null | undefined>;
      this.#column(name).set(
        Float64Array.from(values, (value) => value ?? Number.NaN),
        first,
      );
    }
  }

  /** By statistic, then by layer as a number. */
  columns(): [string, Float64Array][] {
    return [...this.#order]
      .sort(([, [a, i]], [, [b, j]]) => (a < b ? -1 : a > b ? 1 : i - j))
      .map(([name]) => [name, this.#values.get(name)!]);
  }

  /** Density of the emptiest weight layer in each row; NaN where it was not measured. */
  emptiestLayer(): Float64Array {
    const layers = [...this.#values].filter(([name]) => /^layer_density_layer\d+$/.test(name));
    return Float64Array.from({ length: this.rows }, (_, row) => {
      // architectures of other depths have other layers
      const own = layers.map(([, values]) => values[row]!).filter((value) => !Number.isNaN(value));
      return own.length === 0 ? Number.NaN : Math.min(...own);
    });
  }

  #column(name: string): Float64Array {
    const known = this.#values.get(name) ?? new Float64Array(this.rows).fill(Number.NaN);
    this.#values.set(name, known);
    return known;
  }
}

/** All statistics in long form under the names of their columns, and what those are. */
function longStatistics(cells: readonly Cell[], rows: readonly Row[]) {
  const described = new Set(tableFormat("topology").columns.map((column) => column.name));
  const levels = new Set(rows.map(({ cell, level }) => `${cell} ${level}`));
  const long = { cell: [] as string[], level: [] as number[], name: [] as string[] };
  const value: number[] = [];
  const order = new Map<string, Place>();
  const given = new Set<string>();
  for (const { attribute, statistics } of cells) {
    for (const file of statistics) {
      const [level, layer] = [file.uint32("level"), file.int32("layer")];
      const [statistic, values] = [file.text("statistic"), file.float64("value")];
      for (let row = 0; row < file.rows; row++) {
        const name = columnName(statistic[row]!, layer[row]!);
        if (described.has(name)) continue;
        const place = `${attribute.cell} ${level[row]}`;
        if (!levels.has(place)) throw unknownLevel(file, attribute.cell, level[row]!);
        if (given.has(`${place} ${name}`)) throw givenTwice(file, name, level[row]!);
        given.add(`${place} ${name}`);
        order.set(name, [statistic[row]!, layer[row]!]);
        long.cell.push(attribute.cell);
        long.level.push(level[row]!);
        long.name.push(name);
        value.push(values[row]!);
      }
    }
  }
  return { ...long, value, order };
}

function columnName(statistic: string, layer: number): string {
  return layer < 0 ? statistic : `${statistic}_layer${layer}`;
}

function unknownLevel({ path }: Table, cell: string, level: number): UserError {
  return new UserError(
    `${path}: expected levels that the performance table of cell ${cell} has, found level ${level}; make both again`,
  );
}

function givenTwice({ path }: Table, name: string, level: number): UserError {
  return new UserError(`${path}: expected one value of ${name} at level ${level}, found two`);
}
