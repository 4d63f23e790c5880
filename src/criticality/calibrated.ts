/** Made by `make calibrate`; see docs/calibration.md. */

/** One design: sizes, seeds at each, and the ratio of the control parameter from level to level. */
export interface Calibrated {
  readonly sizes: number;
  readonly seeds: number;
  readonly ratio: number;
  /** Share of experiments with a continuous or BKT-like transition in which one was found. */
  readonly found: number;
  /** Share of experiments without a transition in which one was claimed. */
  readonly mistaken: number;
}

export const calibrated: readonly Calibrated[] = [];
