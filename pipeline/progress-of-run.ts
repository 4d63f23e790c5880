/** How far a run is, from its plan and its log. */
import { statSync } from "node:fs";
import { join } from "node:path";
import { UserError } from "../src/error.js";
import { runFiles } from "../src/experiment/paths.js";
import { isRunning, tryRead } from "../src/files.js";
import { type LogEvent, readLog } from "./log.js";

export interface PlannedTarget {
  readonly stage: string;
  readonly target: string;
  /** Files that it is made from, relative to the folder as well. */
  readonly needs: readonly string[];
  readonly cost: number;
}

export interface RunProgress {
  readonly targets: readonly PlannedTarget[];
  readonly done: ReadonlySet<string>;
  readonly running: readonly LogEvent[];
  /** Expected seconds until the end, with as many workers as now; NaN while nothing is known. */
  readonly secondsLeft: number;
}

export function progressOfRun(folder: string, now: number): RunProgress {
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
  return {
    targets,
    done,
    running,
    secondsLeft: expectedSeconds(left, targets, events, running, now),
  };
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

interface Spent {
  readonly seconds: number;
  readonly cost: number;
}

/** Seconds and cost of all finished work of the log, by stage; targets made together share time. */
function spentByStage(targets: readonly PlannedTarget[], events: readonly LogEvent[]) {
  const costs = new Map(targets.map((t) => [t.target, t.cost]));
  const begun = new Map<string, number>();
  const sums = new Map<string, Spent>();
  for (const { stage, target, event, time, together = 1 } of events) {
    if (event === "begin") begun.set(target, time);
    const start = begun.get(target);
    const cost = costs.get(target);
    if (event !== "end" || start === undefined || cost === undefined) continue;
    const sum = sums.get(stage) ?? { seconds: 0, cost: 0 };
    const seconds = (time - start) / 1000 / together;
    sums.set(stage, { seconds: sum.seconds + seconds, cost: sum.cost + cost });
  }
  return sums;
}

function expectedSeconds(
  left: readonly PlannedTarget[],
  targets: readonly PlannedTarget[],
  events: readonly LogEvent[],
  running: readonly LogEvent[],
  now: number,
): number {
  const spentOn = spentByStage(targets, events);
  const finished = events.filter(({ event }) => event === "end").length;
  if (spentOn.size === 0) return Number.NaN;
  // Nothing is known of a stage that has not run yet: its targets count as average ones.
  const all = [...spentOn.values()].reduce((sum, { seconds }) => sum + seconds, 0);
  const begun = new Map(running.map((event) => [event.target, event]));
  let seconds = 0;
  for (const { stage, target, cost } of left) {
    const known = spentOn.get(stage);
    const whole = known ? (known.seconds / known.cost) * cost : all / finished;
    const { time, together = 1 } = begun.get(target) ?? { time: now };
    const spent = (now - time) / 1000 / together;
    seconds += Math.max(0, whole - spent);
  }
  return seconds / Math.max(1, new Set(running.map(({ pid }) => pid)).size);
}
