/** A run that was planned, as its folder says. */
import { join } from "node:path";
import { FileHashes } from "../src/chain/file-hashes.js";
import { readRecord, recordPath } from "../src/chain/record.js";
import { type RunState, runState } from "../src/chain/run-state.js";
import { UserError } from "../src/error.js";
import { runFiles } from "../src/experiment/paths.js";
import { planFiles } from "../src/experiment/plan-files.js";
import { readExperiment, readWithFiles } from "../src/experiment/read.js";
import type { Target } from "../src/experiment/target.js";
import { targets } from "../src/experiment/targets.js";
import { holds, tryRead } from "../src/files.js";
import { readPlan } from "./planned-targets.js";

/**
 * The files that a run consists of, relative to its folder: the plan, what it keeps of the user's own, records,
 * and what these say was made. Others lie there too where an earlier plan of the same name had more cells.
 */
export function filesOfRun(folder: string): Set<string> {
  const planned = readPlan(folder);
  const files = planned.flatMap(({ target, settingsPath }) => [
    settingsPath,
    recordPath(target),
    ...Object.keys(readRecord(folder, target)?.outputs ?? {}),
  ]);
  const experiment = join(folder, runFiles.experiment);
  const own = tryRead(experiment) ? readWithFiles(experiment).files : [];
  return new Set([runFiles.plan, runFiles.experiment, ...own.map(({ path }) => path), ...files]);
}

/** What holds now: the plan as its experiment gives it, and what of it is made and fits. */
export interface CheckedRun extends RunState {
  readonly targets: readonly Target[];
  /** Files of the plan itself that are missing or altered. */
  readonly planless: readonly string[];
}

export function checkRun(folder: string): CheckedRun {
  const path = join(folder, runFiles.experiment);
  if (!tryRead(path))
    throw new UserError(`${folder}: expected a run with ${runFiles.experiment}; run make first`);
  const experiment = readExperiment(path);
  const all = targets(experiment);
  const planless: string[] = [];
  for (const [name, text] of planFiles(experiment, all))
    if (!holds(join(folder, name), text)) planless.push(name);
  return { ...stateOf(folder, all), targets: all, planless };
}

/**
 * Looks at all files, by the index of the run where they have not changed.
 * @param known what does not fit for reasons that lie outside of the run.
 */
export function stateOf(
  folder: string,
  all: readonly Target[],
  known?: ReadonlyMap<string, string>,
): RunState {
  const hashes = new FileHashes(folder, runFiles.index);
  const state = runState(folder, all, hashes, known);
  hashes.save();
  return state;
}
