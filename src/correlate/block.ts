/**
 * The values of a stratum that a correlation uses: the metric, the target and the covariates at the
 * levels where all of them are defined and the first two vary.
 */
import { type Stratum, varies } from "./strata.js";

export interface Block {
  readonly name: string;
  readonly cells: number;
  readonly levels: number;
  /** Metric, target, covariates; each cells x levels, row by row. */
  readonly variables: readonly Float64Array[];
}

/** @param columns metric, target and covariates, over the rows of the whole table. */
export function blocks(strata: readonly Stratum[], columns: readonly Float64Array[]): Block[] {
  return strata.flatMap(({ name, cells, levels, rows }) => {
    const usable = levels.flatMap((_, l) => (isUsable(rows, l, columns) ? [l] : []));
    if (usable.length === 0) return [];
    const variables = columns.map((column) => {
      const values = new Float64Array(cells.length * usable.length);
      let i = 0;
      for (const row of rows) for (const l of usable) values[i++] = column[row[l]!]!;
      return values;
    });
    return [{ name, cells: cells.length, levels: usable.length, variables }];
  });
}

function isUsable(rows: readonly Int32Array[], l: number, columns: readonly Float64Array[]) {
  return columns.every((column, v) => {
    const values = rows.map((row) => column[row[l]!]!);
    return v < 2 ? varies(values) : values.every(Number.isFinite);
  });
}
