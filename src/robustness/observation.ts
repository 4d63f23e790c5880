import type { GroupKey } from "../criticality/observation.js";
import type { SubnetworkName } from "./area.js";
import type { Perturbation } from "./perturbation.js";

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
