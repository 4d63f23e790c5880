/** Why a chart cannot be drawn: a sentence instead of an empty frame. */
import type { Chart } from "./charts.js";
import { list, several } from "./format.js";
import type { Rows } from "./rows.js";

/** Data by name: rows, or the sentence that says why there are none. */
export type Data = Readonly<Record<string, Rows | string>>;

const columnNames: Readonly<Record<string, [string, string]>> = {
  series: ["kind of pruning", "kinds of pruning"],
  width: ["width", "widths"],
};

/** The sentence, or undefined where the chart can be drawn. */
export function whyNot({ data, needs, statistics }: Chart, all: Data): string | undefined {
  for (const name of data) {
    const rows = all[name];
    if (rows === undefined) return `There is no data set named "${name}".`;
    if (typeof rows === "string") return rows;
    if (rows.length === 0) return `The data set "${name}" has no rows here.`;
  }
  const rows = all[data[0]!] as Rows;
  if (statistics.length > 0 && absent(statistics, rows).length === statistics.length)
    return `topology.arrow holds no value of ${list(statistics)}.`;
  for (const [column, least] of Object.entries(needs)) {
    const message = tooFew(rows, column, least);
    if (message) return message;
  }
  return undefined;
}

/** Statistics that the chart names and the data lacks: said under a chart that can do without. */
export function missingStatistics({ data, statistics }: Chart, all: Data): string[] {
  const rows = all[data[0] ?? ""];
  return typeof rows === "object" ? absent(statistics, rows) : [];
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
