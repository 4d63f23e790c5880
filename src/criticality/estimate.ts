/**
 * Where the curves of a group collapse: each estimator on each control parameter before and after
 * fine-tuning, with a bootstrap interval over seeds.
 *
 * Means over seeds are taken first, of the order parameter and of the control parameter, then the
 * curve is read in log control parameter. A resample draws whole trajectories, so the levels of a
 * seed stay together; it repeats everything, the choice of the levels around the crossing or the
 * peak included. Intervals are formed in log control parameter (see bootstrap-interval.ts) and end
 * at the densest level, where the network has all its weights.
 * O(repetitions x seeds x levels) for each curve.
 */
import { exp } from "../math.js";
import { bootstrapInterval, noInterval } from "../statistics/bootstrap-interval.js";
import { mean } from "../statistics/moments.js";
import { beyondEnd } from "./beyond-end.js";
import type { Located } from "./curve.js";
import { CurveReader } from "./curve-reader.js";
import { halfRecovery } from "./half-recovery.js";
import { type Control, controls, type GroupKey, type Phase, phases } from "./observation.js";
import { type BootstrapOptions, phaseSample } from "./phase-sample.js";
import { steepest } from "./steepest.js";
import { susceptibilityPeak } from "./susceptibility-peak.js";
import type { Trajectories } from "./trajectories.js";

export const estimators = ["half-recovery", "steepest", "susceptibility-peak"] as const;
export type Estimator = (typeof estimators)[number];

export interface Estimate {
  readonly key: GroupKey;
  readonly phase: Phase;
  readonly control: Control;
  readonly estimator: Estimator;
  /** In units of the control parameter; NaN where the estimator does not exist. */
  readonly value: number;
  readonly lower: number;
  readonly upper: number;
  readonly confidence: number;
  readonly seeds: number;
  /** Share of the bootstrap samples in which the estimator exists; NaN with one seed. */
  readonly quality: number;
  /** "resolved", or why not. */
  readonly verdict: string;
}

/** All estimates of one group, by phase, control parameter and estimator. */
export function estimate(group: Trajectories, options: BootstrapOptions): Estimate[] {
  const curves = beyondEnd(group);
  return phases.flatMap((phase) => estimatePhase(curves, phase, options));
}

function estimatePhase(group: Trajectories, phase: Phase, options: BootstrapOptions): Estimate[] {
  const { used, order, samples } = phaseSample(group, phase, options);
  const all = Uint32Array.from(used.keys());
  return controls.flatMap((control) => {
    const reader = new CurveReader(
      order,
      used.map((i) => group.control[control][i]!),
      group.size,
    );
    const original = locateAll(reader, all);
    const densest = mean(used.map((i) => group.control[control][i]![0]!));
    const replicates = samples.map((members) => locateAll(reader, members));
    return estimators.map((estimator, e) => ({
      key: group.key,
      phase,
      control,
      estimator,
      confidence: options.confidence,
      seeds: used.length,
      ...judge(
        original[e]!,
        replicates.map((r) => r[e]!),
        { seeds: used.length, confidence: options.confidence, densest },
      ),
    }));
  });
}

function locateAll(reader: CurveReader, members: Uint32Array): Located[] {
  if (members.length === 0) {
    const reason = "order parameter undefined: the dense networks are not better than chance";
    return estimators.map(() => ({ reason }));
  }
  const curves = reader.read(members);
  return [
    halfRecovery(curves.mean),
    steepest(curves.mean),
    members.length === 1
      ? { reason: "one seed only: no variance" }
      : susceptibilityPeak(curves.susceptibility),
  ];
}

type Judgement = Pick<Estimate, "value" | "lower" | "upper" | "quality" | "verdict">;

/** Value, interval and verdict. No interval where the estimator is missing in a whole tail. */
function judge(
  original: Located,
  replicates: readonly Located[],
  { seeds, confidence, densest }: { seeds: number; confidence: number; densest: number },
): Judgement {
  const found = replicates.flatMap((r) => ("at" in r ? [r.at] : []));
  const quality = seeds > 1 ? found.length / replicates.length : Number.NaN;
  if ("reason" in original)
    return { value: Number.NaN, ...noInterval, quality, verdict: original.reason };
  const value = exp(original.at);
  if (seeds === 1) return { value, ...noInterval, quality, verdict: "one seed only: no interval" };
  if (1 - quality > (1 - confidence) / 2) {
    const share = Math.round(100 * quality);
    const verdict = `uncertain: found in only ${share} % of bootstrap samples, no interval`;
    return { value, ...noInterval, quality, verdict };
  }
  const { lower, upper } = bootstrapInterval(original.at, found, seeds, confidence);
  const verdict = original.note ? `resolved; ${original.note}` : "resolved";
  return { value, lower: exp(lower), upper: Math.min(exp(upper), densest), quality, verdict };
}
