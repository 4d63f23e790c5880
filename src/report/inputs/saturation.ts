/** The form in which m saturates in a fit, by the name that the tables give it. */
import { highest, type Saturation, saturations } from "../../models/saturation.js";

/** m = h for a name that is not known. */
export function saturationNamed(name: string): Saturation {
  return saturations.find((form) => form.name === name) ?? saturations[0]!;
}

/** h of m, continued beyond m = 0.97 by its tangent, and dh/dm there. */
export function unboundedOf(form: Saturation, m: number): { h: number; slope: number } {
  const at = Math.min(m, highest);
  const slope = form.slope(at);
  return { h: form.free(at) + (m - at) * slope, slope };
}
