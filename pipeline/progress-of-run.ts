/** How far a run is, from its plan and its log. */
import { statSync } from "node:fs";
import { join } from "node:path";
import { UserError } from "../src/error.js";
import { runFiles } from "../src/experiment/paths.js";
import { tryRead } from "../src/files.js";
import { isRunning } from "../src/partial.js";
import { type LogEvent, readLog } from "./log.js";

export interface PlannedTarget {
  readonly stage: string;
  readonly target: string;
  /** Files that it is made from, relative to the folder as well. */
  readonly needs: readonly string[];
  /** What the plan expects, on one core. */
  readonly seconds: number;
}

export interface RunProgress {
  readonly targets: readonly PlannedTarget[];
  readonly done: ReadonlySet<string>;
  readonly running: readonly LogEvent[];
  /** Expected seconds until the end. */
  readonly secondsLeft: number;
}

/** @param workers how many processes work at once; as many as now, if left out. */
export function progressOfRun(folder: string, now: number, workers?: number): RunProgress {
  const plan = tryRead(join(folder, runFiles.plan));
  if (!plan)
    throw new UserError(`${folder}: expected a planned run with ${runFiles.plan}; run make first`);
  const targets = JSON.parse(plan.toString()) as PlannedTarget[];
  const events = readLog(join(folder, runFiles.log)).map((event) => ({
    ...event,
    target: event.target.startsWith(`${folder}/`)
      ? event.target.slice(folder.length + 1)
      : event.target,
  }));
  const last = new Map(events.map((event) => [event.target, event]));
  const running = [...last.values()].filter((e) => e.event === "begin" && isRunning(e.pid));
  const done = madeTargets(folder, targets);
  const left = targets.filter((t) => !done.has(t.target));
  const seconds = expectedSeconds(left, spentByStage(targets, events), running, now);
  const share = workers ?? Math.max(1, new Set(running.map(({ pid }) => pid)).size);
  const secondsLeft = Math.max(seconds.reduce((a, b) => a + b, 0) / share, ...seconds);
  return { targets, done, running, secondsLeft };
}

/** What make would not make again: there, not older than what it is made from, and all of that made. */
function madeTargets(folder: string, targets: readonly PlannedTarget[]): Set<string> {
  const planned = new Map(targets.map((t) => [t.target, t]));
  const times = new Map<string, number>();
  const timeOf = (path: string): number => {
    const known = times.get(path);
    if (known !== undefined) return known;
    const time = statSync(join(folder, path), { throwIfNoEntry: false })?.mtimeMs ?? Number.NaN;
    times.set(path, time);
    return time;
  };
  const known = new Map<string, boolean>();
  const isMade = (path: string): boolean => {
    const target = planned.get(path);
    if (!target) return true;
    const made =
      known.get(path) ?? target.needs.every((need) => timeOf(need) <= timeOf(path) && isMade(need));
    known.set(path, made);
    return made;
  };
  return new Set(targets.map((t) => t.target).filter(isMade));
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
