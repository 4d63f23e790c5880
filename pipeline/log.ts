/**
 * The log of a run: timings and who is at work. It lies outside the artefacts, because a clock or
 * a process number in one would change its bytes. One JSON line an event, appended whole.
 */
import { appendFileSync, mkdirSync } from "node:fs";
import { dirname, join } from "node:path";
import { jobsFolder, runFiles } from "../src/experiment/paths.js";
import { namesIn, readLines } from "../src/files.js";
import { self } from "../src/processes.js";

export interface LogEvent {
  readonly stage: string;
  readonly target: string;
  /** "fits" where a target turned out to need no work. */
  readonly event: "begin" | "end" | "fits";
  readonly pid: number;
  /** Where that process is, if not said: here. */
  readonly machine?: string;
  /** Milliseconds since 1970. */
  readonly time: number;
  /** How many targets the process makes together; 1 if left out. */
  readonly together?: number;
}

const writer = { pid: process.pid, machine: self.machine };
const eventsFolder = join(jobsFolder, "events");

/** The folder of the run that this process works for, if it does for one. */
let folder: string | undefined;

/** From here on events are logged, in that folder. */
export function logIn(run: string): void {
  folder = run;
}

function append(event: LogEvent): void {
  if (folder === undefined) return;
  try {
    const path = join(folder, logFile());
    mkdirSync(dirname(path), { recursive: true });
    appendFileSync(path, `${JSON.stringify(event)}\n`);
  } catch {
    // A log that cannot be written must not stop the work that it describes.
  }
}

/** Each job of a scheduler has a file of its own: machines that append to one lose lines. */
function logFile(): string {
  const { SLURM_JOB_ID: job, SLURM_STEP_ID: part = "batch" } = process.env;
  return job === undefined ? runFiles.log : join(eventsFolder, `${job}-${part}.jsonl`);
}

/** All events of a run, one by one: those of a large one are millions. */
export function* readLogs(run: string): Generator<LogEvent> {
  yield* readLog(join(run, runFiles.log));
  for (const name of namesIn(join(run, eventsFolder)))
    yield* readLog(join(run, eventsFolder, name));
}

/** Runs `work` between a begin and an end event of each target. */
export async function logged(
  stage: string,
  targets: readonly string[],
  work: () => Promise<void>,
): Promise<void> {
  const together = targets.length > 1 ? { together: targets.length } : {};
  const event = (kind: LogEvent["event"]) => {
    for (const target of targets)
      append({ stage, target, event: kind, ...writer, time: Date.now(), ...together });
  };
  event("begin");
  await work();
  event("end");
}

/** Logs that a target is as it would be made. */
export function logFit(stage: string, target: string): void {
  append({ stage, target, event: "fits", ...writer, time: Date.now() });
}

/** All events of a file; a line cut short by a kill, or that is none of ours, is left out. */
function* readLog(path: string): Generator<LogEvent> {
  for (const line of readLines(path)) {
    let event: unknown;
    try {
      event = JSON.parse(line);
    } catch {
      continue;
    }
    if (isEvent(event)) yield event;
  }
}

function isEvent(value: unknown): value is LogEvent {
  const { stage, target, event, pid, machine, time, together } = (value ?? {}) as Partial<LogEvent>;
  return (
    typeof stage === "string" &&
    typeof target === "string" &&
    typeof event === "string" &&
    Number.isSafeInteger(pid) &&
    typeof (machine ?? "") === "string" &&
    Number.isFinite(time) &&
    (together === undefined || Number.isSafeInteger(together))
  );
}
