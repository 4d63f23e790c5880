import type { GroupKey } from "../criticality/observation.js";
import type { Perturbation } from "./perturbation.js";

/** Which network of a cell a curve belongs to: a level's own, or a null model of it. */
export interface SubnetworkName {
  readonly level: number;
  /** A rung of the null ladder; "trajectory" for the level's own network. */
  readonly model: string;
  /** Weights that its training started from; "trajectory" likewise. */
  readonly start: string;
  readonly repetition: number;
}

/** One point of one network's curve. */
export interface RobustnessObservation extends GroupKey, SubnetworkName {
  readonly seed: number;
  /** Hidden units and weights of the dense network. */
  readonly size: number;
  readonly prunable: number;
  readonly density: number;
  readonly perturbation: Perturbation;
  readonly amount: number;
  /** m, relative to the dense network that is left as it is. */
  readonly order: number;
}
