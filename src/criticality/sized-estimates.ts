import { exp } from "../math.js";
import type { SizedEstimate } from "../scaling/limit.js";
import { type Estimator, estimators, locate } from "./estimate.js";
import type { Control } from "./observation.js";
import type { BootstrapOptions } from "./phase-sample.js";
import { type Length, type Series, sizeOf } from "./series.js";

/** Each estimator's critical points over the sizes of a series, with their bootstrap replicates. */
export function sizedEstimates(
  series: Series,
  control: Control,
  length: Length,
  options: BootstrapOptions,
): Readonly<Partial<Record<Estimator, SizedEstimate[]>>> {
  const located = series.groups.map((group) => locate(group, series.phase, control, options));
  const present = estimators.filter((name) => located.every((l) => l.estimators.includes(name)));
  const value = (found: { readonly at: number } | { readonly reason: string }) =>
    "at" in found ? exp(found.at) : Number.NaN;
  return Object.fromEntries(
    present.map((name, e) => [
      name,
      located.map(({ original, replicates, seeds }, i) => ({
        size: sizeOf(series.groups[i]!, length),
        value: value(original[e]!),
        replicates: Float64Array.from(replicates, (all) => value(all[e]!)),
        seeds,
      })),
    ]),
  );
}
