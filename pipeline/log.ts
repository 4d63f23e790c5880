/**
 * The log of a run: timings and who is at work. It lies outside the artefacts, because a clock or
 * a process number in one would change its bytes. One JSON line an event, appended whole.
 */
import { appendFileSync } from "node:fs";
import { dirname } from "node:path";
import { tryRead } from "../src/files.js";

export interface LogEvent {
  readonly stage: string;
  readonly target: string;
  readonly event: "begin" | "end";
  readonly pid: number;
  /** Milliseconds since 1970. */
  readonly time: number;
  /** How many targets the process makes together; 1 if left out. */
  readonly together?: number;
}

/** The environment variable that names the log file; the plan's make rules set it. */
const logVariable = "PCRIT_LOG";

/** The folder of the run whose make rules called this process, if any did. */
export function logFolder(): string | undefined {
  const path = process.env[logVariable];
  return path === undefined ? undefined : dirname(path);
}

function append(event: LogEvent): void {
  const path = process.env[logVariable];
  if (path === undefined) return;
  try {
    appendFileSync(path, `${JSON.stringify(event)}\n`);
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
