/** What a rival model is: m as a function of the control parameter p and of ln L. */

/** One size's curve, as models see it. */
export interface Curve {
  readonly logSize: number;
  readonly control: Float64Array;
  readonly mean: Float64Array;
  /** Squared standard errors of the means. */
  readonly meanError: Float64Array;
}

/** What starts are made from: where and how wide each size's curve is, in ln p; ln L about 0. */
export interface Rough {
  readonly sizes: readonly {
    readonly logSize: number;
    /** ln p where m is half of its highest value. */
    readonly middle: number;
  }[];
  /** Mean over sizes of the middle, and of ln p at 3/4 minus ln p at 1/4 of the highest value. */
  readonly middle: number;
  readonly width: number;
  /** -d middle / d ln L. */
  readonly drift: number;
}

/** Values of the parameters, in order. */
export type Theta = readonly number[] | Float64Array;

export interface Model {
  readonly name: ModelName;
  /** The formula, for the table. */
  readonly formula: string;
  readonly parameters: readonly string[];
  /** Edges of the first simplex. */
  readonly steps: readonly number[];
  starts(rough: Rough): readonly (readonly number[])[];
  /** NaN or Infinity where the parameters are not allowed. */
  predict(theta: Theta, p: number, logSize: number): number;
}

export const modelNames = ["critical", "sigmoid", "error-law", "jump", "bkt"] as const;
export type ModelName = (typeof modelNames)[number];
