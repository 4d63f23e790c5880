/** On which side of the critical density a level lies. */

/** An estimate of p_c; NaN where it is not known. */
export interface CriticalDensity {
  readonly value: number;
  readonly lower: number;
  readonly upper: number;
}

export const unknownDensity: CriticalDensity = {
  value: Number.NaN,
  lower: Number.NaN,
  upper: Number.NaN,
};

export const sides = ["far-above", "above", "at", "below", "unknown"] as const;
export type Side = (typeof sides)[number];

/** Far above p_c: more than so many times the upper end of its interval. */
export const farFactor = 4;

/**
 * at: within the interval of p_c; above and below: beyond it; far-above: beyond four times its upper
 * end. Without an interval the value divides; without a value: unknown.
 */
export function sideOf(density: number, { value, lower, upper }: CriticalDensity): Side {
  if (Number.isNaN(value)) return "unknown";
  const end = Number.isNaN(upper) ? value : upper;
  if (density > farFactor * end) return "far-above";
  if (density > end) return "above";
  if (density < (Number.isNaN(lower) ? value : lower)) return "below";
  return "at";
}

export const sideWords: Readonly<Record<Side, string>> = {
  "far-above": "far above p_c",
  above: "above p_c",
  at: "at p_c",
  below: "below p_c",
  unknown: "at these densities (p_c is not known)",
};
