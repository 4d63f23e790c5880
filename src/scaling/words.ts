/** How small a p-value rejects a collapse. */
export const rejectionLevel = 0.05;

/** What the verdict rests on: a part of a ScalingResult. */
export interface CollapseEvidence {
  readonly p: number;
  /** Lower ends of the parameters' intervals, NaN without intervals. */
  readonly parameters: Readonly<Record<"1/nu" | "p_c", { readonly lower: number }>>;
  /** S. */
  readonly fit: { readonly quality: number };
}

/** The verdict on one collapse. */
export function collapseWords({ p, parameters, fit }: CollapseEvidence): string {
  if (p <= rejectionLevel) return "rejected: the curves do not fall on one";
  if (Number.isNaN(fit.quality)) return "unresolved: the sizes do not overlap";
  if (Number.isNaN(parameters["1/nu"].lower)) return "not rejected; without intervals";
  if (!(parameters["1/nu"].lower > 0)) return "rejected: no sharpening with size";
  if (!(parameters.p_c.lower > 0)) return "collapses, but p_c may be zero";
  return "collapses as at a transition";
}
