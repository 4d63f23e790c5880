/** Why a chart cannot be drawn: a sentence instead of an empty frame. */
import { list, several } from "../format.js";
import { drawable, type Rows } from "../rows.js";
import { type Chart, isObject, type Json, type JsonObject } from "./charts.js";
import { labelOf } from "./labels.js";

/** Data by name: rows, or the sentence that says why there are none. */
export type Data = Readonly<Record<string, Rows | string>>;

/** Without numbers that no axis can show, in whatever data set. */
export function onlyDrawable(data: Data): Data {
  return Object.fromEntries(
    Object.entries(data).map(([name, rows]) => [
      name,
      typeof rows === "string" ? rows : drawable(rows),
    ]),
  );
}

const columnNames: Readonly<Record<string, [string, string]>> = {
  series: ["kind of pruning", "kinds of pruning"],
  width: ["width", "widths"],
};

/** The sentence, or undefined where the chart can be drawn. */
export function whyNot({ main, needs, statistics, spec }: Chart, all: Data): string | undefined {
  const rows = rowsOf(main, all);
  if (typeof rows === "string") return rows;
  if (statistics.length > 0 && absent(statistics, rows).length === statistics.length)
    return `topology.arrow holds no value of ${list(statistics.map(labelOf))}.`;
  const unknown = validColumns(spec).find((column) => isUnknown(rows, column));
  if (unknown !== undefined)
    return `${String(spec["description"] ?? "A chart")}: no value of "${labelOf(unknown)}" is known here.`;
  for (const [column, least] of Object.entries(needs)) {
    const message = tooFew(rows, column, least);
    if (message) return message;
  }
  return undefined;
}

/** Columns without which the whole chart has no row: its own filters ask whether they are valid. */
export function validColumns({ transform }: JsonObject): string[] {
  const own: readonly Json[] = Array.isArray(transform) ? transform : [];
  return own.flatMap((step) =>
    isObject(step) && typeof step["filter"] === "string"
      ? [...step["filter"].matchAll(/\bisValid\(datum\.(\w+)\)/g)].map((match) => match[1]!)
      : [],
  );
}

function isUnknown(rows: Rows, column: string): boolean {
  return column in rows[0]! && rows.every((row) => (row[column] ?? null) === null);
}

/** Rows of a data set, or the sentence that says why there are none. */
function rowsOf(name: string, all: Data): Rows | string {
  const rows = all[name];
  if (rows === undefined) return `There is no data set named "${name}".`;
  return rows.length === 0 ? `The data set "${name}" has no rows here.` : rows;
}

/** Data sets that some part of the chart binds and that have no rows, with the reason. */
export function emptyData({ data }: Chart, all: Data): Map<string, string> {
  return new Map(
    data.flatMap((name) => {
      const rows = rowsOf(name, all);
      return typeof rows === "string" ? [[name, rows] as const] : [];
    }),
  );
}

/** Statistics that the chart names and the data lacks: said under a chart that can do without. */
export function missingStatistics({ main, statistics, optional }: Chart, all: Data): string[] {
  const rows = all[main];
  const expected = statistics.filter((name) => !optional.includes(name));
  return typeof rows === "object" ? absent(expected, rows) : [];
}

function absent(statistics: readonly string[], rows: Rows): string[] {
  const present = new Set(rows.map((row) => row["statistic"]));
  return statistics.filter((statistic) => !present.has(statistic));
}

function tooFew(rows: Rows, column: string, least: number): string | undefined {
  if (column === "seeds") {
    const most = rows.reduce((m, row) => Math.max(m, Number(row["seeds"])), 0);
    if (most >= least) return undefined;
    return `The variance over seeds needs at least ${several(least, "seed")}, and each width has ${several(most, "seed")} here.`;
  }
  const values = new Set(rows.map((row) => row[column] ?? null).filter((v) => v !== null));
  if (values.size >= least) return undefined;
  const [one, many] = columnNames[column] ?? [`value of ${column}`, `values of ${column}`];
  return `There is nothing to compare: ${several(values.size, one, many)} here, and this needs ${least}.`;
}
