/** Rows of the data set `ladder`: equivalence.arrow level by level, with names and p_c. */
import { defined, type Rows } from "../rows.js";

/**
 * @param equivalence rows of equivalence.arrow.
 * @param critical critical density by series' label and width, or null.
 */
export function ladderRows(
  equivalence: Rows,
  critical: (series: string, width: number) => number | null,
): Rows {
  const pairs = [...new Set(equivalence.map((row) => pairName(row)))];
  return equivalence
    .filter((row) => row["scope"] === "level")
    .map((row) => ({
      ...row,
      pair: pairName(row),
      rank: pairs.indexOf(pairName(row)),
      critical: defined(critical(String(row["series"]), Number(row["width"])) ?? Number.NaN),
    }));
}

/** For example "degrees − learned". */
export function pairName(row: Rows[number]): string {
  return `${row["first"]} − ${row["second"]}`;
}
