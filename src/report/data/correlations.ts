import { labelOf } from "../charts/labels.js";
import { type Correlation, isSignificant, methodName } from "../inputs/correlations.js";
import { defined, type Rows } from "../rows.js";

/** Rows of the data set `correlations`. */
export function correlationRows(correlations: readonly Correlation[]): Rows {
  const methods = [...new Set(correlations.map((c) => methodName(c.method, c.control)))];
  return correlations
    .filter((c) => Number.isFinite(c.rho))
    .map((c) => ({
      metric: labelOf(c.metric),
      criterion: c.criterion,
      method: methodName(c.method, c.control),
      place: methods.indexOf(methodName(c.method, c.control)),
      rho: c.rho,
      lower: defined(c.lower),
      upper: defined(c.upper),
      q: defined(c.q),
      verdict: isSignificant(c) ? "significant" : "not significant",
      rank: c.rank,
    }));
}
