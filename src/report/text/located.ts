/** Whether an interval is a place at all. */
import { log } from "../../math.js";
import { several, significant, withInterval } from "../format.js";
import { type Estimate, widestPlace } from "../inputs/estimates.js";

/** Without an interval it is not known to be elsewhere. */
export function located({ lower, upper }: Pick<Estimate, "lower" | "upper">): boolean {
  if (!Number.isFinite(lower) || !Number.isFinite(upper)) return true;
  return lower > 0 && upper / lower <= widestPlace;
}

/** "3.8 decades"; undefined where an end lies at zero. */
function decades({ lower, upper }: Pick<Estimate, "lower" | "upper">): string | undefined {
  return lower > 0 ? `${significant(log(upper / lower) / Math.LN10)} decades` : undefined;
}

/** "0.42 % (0.39 to 0.45 %)", or "2.8 % (interval over 3.8 decades)". */
export function withPlace(estimate: Estimate, format: (x: number) => string): string {
  if (located(estimate)) return withInterval(estimate, format);
  const span = decades(estimate);
  return `${format(estimate.value)} (${span ? `interval over ${span}` : "interval down to zero"})`;
}

/** "5 seeds do not locate p_c at width 2: its interval spans 2.7 decades" */
export function notLocated(estimate: Estimate, what: string): string {
  const span = decades(estimate);
  return `${several(estimate.seeds, "seed")} do not locate ${what}: its interval ${span ? `spans ${span}` : "reaches down to zero"}`;
}
