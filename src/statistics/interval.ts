/** A confidence interval; NaN at both ends where there is none. */
export interface Interval {
  readonly lower: number;
  readonly upper: number;
}

export const noInterval: Interval = { lower: Number.NaN, upper: Number.NaN };
