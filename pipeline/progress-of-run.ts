/** How far a run is, from its plan and its log. */
import { join } from "node:path";
import { runFiles } from "../src/experiment/paths.js";
import type { PlannedTarget } from "../src/experiment/plan-files.js";
import { tryRead, writeWhole } from "../src/files.js";
import { isRunning } from "../src/processes.js";
import { type LogEvent, readLog } from "./log.js";
import { readPlan } from "./planned-run.js";

export interface RunProgress {
  readonly targets: readonly PlannedTarget[];
  readonly done: ReadonlySet<string>;
  readonly running: readonly LogEvent[];
  /** Expected seconds until the end. */
  readonly secondsLeft: number;
}

/**
 * @param remaining targets that are not made, or do not fit.
 * @param workers how many processes work at once; as many as now, if left out.
 */
export function progressOfRun(
  folder: string,
  remaining: ReadonlySet<string>,
  now: number,
  workers?: number,
): RunProgress {
  const targets = readPlan(folder);
  const events = readLog(join(folder, runFiles.log));
  const last = new Map(events.map((event) => [event.target, event]));
  const running = [...last.values()].filter((e) => e.event === "begin" && isRunning(e.pid));
  const left = targets.filter((t) => remaining.has(t.target));
  const done = new Set(targets.map((t) => t.target).filter((target) => !remaining.has(target)));
  const seconds = expectedSeconds(left, spentByStage(targets, events), running, now);
  const share = workers ?? Math.max(1, new Set(running.map(({ pid }) => pid)).size);
  const secondsLeft = Math.max(seconds.reduce((a, b) => a + b, 0) / share, ...seconds);
  return { targets, done, running, secondsLeft };
}

/** What the plan left to make, and how many lines the log had when it was written. */
interface Left {
  readonly left: readonly string[];
  readonly events: number;
}

/** Keeps what there is to make, so that the steps can count it down. */
export function writeLeft(folder: string, targets: ReadonlySet<string>): void {
  const events = readLog(join(folder, runFiles.log)).length;
  const left: Left = { left: [...targets], events };
  writeWhole(join(folder, runFiles.left), JSON.stringify(left));
}

/** What is still to make, going by the log, which is cheaper than to look at all files. */
export function leftNow(folder: string): ReadonlySet<string> {
  const { left, events } = readLeft(folder);
  const remaining = new Set(left);
  for (const { event, target } of readLog(join(folder, runFiles.log)).slice(events))
    if (event !== "begin") remaining.delete(target);
  return remaining;
}

/** Nothing, where it is missing or damaged: it only tells how long the run still takes. */
function readLeft(folder: string): Left {
  try {
    return JSON.parse(tryRead(join(folder, runFiles.left))!.toString()) as Left;
  } catch {
    return { left: [], events: 0 };
  }
}

/** Of finished targets: what they took, and what the plan had expected. */
interface Spent {
  readonly taken: number;
  readonly expected: number;
}

/** Taken as given, so that the first short target does not speak for the whole run. */
const asPlanned: Spent = { taken: 5, expected: 5 };

/** All finished work of the log, by stage; targets made together share the time of their process. */
function spentByStage(targets: readonly PlannedTarget[], events: readonly LogEvent[]) {
  const plan = new Map(targets.map((t) => [t.target, t.seconds]));
  const begun = new Map<string, number>();
  const sums = new Map<string, Spent>();
  for (const { stage, target, event, time, together = 1 } of events) {
    if (event === "begin") begun.set(target, time);
    const start = begun.get(target);
    const expected = plan.get(target);
    if (event !== "end" || start === undefined || expected === undefined) continue;
    const taken = (time - start) / 1000 / together;
    sums.set(stage, add(sums.get(stage), { taken, expected }));
  }
  return sums;
}

function add(a: Spent | undefined, b: Spent): Spent {
  return a ? { taken: a.taken + b.taken, expected: a.expected + b.expected } : b;
}

/** Of each target that is left, less what it has been at work already. */
function expectedSeconds(
  left: readonly PlannedTarget[],
  spentOn: ReadonlyMap<string, Spent>,
  running: readonly LogEvent[],
  now: number,
): number[] {
  // A stage that has not run yet is expected to be as much slower than planned as the others were.
  const all = [...spentOn.values()].reduce(add, asPlanned);
  const begun = new Map(running.map((event) => [event.target, event]));
  return left.map(({ stage, target, seconds }) => {
    const { taken, expected } = spentOn.get(stage) ?? all;
    const { time, together = 1 } = begun.get(target) ?? { time: now };
    return Math.max(0, (seconds * taken) / expected - (now - time) / 1000 / together);
  });
}
