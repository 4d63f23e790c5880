import { mean } from "../../statistics/moments.js";
import { groupBy, type Rows } from "../rows.js";

export interface AtLevel {
  readonly level: number;
  /** Mean over the rows. */
  readonly density: number;
}

/** The levels of rows that have `level` and `density`, from dense to sparse. */
export function levelsOf(rows: Rows): AtLevel[] {
  return [...groupBy(rows, (row) => String(row["level"]))]
    .map(([level, own]) => ({
      level: Number(level),
      density: mean(own.map((row) => Number(row["density"]))),
    }))
    .sort((a, b) => a.level - b.level);
}

/**
 * The level that tells subnetworks apart best: the sparsest at twice p_c or above, where the learned
 * one still works; the densest where p_c is not known or lies higher.
 */
export function telling(rows: Rows, critical: number | undefined): AtLevel | undefined {
  const levels = levelsOf(rows);
  return levels.findLast(({ density }) => density >= 2 * (critical ?? Infinity)) ?? levels[0];
}
