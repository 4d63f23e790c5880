/** Columns of correlations.arrow. */
import type { ColumnData } from "../arrow/table.js";
import type { Correlation } from "../correlate/correlate.js";

export function correlationColumns(rows: readonly Correlation[]): Record<string, ColumnData> {
  const number = (pick: (row: Correlation) => number) => Float64Array.from(rows, pick);
  return {
    metric: rows.map((row) => row.metric),
    target: rows.map(() => "order_parameter"),
    criterion: rows.map((row) => row.criterion),
    method: rows.map((row) => row.method),
    control: rows.map((row) => row.control),
    rho: number((row) => row.rho),
    lower: number((row) => row.lower),
    upper: number((row) => row.upper),
    p: number((row) => row.p),
    q: number((row) => row.q),
    least_q: number((row) => row.least),
    cells: Uint32Array.from(rows, (row) => row.cells),
    observations: Uint32Array.from(rows, (row) => row.observations),
    verdict: rows.map((row) => row.verdict),
  };
}
