import { Random } from "../random.js";
import { resamples } from "../statistics/resamples.js";
import { groupName } from "./groups.js";
import type { Phase } from "./observation.js";
import type { Trajectories } from "./trajectories.js";

export interface BootstrapOptions {
  readonly seed: number;
  readonly repetitions: number;
  readonly confidence: number;
}

export interface PhaseSample {
  /** Rows of the group's matrices whose order parameter is defined. */
  readonly used: readonly number[];
  /** Their order parameter: [seed][level]. */
  readonly order: readonly Float64Array[];
  /** Bootstrap resamples of `used`; none of a single seed. */
  readonly samples: readonly Uint32Array[];
}

/** The seeds of one phase and their resamples: the same ones for every estimate of the group. */
export function phaseSample(
  group: Trajectories,
  phase: Phase,
  { seed, repetitions }: BootstrapOptions,
): PhaseSample {
  const rows = group.order[phase];
  const used = rows.flatMap((row, i) => (row.some(Number.isNaN) ? [] : [i]));
  const random = new Random(seed, `criticality/${groupName(group.key)}/${phase}`);
  return {
    used,
    order: used.map((i) => rows[i]!),
    samples: resamples(used.length, used.length > 1 ? repetitions : 0, random),
  };
}
