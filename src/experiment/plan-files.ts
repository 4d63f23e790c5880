/** The files that the plan of an experiment consists of. */
import type { Experiment } from "./experiment.js";
import { runFiles } from "./paths.js";
import type { Target } from "./target.js";

/** What plan.json says of a target: how to make it. */
export type PlannedTarget = Pick<Target, "stage" | "target" | "inputs" | "reads" | "outputs"> &
  Pick<Target, "settingsPath" | "seconds" | "seals">;

/** [path, text], relative to the run's folder; the same experiment gives the same bytes. */
export function planFiles(experiment: Experiment, targets: readonly Target[]): [string, string][] {
  return [
    [runFiles.experiment, pretty(experiment)],
    ...targets.map(({ settingsPath, settings }): [string, string] => [
      settingsPath,
      pretty(settings),
    ]),
    [runFiles.plan, pretty(targets.map(planned))],
  ];
}

function planned(target: Target): PlannedTarget {
  const { settings, after, group, ...rest } = target;
  return { ...rest, seconds: Number(target.seconds.toPrecision(3)) };
}

const pretty = (value: unknown) => `${JSON.stringify(value, undefined, 2)}\n`;
