/**
 * Whether metrics predict better than density and size alone. They do where both of these hold:
 *
 *   - exchanged between the cells of a width, they do as well in at most 1 - confidence of the exchanges
 *   - they err by a fiftieth less than the baseline, and than exchanged metrics do on average: less than
 *     that may be there and is nothing that anyone could use
 *
 * The first alone keeps the rate of a false "better" at 1 - confidence (exchange.ts). The interval of the
 * gain says how much: Student's over some twenty cells, of which few deviate enough for a gain to be
 * large, it includes zero in half of the cases in which the exchange finds what is there. Then the
 * amount is called uncertain. Metrics are worse where the whole interval lies below zero.
 */

/** Errors are of the same unit. */
export interface Evidence {
  readonly base: number;
  readonly error: number;
  /** With exchanged metrics, the mean. */
  readonly exchanged: number;
  /** Ends of the interval of base - error. */
  readonly lower: number;
  readonly upper: number;
  /** Of the exchange. */
  readonly p: number;
}

/** Share of an error by which another one must be smaller to count. */
export const leastGain = 0.02;

export const better = "better than density and size alone";
export const uncertain = `${better}, by an uncertain amount`;
export const worse = "worse than density and size alone";
export const noBetter = "no better than density and size alone";

export function judged(evidence: Evidence, confidence: number): string {
  const { base, error, exchanged, lower, upper, p } = evidence;
  if (upper < 0) return worse;
  const isShown = p <= 1 - confidence + 1e-12;
  const counts = error <= (1 - leastGain) * base && error <= (1 - leastGain) * exchanged;
  if (!isShown || !counts) return noBetter;
  return lower > 0 ? better : uncertain;
}
