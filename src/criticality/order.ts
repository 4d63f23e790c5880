/**
 * The order parameter level by level: mean over seeds with the same bootstrap as the estimates, and
 * susceptibility (size x variance over seeds) with Bonett's interval of a variance.
 */
import { bootstrapInterval } from "../statistics/bootstrap-interval.js";
import { mean, variance } from "../statistics/moments.js";
import { varianceInterval } from "../statistics/variance-interval.js";
import { type Control, controls, type GroupKey, type Phase, phases } from "./observation.js";
import { type BootstrapOptions, phaseSample } from "./phase-sample.js";
import type { Trajectories } from "./trajectories.js";

export interface OrderRow {
  readonly key: GroupKey;
  readonly phase: Phase;
  readonly level: number;
  /** Means over seeds. */
  readonly control: Readonly<Record<Control, number>>;
  readonly seeds: number;
  readonly mean: number;
  readonly lower: number;
  readonly upper: number;
  /** NaN with one seed. */
  readonly susceptibility: number;
  readonly susceptibilityLower: number;
  readonly susceptibilityUpper: number;
}

/** One row a phase and level of the group. Cells with an undefined order parameter are left out. */
export function orderCurve(group: Trajectories, options: BootstrapOptions): OrderRow[] {
  return phases.flatMap((phase) => {
    const { order, samples } = phaseSample(group, phase, options);
    return group.levels.map((level, l) => {
      const values = Float64Array.from(order, (row) => row[l]!);
      return {
        key: group.key,
        phase,
        level,
        control: meanControls(group, l),
        seeds: order.length,
        ...meanOf(values, samples, options.confidence),
        ...susceptibilityOf(values, group.size, options.confidence),
      };
    });
  });
}

function meanControls(group: Trajectories, l: number): Record<Control, number> {
  return Object.fromEntries(
    controls.map((control) => [control, mean(group.control[control].map((row) => row[l]!))]),
  ) as Record<Control, number>;
}

function meanOf(values: Float64Array, samples: readonly Uint32Array[], confidence: number) {
  const replicates = samples.map((members) => {
    let sum = 0;
    for (const member of members) sum += values[member]!;
    return sum / members.length;
  });
  const centre = mean(values);
  return { mean: centre, ...bootstrapInterval(centre, replicates, values.length, confidence) };
}

function susceptibilityOf(values: Float64Array, size: number, confidence: number) {
  const spread = variance(values);
  // All seeds alike, as at level 0 where m is 1 by definition: nothing to be uncertain about.
  const { lower, upper } =
    spread === 0 ? { lower: 0, upper: 0 } : varianceInterval(values, confidence);
  return {
    susceptibility: size * spread,
    susceptibilityLower: size * lower,
    susceptibilityUpper: size * upper,
  };
}
