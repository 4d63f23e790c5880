/**
 * How the critical density moves with noise on the weights: for each amplitude the half-recovery
 * density of the curve of m against density, m being relative to the dense network without noise. Bootstrap
 * intervals over seeds as in criticality; every amplitude sees the same resamples.
 */
import { estimateCurve } from "../criticality/estimate.js";
import { groups } from "../criticality/groups.js";
import type { GroupKey, Observation } from "../criticality/observation.js";
import type { BootstrapOptions } from "../criticality/phase-sample.js";
import { trajectories } from "../criticality/trajectories.js";
import type { RobustnessObservation } from "./observation.js";

export interface ShiftRow {
  readonly key: GroupKey;
  readonly amplitude: number;
  /** Half-recovery density; NaN where there is none. */
  readonly value: number;
  readonly lower: number;
  readonly upper: number;
  /** value / that without noise. */
  readonly ratio: number;
  readonly seeds: number;
  readonly quality: number;
  readonly verdict: string;
}

export function noiseShift(
  observations: Iterable<RobustnessObservation>,
  options: BootstrapOptions,
): ShiftRow[] {
  const own: RobustnessObservation[] = [];
  for (const o of observations)
    if (o.model === "trajectory" && o.perturbation === "weight-noise") own.push(o);
  return groups(own).flatMap((group) => {
    const amplitudes = [...new Set(group.map((o) => o.amount))].sort((a, b) => a - b);
    const rows = amplitudes.map((amplitude) => {
      const points = group.filter((o) => o.amount === amplitude).map(asObservation);
      const found = estimateCurve(trajectories(points), "after", "density", options);
      const { value, lower, upper, seeds, quality, verdict } = found.find(
        (estimate) => estimate.estimator === "half-recovery",
      )!;
      return { key: group[0]!, amplitude, value, lower, upper, seeds, quality, verdict };
    });
    const still = rows[0]!.amplitude === 0 ? rows[0]!.value : Number.NaN;
    return rows.map((row) => ({ ...row, ratio: row.value / still }));
  });
}

function asObservation(o: RobustnessObservation): Observation {
  const weights = Math.round(o.density * o.prunable);
  return {
    dataset: o.dataset,
    architecture: o.architecture,
    criterion: o.criterion,
    pruning: o.pruning,
    width: o.width,
    seed: o.seed,
    level: o.level,
    size: o.size,
    order: { before: o.order, after: o.order },
    // The density is what the shift is read on; the other controls are not looked at.
    control: { density: o.density, effective_density: o.density, weights, mean_degree: weights },
  };
}
