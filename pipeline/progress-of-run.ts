/** How far a run is, from its targets and its log. */
import type { Target } from "../src/experiment/target.js";
import { isRunning, self } from "../src/processes.js";
import { type LogEvent, readLogs } from "./log.js";

export type TimedTarget = Pick<Target, "stage" | "target" | "seconds">;

export interface RunProgress {
  readonly targets: readonly TimedTarget[];
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
  targets: readonly TimedTarget[],
  remaining: ReadonlySet<string>,
  now: number,
  workers?: number,
): RunProgress {
  const { begun, spent } = readEvents(folder, targets);
  const running = [...begun.values()].filter(runs);
  const left = targets.filter((t) => remaining.has(t.target));
  const done = new Set(targets.map((t) => t.target).filter((target) => !remaining.has(target)));
  const seconds = expectedSeconds(left, spent, running, now);
  const share = workers ?? Math.max(1, new Set(running.map(({ pid }) => pid)).size);
  const secondsLeft = seconds.reduce(
    (most, one) => Math.max(most, one),
    seconds.reduce((a, b) => a + b, 0) / share,
  );
  return { targets, done, running, secondsLeft };
}

/** Here: of processes elsewhere, the queue of their scheduler tells. */
function runs({ pid, machine = self.machine }: LogEvent): boolean {
  return machine === self.machine && isRunning(pid);
}

/** Of finished targets: what they took, and what the plan had expected. */
interface Spent {
  readonly taken: number;
  readonly expected: number;
}

/** Taken as given, so that the first short target does not speak for the whole run. */
const asPlanned: Spent = { taken: 5, expected: 5 };

/**
 * What has begun and not ended, by target, and all finished work, by stage; targets made together share the
 * time of their process.
 */
function readEvents(folder: string, targets: readonly TimedTarget[]) {
  const plan = new Map(targets.map((t) => [t.target, t.seconds]));
  const begun = new Map<string, LogEvent>();
  const spent = new Map<string, Spent>();
  for (const one of readLogs(folder)) {
    const { stage, target, event, time, together = 1 } = one;
    const start = begun.get(target);
    if (event === "begin") begun.set(target, one);
    else begun.delete(target);
    const expected = plan.get(target);
    if (event !== "end" || start === undefined || expected === undefined) continue;
    const taken = (time - start.time) / 1000 / together;
    spent.set(stage, add(spent.get(stage), { taken, expected }));
  }
  return { begun, spent };
}

function add(a: Spent | undefined, b: Spent): Spent {
  return a ? { taken: a.taken + b.taken, expected: a.expected + b.expected } : b;
}

/** Of each target that is left, less what it has been at work already. */
function expectedSeconds(
  left: readonly TimedTarget[],
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
