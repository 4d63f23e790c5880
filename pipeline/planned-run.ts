/** A run that was planned, as its folder says. */
import { basename, dirname, isAbsolute, join } from "node:path";
import { FileHashes } from "../src/chain/file-hashes.js";
import { readRecord, recordPath } from "../src/chain/record.js";
import { type RunState, runState } from "../src/chain/run-state.js";
import { UserError } from "../src/error.js";
import { runFiles } from "../src/experiment/paths.js";
import { type PlannedTarget, planFiles, planLine } from "../src/experiment/plan-files.js";
import { readExperiment, readWithFiles } from "../src/experiment/read.js";
import { shellWord } from "../src/experiment/shell.js";
import type { Target } from "../src/experiment/target.js";
import { targets } from "../src/experiment/targets.js";
import { holds, readLineBlocks, tryRead } from "../src/files.js";
import { isObject, parseJson } from "../src/json.js";
import { isInstalled } from "../src/package.js";

/**
 * What plan.json says of these targets, in their order. Their lines are looked for, and no other is
 * parsed: the plan of a large run is a hundred megabytes.
 */
export function plannedTargets(folder: string, names: readonly string[]): PlannedTarget[] {
  const found = new Map<string, PlannedTarget>();
  // Once through the plan finds all that stand in its order, as those of a rule do.
  for (let before = -1; found.size < names.length && found.size > before; ) {
    before = found.size;
    lookThrough(
      folder,
      names.filter((name) => !found.has(name)),
      found,
    );
  }
  const missing = names.find((name) => !found.has(name));
  if (missing === undefined) return names.map((name) => found.get(name)!);
  throw new UserError(
    `${join(folder, missing)}: not a target of this run's plan; ${remedy(folder)} plans it again`,
  );
}

function lookThrough(
  folder: string,
  names: readonly string[],
  found: Map<string, PlannedTarget>,
): void {
  let next = 0;
  for (const lines of readLineBlocks(join(folder, runFiles.plan))) {
    for (let from = 0; next < names.length; next++) {
      from = lines.indexOf(planLine(names[next]!), from);
      if (from < 0) break;
      const line = lines.subarray(from, endOfLine(lines, from));
      found.set(names[next]!, parsePlanned(folder, line));
    }
    if (next === names.length) return;
  }
}

/** The names of all targets, in the order of the plan. */
export function plannedNames(folder: string): string[] {
  const name = /^\{"target":"([^"]*)",/gm;
  return [...readLineBlocks(join(folder, runFiles.plan))].flatMap((lines) =>
    Array.from(lines.toString().matchAll(name), (match) => match[1]!),
  );
}

/** All targets, in the order of the plan. */
export function readPlan(folder: string): PlannedTarget[] {
  return plannedTargets(folder, plannedNames(folder));
}

function endOfLine(lines: Buffer, from: number): number {
  const end = lines.indexOf("\n", from);
  return end < 0 ? lines.length : end;
}

function parsePlanned(folder: string, line: Buffer): PlannedTarget {
  let planned: unknown;
  try {
    const text = line.toString().replace(/,$/, "");
    planned = parseJson(join(folder, runFiles.plan), text);
  } catch {
    planned = undefined;
  }
  if (isPlanned(planned)) return planned;
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
  const { stage, target, settingsPath, inputs, outputs, reads, makers, seconds, seed } = (value ??
    {}) as Partial<PlannedTarget>;
  return (
    [stage, target, settingsPath].every((text) => typeof text === "string") &&
    Array.isArray(inputs) &&
    isText(inputs) &&
    [outputs, reads ?? {}, makers ?? {}].every(
      (map) => isObject(map) && isText(Object.values(map)),
    ) &&
    Number.isFinite(seconds) &&
    (seed === undefined || Number.isSafeInteger(seed))
  );
}

function isText(values: readonly unknown[]): boolean {
  return values.every((value) => typeof value === "string");
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
