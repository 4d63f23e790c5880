/**
 * From which weights the null models start that a report tells of where it can tell of one only: from those at
 * initialisation; where nobody knows these, from inherited ones.
 */
import { starts } from "../../null-model/ladder.js";
import { groupBy, type Row, type Rows } from "../rows.js";

/** Of rows of one series. */
export function toldStart(rows: Rows): string | undefined {
  return starts.find((start) => rows.some((row) => row["start"] === start));
}

/** The rows of null models from that start, series by series, and those of no null model. */
export function toldRows(rows: Rows): Rows {
  const series = groupBy(rows, (row) => String(row["series"]));
  const told = new Map([...series].map(([name, own]) => [name, toldStart(own)]));
  const others: readonly string[] = starts;
  return rows.filter(({ start, series: name }: Row) =>
    others.includes(String(start)) ? start === told.get(String(name)) : true,
  );
}

/** All starts that rows have, in their order. */
export function startsOf(rows: Rows): string[] {
  return starts.filter((start) => rows.some((row) => row["start"] === start));
}
