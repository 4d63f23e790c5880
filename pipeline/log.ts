/**
 * The log of a run: timings and who is at work. It lies outside the artefacts, because a clock or
 * a process number in one would change its bytes. One JSON line an event, appended whole.
 */
import { appendFileSync } from "node:fs";
import { join } from "node:path";
import { runFiles } from "../src/experiment/paths.js";
import { tryRead } from "../src/files.js";

export interface LogEvent {
  readonly stage: string;
  readonly target: string;
  /** "fits" where a target turned out to need no work. */
  readonly event: "begin" | "end" | "fits";
  readonly pid: number;
  /** Milliseconds since 1970. */
  readonly time: number;
  /** How many targets the process makes together; 1 if left out. */
  readonly together?: number;
}

/** The folder of the run that this process works for, if it does for one. */
let folder: string | undefined;

/** From here on events are logged, in that folder. */
export function logIn(run: string): void {
  folder = run;
}

function append(event: LogEvent): void {
  if (folder === undefined) return;
  try {
    appendFileSync(join(folder, runFiles.log), `${JSON.stringify(event)}\n`);
  } catch {
    // A log that cannot be written must not stop the work that it describes.
  }
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
      append({ stage, target, event: kind, pid: process.pid, time: Date.now(), ...together });
  };
  event("begin");
  await work();
  event("end");
}

/** Logs that a target is as it would be made. */
export function logFit(stage: string, target: string): void {
  append({ stage, target, event: "fits", pid: process.pid, time: Date.now() });
}

/** All events of a log file; a line cut short by a kill, or that is none of ours, is left out. */
export function readLog(path: string): LogEvent[] {
  const lines = (tryRead(path)?.toString() ?? "").split("\n");
  return lines.flatMap((line) => {
    try {
      const event: unknown = line === "" ? undefined : JSON.parse(line);
      return isEvent(event) ? [event] : [];
    } catch {
      return [];
    }
  });
}

function isEvent(value: unknown): value is LogEvent {
  const { stage, target, event, pid, time, together } = (value ?? {}) as Partial<LogEvent>;
  return (
    typeof stage === "string" &&
    typeof target === "string" &&
    typeof event === "string" &&
    Number.isSafeInteger(pid) &&
    Number.isFinite(time) &&
    (together === undefined || Number.isSafeInteger(together))
  );
}
