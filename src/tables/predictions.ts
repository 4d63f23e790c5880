/** Columns of predictions.arrow. */
import type { ColumnData } from "../arrow/table.js";
import type { Prediction } from "../correlate/predict.js";

export function predictionColumns(rows: readonly Prediction[]): Record<string, ColumnData> {
  const number = (pick: (row: Prediction) => number) => Float64Array.from(rows, pick);
  return {
    target: rows.map((row) => row.target),
    criterion: rows.map((row) => row.criterion),
    scheme: rows.map((row) => row.scheme),
    predictors: rows.map((row) => row.predictors),
    metrics: Uint32Array.from(rows, (row) => row.metrics),
    cells: Uint32Array.from(rows, (row) => row.cells),
    observations: Uint32Array.from(rows, (row) => row.observations),
    r: number((row) => row.r),
    error: number((row) => row.error),
    skill: number((row) => row.skill),
    gain: number((row) => row.gain),
    lower: number((row) => row.lower),
    upper: number((row) => row.upper),
    exchanged: number((row) => row.exchanged),
    p: number((row) => row.p),
    verdict: rows.map((row) => row.verdict),
  };
}
