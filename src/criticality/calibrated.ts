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

export const calibrated: readonly Calibrated[] = [
  { sizes: 4, seeds: 8, ratio: 0.65, found: 1, mistaken: 0 },
  { sizes: 4, seeds: 5, ratio: 0.65, found: 0.981, mistaken: 0 },
  { sizes: 4, seeds: 20, ratio: 0.65, found: 0.981, mistaken: 0 },
  { sizes: 3, seeds: 8, ratio: 0.65, found: 0.981, mistaken: 0 },
  { sizes: 6, seeds: 5, ratio: 0.65, found: 0.981, mistaken: 0 },
  { sizes: 6, seeds: 8, ratio: 0.65, found: 0.981, mistaken: 0 },
  { sizes: 4, seeds: 5, ratio: 0.8, found: 0.981, mistaken: 0 },
  { sizes: 4, seeds: 8, ratio: 0.8, found: 0.981, mistaken: 0 },
  { sizes: 4, seeds: 8, ratio: 0.9, found: 1, mistaken: 0 },
];
