import type { ScalingResult } from "./scale.js";

/** How small a p-value rejects a collapse. */
export const rejectionLevel = 0.05;

/** The verdict on one collapse. */
export function collapseWords({ p, parameters, fit }: ScalingResult): string {
  if (Number.isNaN(fit.quality)) return "unresolved: the sizes do not overlap";
  if (p <= rejectionLevel) return "rejected: the curves do not fall on one";
  if (Number.isNaN(parameters["1/nu"].lower)) return "not rejected; without intervals";
  if (!(parameters["1/nu"].lower > 0)) return "rejected: no sharpening with size";
  if (!(parameters.p_c.lower > 0)) return "collapses, but p_c may be zero";
  return "collapses as at a transition";
}
