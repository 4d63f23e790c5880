/**
 * Where the curves of a group collapse: each estimator on each control parameter before and after
 * fine-tuning, with a bootstrap interval over seeds.
 *
 * Means over seeds are taken first, of the order parameter and of the control parameter, then the
 * curve is read in log control parameter. A resample draws whole trajectories, so the levels of a
 * seed stay together; it repeats everything, the choice of the levels around the crossing or the
 * peak included. Intervals are formed in log control parameter (see judgement.ts).
 * O(repetitions x seeds x levels) for each curve.
 */
import { mean } from "../statistics/moments.js";
import { beyondEnd } from "./beyond-end.js";
import type { Located } from "./curve.js";
import { CurveReader } from "./curve-reader.js";
import { entropyCrossing } from "./entropy-crossing.js";
import { halfRecovery } from "./half-recovery.js";
import { judge } from "./judgement.js";
import { type Control, controls, type GroupKey, type Phase, phases } from "./observation.js";
import { type BootstrapOptions, phaseSample } from "./phase-sample.js";
import { steepest } from "./steepest.js";
import { susceptibilityPeak } from "./susceptibility-peak.js";
import type { Trajectories } from "./trajectories.js";

export const estimators = [
  "half-recovery",
  "steepest",
  "susceptibility-peak",
  "entropy-crossing",
] as const;
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
  return phases.flatMap((phase) =>
    controls.flatMap((control) => estimateCurve(group, phase, control, options)),
  );
}

/** The estimates on one curve; all curves of a phase see the same resamples. */
export function estimateCurve(
  group: Trajectories,
  phase: Phase,
  control: Control,
  options: BootstrapOptions,
): Estimate[] {
  const { confidence } = options;
  const located = locate(group, phase, control, options);
  const { seeds, densest } = located;
  return located.estimators.map((estimator, e) => {
    const own = located.replicates.map((all) => all[e]!);
    const judgement = judge(located.original[e]!, own, {
      fewShow: estimator === "susceptibility-peak",
      seeds,
      confidence,
      densest,
    });
    return { key: group.key, phase, control, estimator, confidence, seeds, ...judgement };
  });
}

/** What every estimator finds on the curves themselves and on each bootstrap sample. */
export interface LocatedCurve {
  /** Entropy crossings only where the table has entropies. */
  readonly estimators: readonly Estimator[];
  /** By estimator. */
  readonly original: readonly Located[];
  /** [bootstrap sample][estimator]. */
  readonly replicates: readonly (readonly Located[])[];
  readonly seeds: number;
  /** Mean control parameter of the dense networks. */
  readonly densest: number;
}

export function locate(
  group: Trajectories,
  phase: Phase,
  control: Control,
  options: BootstrapOptions,
): LocatedCurve {
  const curves = beyondEnd(group);
  const { used, order, samples } = phaseSample(curves, phase, options);
  const parameter = used.map((i) => curves.control[control][i]!);
  const margins = curves.quantities?.[phase].entropy_margin;
  const readers = {
    order: new CurveReader(order, parameter, group.size),
    margin:
      margins &&
      new CurveReader(
        used.map((i) => margins[i]!),
        parameter,
        1,
      ),
  };
  return {
    estimators: margins ? estimators : estimators.slice(0, 3),
    original: locateAll(readers, Uint32Array.from(used.keys())),
    replicates: samples.map((members) => locateAll(readers, members)),
    seeds: used.length,
    densest: mean(parameter.map((row) => row[0]!)),
  };
}

interface Readers {
  readonly order: CurveReader;
  /** Of outcome entropy - prediction entropy. */
  readonly margin: CurveReader | undefined;
}

function locateAll({ order, margin }: Readers, members: Uint32Array): Located[] {
  if (members.length === 0) {
    const reason = "order parameter undefined: the dense networks are not better than chance";
    return estimators.map(() => ({ reason }));
  }
  const curves = order.read(members);
  return [
    halfRecovery(curves.mean),
    steepest(curves.mean),
    members.length === 1
      ? { reason: "one seed only: no variance" }
      : susceptibilityPeak(curves.susceptibility),
    ...(margin ? [entropyCrossing(margin.read(members).mean)] : []),
  ];
}
