/**
 * What a law of finite-size curves is: a rule that lays the curves of all sizes on one,
 *
 *     m(p, L) = amplitude(L) F(t),   t = (p - place(L)) stretch(L)   or   (ln p - place(L)) stretch(L)
 *
 * with a free function F (spline.ts). So laws differ in how curves move, narrow and fall with size,
 * never in the form of a curve, which no theory gives for networks.
 */

/** Where one size's curve stands. */
export interface Frame {
  place: number;
  stretch: number;
  amplitude: number;
}

/** What starts and steps are made from; logarithms of sizes about 0. */
export interface Rough {
  /** ln of each size, relative to their geometric mean. */
  readonly logSizes: readonly number[];
  /** Control parameter where m is half of its highest, geometric mean over sizes. */
  readonly unit: number;
  /** The lowest of them, in units of `unit`. */
  readonly least: number;
  /** -d ln (half point) / d ln L. */
  readonly drift: number;
}

export const lawNames = ["critical", "bkt", "drift", "narrowing"] as const;
export type LawName = (typeof lawNames)[number];

export interface Law {
  readonly name: LawName | "corrected";
  /** The formula, for the table. */
  readonly formula: string;
  readonly parameters: readonly string[];
  /** Whether t is read in ln p. */
  readonly logarithmic: boolean;
  /** Edges of the first simplex. */
  readonly steps: readonly number[];
  starts(rough: Rough): readonly (readonly number[])[];
  allowed(theta: ArrayLike<number>, rough: Rough): boolean;
  /** Places of laws in p are in units of rough.unit. */
  frame(theta: ArrayLike<number>, logSize: number, rough: Rough, frame: Frame): void;
}
