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
import type { CellFiles } from "./cell-files.js";

type Row = Readonly<Record<string, string | number>> & {
  readonly cell: string;
  readonly level: number;
};

/**
 * Columns of topology.arrow; rows by cell in the order given, then level.
 * @throws UserError where files contradict each other or a cell has no level 0.
 */
export async function topologyColumns(
  cells: readonly CellFiles[],
): Promise<Record<string, ColumnData>> {
  const rows = cells.flatMap(performanceRows);
  const statistics = await statisticColumns(cells, rows);
  const emptiest = emptiestLayer(statistics, rows.length);
  const labelled = rows.map((row, i) => ({ ...row, failure: failure(row, emptiest[i]!) }) as Row);
  const columns: Record<string, ColumnData> = {};
  for (const { name, type } of tableFormat("topology").columns)
    columns[name] = typed(
      type,
      labelled.map((row) => row[name]!),
    );
  return { ...columns, ...Object.fromEntries(statistics) };
}

function failure(row: Row, emptiestLayer: number): string {
  return failureOf({
    orderParameter: Number(row["order_parameter"]),
    emptiestLayer,
    effectiveDensity: Number(row["effective_density"]),
  });
}

/** One row a level: the cell's settings, its performance and order parameters. */
function performanceRows({ attribute, performance }: CellFiles): Row[] {
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

/** A column of statistics, one value a row of the result. */
type Column = readonly [name: string, values: Float64Array];

/** Statistics of all cells, pivoted and joined to `rows` by cell and level. */
async function statisticColumns(
  cells: readonly CellFiles[],
  rows: readonly Row[],
): Promise<Column[]> {
  const { names, ...long } = longStatistics(cells, rows);
  if (names.length === 0) return [];
  const { table } = await import("arquero"); // half a second, which no other stage should pay
  const pivoted = table(long).groupby("cell", "level").pivot("name", "value");
  const keys = ["cell", "level"];
  const joined = table({
    cell: rows.map((r) => r.cell),
    level: rows.map((r) => r.level),
  }).join_left(pivoted, [keys, keys]);
  return names.map((name) => {
    const values = joined.array(name) as ArrayLike<number | null | undefined>;
    return [name, Float64Array.from(values, (value) => value ?? Number.NaN)];
  });
}

/** All statistics in long form under the names of their columns, and those names in order. */
function longStatistics(cells: readonly CellFiles[], rows: readonly Row[]) {
  const described = new Set(tableFormat("topology").columns.map((column) => column.name));
  const levels = new Set(rows.map(({ cell, level }) => `${cell} ${level}`));
  const long = { cell: [] as string[], level: [] as number[], name: [] as string[] };
  const value: number[] = [];
  const order = new Map<string, readonly [statistic: string, layer: number]>();
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
  return { ...long, value, names: inOrder(order) };
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

/** Names by statistic, then by layer as a number. */
function inOrder(order: ReadonlyMap<string, readonly [string, number]>): string[] {
  return [...order]
    .sort(([, [a, i]], [, [b, j]]) => (a < b ? -1 : a > b ? 1 : i - j))
    .map(([name]) => name);
}

/** Density of the emptiest weight layer in each row; NaN where it was not measured. */
function emptiestLayer(columns: readonly Column[], rows: number): Float64Array {
  const layers = columns.filter(([name]) => /^layer_density_layer\d+$/.test(name));
  return Float64Array.from({ length: rows }, (_, row) =>
    layers.length === 0 ? Number.NaN : Math.min(...layers.map(([, values]) => values[row]!)),
  );
}

function typed(type: ColumnType, values: readonly unknown[]): ColumnData {
  if (type === "text") return values as string[];
  return type === "uint32"
    ? Uint32Array.from(values as number[])
    : Float64Array.from(values as number[]);
}
