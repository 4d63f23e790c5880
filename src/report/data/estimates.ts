import type { Estimate } from "../inputs/estimates.js";
import { type LabelledSeries, seriesKey } from "../inputs/series.js";
import { defined, type Rows } from "../rows.js";

/** Rows of the data set `criticality`: the estimates that exist. */
export function estimateRows(
  estimates: readonly Estimate[],
  series: readonly LabelledSeries[],
): Rows {
  const labels = new Map(series.map((s) => [seriesKey(s), s.label]));
  return estimates
    .filter((e) => Number.isFinite(e.value))
    .map((e) => ({
      series: labels.get(seriesKey(e.series))!,
      width: e.width,
      phase: e.phase,
      control: e.control,
      estimator: e.estimator,
      value: e.value,
      lower: defined(e.lower),
      upper: defined(e.upper),
      quality: defined(e.quality),
      seeds: e.seeds,
    }));
}
