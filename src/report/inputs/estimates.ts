/** The critical points of criticality.arrow, found by series, width, control and estimator. */
import type { Table } from "../../arrow/table.js";
import type { Estimate as Estimated } from "../../criticality/estimate.js";
import { type Series, seriesKey, seriesOf } from "./series.js";

/** A row as it was estimated, and in words of the table what of: a user's own has other words. */
export interface Estimate extends Omit<Estimated, "key" | "phase" | "control" | "estimator"> {
  readonly series: Series;
  readonly width: number;
  readonly phase: string;
  readonly control: string;
  readonly estimator: string;
}

export function readEstimates(table: Table): Estimate[] {
  const series = seriesOf(table);
  const number = (name: string) => table.float64(name);
  const columns = {
    width: number("width"),
    value: number("value"),
    lower: number("lower"),
    upper: number("upper"),
    confidence: number("confidence"),
    quality: number("quality"),
  };
  return Array.from({ length: table.rows }, (_, row) => ({
    series: series(row),
    width: columns.width[row]!,
    phase: table.text("phase")[row]!,
    control: table.text("control")[row]!,
    estimator: table.text("estimator")[row]!,
    value: columns.value[row]!,
    lower: columns.lower[row]!,
    upper: columns.upper[row]!,
    confidence: columns.confidence[row]!,
    seeds: table.uint32("seeds")[row]!,
    quality: columns.quality[row]!,
    verdict: table.text("verdict")[row]!,
  }));
}

/** An interval over more than a decade says that the place was not found. */
export const widestPlace = 10;

/** Which estimate is meant; what is left out is after fine-tuning, density, half-recovery. */
export interface Wanted {
  readonly phase?: string;
  readonly control?: string;
  readonly estimator?: string;
}

/** Finds one estimate; undefined where the table has no such row. */
export function findEstimate(
  estimates: readonly Estimate[],
  series: Series,
  width: number,
  { phase = "after", control = "density", estimator = "half-recovery" }: Wanted = {},
): Estimate | undefined {
  const key = seriesKey(series);
  return estimates.find(
    (e) =>
      e.width === width &&
      e.phase === phase &&
      e.control === control &&
      e.estimator === estimator &&
      seriesKey(e.series) === key,
  );
}

/** The same, but only where it has a value. */
export function findResolved(...wanted: Parameters<typeof findEstimate>): Estimate | undefined {
  const estimate = findEstimate(...wanted);
  return estimate && Number.isFinite(estimate.value) ? estimate : undefined;
}
