/** A run that was planned, as its folder says. */
import { basename, dirname, isAbsolute, join } from "node:path";
import { FileHashes } from "../src/chain/file-hashes.js";
import { readRecord, recordPath } from "../src/chain/record.js";
import { type RunState, runState } from "../src/chain/run-state.js";
import { UserError } from "../src/error.js";
import { runFiles } from "../src/experiment/paths.js";
import { type PlannedTarget, planFiles } from "../src/experiment/plan-files.js";
import { readExperiment, readWithFiles } from "../src/experiment/read.js";
import { shellWord } from "../src/experiment/shell.js";
import type { Target } from "../src/experiment/target.js";
import { targets } from "../src/experiment/targets.js";
import { tryRead } from "../src/files.js";
import { parseJson } from "../src/json.js";
import { isInstalled } from "../src/package.js";

/** Reads plan.json, which is quick, where the steps and their times are needed. */
export function readPlan(folder: string): readonly PlannedTarget[] {
  const plan = tryRead(join(folder, runFiles.plan));
  if (!plan)
    throw new UserError(`${folder}: expected a planned run with ${runFiles.plan}; run make first`);
  let planned: unknown;
  try {
    planned = parseJson(join(folder, runFiles.plan), plan.toString());
  } catch {
    planned = undefined;
  }
  if (Array.isArray(planned) && planned.every(isPlanned)) return planned;
  throw new UserError(`${folder}: ${runFiles.plan} is damaged; ${remedy(folder)} writes it again`);
}

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

function isPlanned(value: unknown): value is PlannedTarget {
  const { stage, target, settingsPath, inputs, outputs, seconds } = (value ??
    {}) as Partial<PlannedTarget>;
  return (
    [stage, target, settingsPath].every((text) => typeof text === "string") &&
    Array.isArray(inputs) &&
    typeof outputs === "object" &&
    Number.isFinite(seconds)
  );
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
  const planless = planFiles(experiment, all)
    .filter(([name, text]) => !tryRead(join(folder, name))?.equals(Buffer.from(text)))
    .map(([name]) => name);
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

/** The command that makes again what does not fit. */
export function remedy(folder: string): string {
  const runs = dirname(folder);
  return command(join(folder, runFiles.experiment), { runs: runs === "runs" ? undefined : runs });
}

/** The report's line for readers on other machines: it names no folder of this one. */
export function reproduction(path: string, hasData: boolean): string {
  const file = isAbsolute(path) ? basename(path) : path;
  return command(file, { data: hasData ? "folder-or-file" : undefined });
}

/** How an experiment is run: by make in a checkout, by npx where pcrit is a package. */
function command(
  experiment: string,
  { runs, data }: { runs?: string | undefined; data?: string | undefined },
): string {
  const file = shellWord(experiment);
  const [before, named] = isInstalled
    ? [`npx pcrit run ${file}`, { "--runs": runs, "--data": data }]
    : [`make EXPERIMENT=${file}`, { DATA: data, RUNS: runs }];
  const more = Object.entries(named).flatMap(([name, value]) =>
    value === undefined ? [] : [`${name}=${shellWord(value)}`],
  );
  return [before, ...more].join(" ");
}
