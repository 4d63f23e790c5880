/** A fit of the continuous transition as a collapse: its p_c and exponents, and S at them. */
import type { LawFit } from "../models/fit-law.js";
import type { FlexibleFit } from "../models/flexible-fit.js";
import { type CollapsePoint, orderQuality } from "./collapse.js";
import type { Points } from "./points.js";
import { noCollapse } from "./quality.js";

export interface CollapseFit extends CollapsePoint {
  /** Form in which m saturates. */
  readonly saturation: LawFit["saturation"];
  /** chi-square of the fit, and S at its parameters: NaN where the sizes do not overlap there. */
  readonly chiSquare: number;
  readonly quality: number;
}

/** @param inside the levels of each size that are compared. */
export function collapseFit(
  found: LawFit,
  { rough }: FlexibleFit,
  inside: readonly Points[],
): CollapseFit {
  const [place, sharpening, decay] = found.theta;
  const at = { criticalPoint: place! * rough.unit, sharpening: sharpening!, decay: decay! };
  const { saturation, chiSquare } = found;
  const quality = orderQuality(inside, at, saturation);
  return { ...at, saturation, chiSquare, quality: quality < noCollapse ? quality : Number.NaN };
}
