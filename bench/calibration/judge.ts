/** What the analysis answers to a drawn experiment, given as a table of observations would be. */
import { analyse, type Plan } from "../../src/criticality/analyse.js";
import { type Estimate, estimateCurve } from "../../src/criticality/estimate.js";
import type { Verdict } from "../../src/criticality/evidence.js";
import { foreignObservations } from "../../src/criticality/foreign.js";
import { groups } from "../../src/criticality/groups.js";
import { seriesOf } from "../../src/criticality/series.js";
import { trajectories } from "../../src/criticality/trajectories.js";
import type { SizeSample } from "../../src/models/sample.js";
import type { Scaling } from "../../src/scaling/scale.js";

export interface Answer {
  readonly verdict: Verdict;
  readonly scaling: Scaling;
  /** Every estimator at each size, by rising size. */
  readonly estimates: readonly (readonly Estimate[])[];
}

const plan: Plan = {
  controls: ["density"],
  lengths: ["width"],
  quantities: [],
  restore: (control) => control,
};

export function judge(samples: readonly SizeSample[], seed: number, repetitions = 200): Answer {
  const { observations } = foreignObservations("drawn", observationsOf(samples), 1);
  const all = groups(observations).map(trajectories);
  const options = { seed, repetitions, confidence: 0.95 };
  const [found] = analyse(seriesOf(all, ["after"]), plan, options);
  return {
    verdict: found!.verdict,
    scaling: found!.scaling[0]!.result,
    estimates: all.map((group) => estimateCurve(group, "after", "density", options)),
  };
}

function observationsOf(samples: readonly SizeSample[]) {
  const rows = samples.flatMap(({ size, control, values }) =>
    values.flatMap((run, seed) =>
      Array.from(run, (value, l) => ({ size, control: control[seed]![l]!, value, seed })),
    ),
  );
  const column = (name: keyof (typeof rows)[number]) => Float64Array.from(rows, (row) => row[name]);
  return {
    size: column("size"),
    control: column("control"),
    value: column("value"),
    seed: column("seed"),
  };
}
