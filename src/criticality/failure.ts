/** Why a level does not work, or that it does. */
export const failures = ["functional", "empty-layer", "disconnected", "not-functioning"] as const;
export type Failure = (typeof failures)[number];

export interface LevelState {
  /** Order parameter after fine-tuning; NaN where undefined, which is never functional. */
  readonly orderParameter: number;
  /** Density of the emptiest weight layer; NaN where unknown. */
  readonly emptiestLayer: number;
  /** Weights on some input-to-output path / all prunable weights. */
  readonly effectiveDensity: number;
}

/**
 * The failure label: functional with an order parameter of 1/2 or more; else the first that holds
 * of: a weight layer has no surviving weight, no path leads from inputs to outputs, neither. A layer that
 * others lead around, as skips do, may be empty and not be the reason: where a path is left, it is not.
 */
export function failureOf(state: LevelState): Failure {
  if (state.orderParameter >= 0.5) return "functional";
  if (state.emptiestLayer === 0 && !(state.effectiveDensity > 0)) return "empty-layer";
  if (state.effectiveDensity === 0) return "disconnected";
  return "not-functioning";
}
