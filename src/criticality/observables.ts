/**
 * Every order parameter level by level: mean, susceptibility and Binder's cumulant over seeds, each
 * with an interval: bootstrap for mean and cumulant, Bonett's for the susceptibility.
 */
import { binder } from "../scaling/binder.js";
import { bootstrapInterval } from "../statistics/bootstrap-interval.js";
import { mean, variance } from "../statistics/moments.js";
import { varianceInterval } from "../statistics/variance-interval.js";
import {
  type Control,
  controls,
  type GroupKey,
  type Phase,
  phases,
  type Quantity,
  quantities,
} from "./observation.js";
import { type BootstrapOptions, phaseSample } from "./phase-sample.js";
import type { Trajectories } from "./trajectories.js";

export interface Observable {
  readonly key: GroupKey;
  readonly phase: Phase;
  readonly quantity: Quantity;
  readonly level: number;
  /** Means over seeds. */
  readonly control: Readonly<Record<Control, number>>;
  readonly seeds: number;
  /** Value, lower and upper end of each. */
  readonly mean: Triple;
  readonly susceptibility: Triple;
  readonly cumulant: Triple;
}

export type Triple = readonly [value: number, lower: number, upper: number];

/** Only accuracy where the table has nothing else. Cells with an undefined m are left out. */
export function observables(group: Trajectories, options: BootstrapOptions): Observable[] {
  return phases.flatMap((phase) => {
    const { used, order, samples } = phaseSample(group, phase, options);
    return quantities.flatMap((quantity) => {
      const rows =
        quantity === "accuracy"
          ? order
          : used.flatMap((i) => group.quantities?.[phase][quantity][i] ?? []);
      if (rows.length === 0 || rows.length < used.length) return [];
      const cumulant = binder(rows, Uint32Array.from(rows.keys()));
      const cumulants = samples.map((members) => binder(rows, members));
      return group.levels.map((level, l) => ({
        key: group.key,
        phase,
        quantity,
        level,
        control: meanControls(group, l),
        seeds: rows.length,
        ...momentsOf(
          rows.map((row) => row[l]!),
          samples,
          group.size,
          options.confidence,
        ),
        cumulant: triple(
          cumulant[l]!,
          cumulants.map((curve) => curve[l]!).filter((u) => !Number.isNaN(u)),
          rows.length,
          options.confidence,
        ),
      }));
    });
  });
}

function momentsOf(
  values: readonly number[],
  samples: readonly Uint32Array[],
  size: number,
  confidence: number,
): Pick<Observable, "mean" | "susceptibility"> {
  const replicates = samples.map((members) => {
    let sum = 0;
    for (const member of members) sum += values[member]!;
    return sum / members.length;
  });
  const spread = variance(values);
  const { lower, upper } =
    spread === 0 ? { lower: 0, upper: 0 } : varianceInterval(values, confidence);
  return {
    mean: triple(mean(values), replicates, values.length, confidence),
    susceptibility: [size * spread, size * lower, size * upper],
  };
}

function triple(
  value: number,
  replicates: readonly number[],
  seeds: number,
  confidence: number,
): Triple {
  const { lower, upper } = bootstrapInterval(value, replicates, seeds, confidence);
  return [value, lower, upper];
}

function meanControls(group: Trajectories, l: number): Record<Control, number> {
  return Object.fromEntries(
    controls.map((control) => [control, mean(group.control[control].map((row) => row[l]!))]),
  ) as Record<Control, number>;
}
