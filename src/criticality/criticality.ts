import { type Estimate, estimate } from "./estimate.js";
import { groups } from "./groups.js";
import type { Observation } from "./observation.js";
import { type OrderRow, orderCurve } from "./order.js";
import type { BootstrapOptions } from "./phase-sample.js";
import { trajectories } from "./trajectories.js";

export const bootstrapDefaults: BootstrapOptions = { seed: 0, repetitions: 1000, confidence: 0.95 };

/**
 * Critical points and order parameter curves of every group of cells (data set, architecture,
 * criterion, pruning, width), from observations in any order.
 * @throws UserError where a seed has two rows for one level. Curves without a transition are no
 * error: their estimates are NaN and the verdict says why.
 */
export function criticality(
  observations: readonly Observation[],
  options: BootstrapOptions = bootstrapDefaults,
): { estimates: Estimate[]; order: OrderRow[] } {
  const all = groups(observations).map(trajectories);
  return {
    estimates: all.flatMap((group) => estimate(group, options)),
    order: all.flatMap((group) => orderCurve(group, options)),
  };
}
