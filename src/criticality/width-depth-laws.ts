/** p_c = c H^a D^g over the architectures and widths of one data set, criterion and pruning. */
import { type WidthDepthLaw, widthDepthLaw } from "../scaling/width-depth.js";
import type { Estimator } from "./estimate.js";
import type { Control, Phase } from "./observation.js";
import type { BootstrapOptions } from "./phase-sample.js";
import type { Series, SeriesKey } from "./series.js";
import { sizedEstimates } from "./sized-estimates.js";

export interface WidthDepthRow {
  readonly key: SeriesKey;
  readonly phase: Phase;
  readonly control: Control;
  readonly estimator: Estimator;
  readonly law: WidthDepthLaw;
}

/** @param depth weight layers of an architecture; NaN where unknown. */
export function widthDepthLaws(
  all: readonly Series[],
  depth: (architecture: string) => number,
  control: Control,
  options: BootstrapOptions,
): WidthDepthRow[] {
  const kinds = new Map<string, Series[]>();
  for (const series of all) {
    if (!(depth(series.key.architecture) > 1)) continue;
    const { dataset, criterion, pruning } = series.key;
    const kind = [dataset, criterion, pruning, series.phase].join("/");
    kinds.set(kind, [...(kinds.get(kind) ?? []), series]);
  }
  return [...kinds.values()].map((members) => {
    const estimator = "half-recovery" as const;
    const estimates = members.flatMap((series) => {
      const layers = depth(series.key.architecture);
      const found = sizedEstimates(series, control, "hidden_units", options)[estimator] ?? [];
      return found.map((e) => ({ ...e, width: e.size / (layers - 1), depth: layers }));
    });
    const { key, phase } = members[0]!;
    return { key, phase, control, estimator, law: widthDepthLaw(estimates, options.confidence) };
  });
}
