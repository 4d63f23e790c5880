/** What was handed to the scheduler for a run: kept in the run's folder from round to round. */
import { join } from "node:path";
import { noTries, type Tries } from "../src/cluster/chunks.js";
import type { Trace } from "../src/cluster/outcome.js";
import { jobsFolder } from "../src/experiment/paths.js";
import { tryRead, writeWhole } from "../src/files.js";
import { isObject } from "../src/json.js";

export interface Jobs {
  readonly round: number;
  /** How the tasks are to be placed. */
  readonly options: LaunchOptions;
  /** Numbers of the jobs, the one that looks at what is left last. */
  readonly jobs: readonly string[];
  /** Chunks of this round: the name of each piece in it. */
  readonly chunks: readonly (readonly string[])[];
  /** By the name of a piece. */
  readonly tries: Readonly<Record<string, Tries>>;
  /** Why there is no further round. */
  readonly stopped?: string;
}

export interface LaunchOptions {
  readonly sbatch: readonly string[];
  readonly scratch?: string;
  readonly minutes: number;
  readonly margin: number;
}

const path = (folder: string) => join(folder, jobsFolder, "jobs.json");

export function writeJobs(folder: string, jobs: Jobs): void {
  writeWhole(path(folder), `${JSON.stringify(jobs)}\n`);
}

/** Undefined where nothing was handed on, or what says so is damaged. */
export function readJobs(folder: string): Jobs | undefined {
  try {
    const found: unknown = JSON.parse(tryRead(path(folder))!.toString());
    return isJobs(found) ? found : undefined;
  } catch {
    return undefined;
  }
}

function isJobs(found: unknown): found is Jobs {
  if (!isObject(found)) return false;
  const { round, options, jobs, chunks, tries } = found;
  return (
    Number.isSafeInteger(round) &&
    isObject(options) &&
    Array.isArray(options["sbatch"]) &&
    Array.isArray(jobs) &&
    Array.isArray(chunks) &&
    isObject(tries)
  );
}

export const roundFolder = (folder: string, round: number) =>
  join(folder, jobsFolder, String(round));

export function triesOf({ tries }: Jobs, piece: string): Tries {
  return tries[piece] ?? noTries;
}

/** What the task of a chunk left. */
export function traceOf(folder: string, { round }: Jobs, chunk: number): Trace {
  const at = join(roundFolder(folder, round), String(chunk));
  const begin = tryRead(`${at}.begin`)?.toString();
  const end = tryRead(`${at}.end`)?.toString();
  const log = begin && tryRead(logOf(folder, round, begin.split(" ")[0]!))?.toString();
  return { begun: begin !== undefined, code: end ? Number(end) : undefined, log: log ?? "" };
}

/** The log of a task, by Slurm's number of it. */
export function logOf(folder: string, round: number, task: string): string {
  return join(roundFolder(folder, round), `${task}.log`);
}
