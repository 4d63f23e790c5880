/**
 * How much of what the plan left is done, at a cost that does not grow with the run: the plan writes down
 * how much there is, and whoever makes a target adds eight bytes to a file, what it was expected to take
 * and what it took. It only tells how long the run still takes; nothing is decided by it.
 */
import { appendFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { runFiles } from "../src/experiment/paths.js";
import type { Target } from "../src/experiment/target.js";
import { tryRead, writeWhole } from "../src/files.js";

/** What the plan left to make. */
interface Left {
  /** Targets of the run. */
  readonly all: number;
  readonly left: number;
  /** That these are expected to take on one core. */
  readonly seconds: number;
}

export function startCountdown(
  folder: string,
  targets: readonly Target[],
  left: ReadonlySet<string>,
): void {
  const open = targets.filter(({ target }) => left.has(target));
  const seconds = open.reduce((sum, target) => sum + target.seconds, 0);
  const counts: Left = { all: targets.length, left: open.length, seconds };
  rmSync(join(folder, runFiles.counted), { force: true });
  writeWhole(join(folder, runFiles.left), JSON.stringify(counts));
}

/** @param taken left out where a target turned out to need no work. */
export function countDown(folder: string, expected: number, taken = Number.NaN): void {
  try {
    const bytes = new Uint8Array(Float32Array.of(expected, taken).buffer);
    appendFileSync(join(folder, runFiles.counted), bytes);
  } catch {
    // As with the log: it must not stop the work that it describes.
  }
}

export interface Count {
  readonly all: number;
  readonly done: number;
  readonly secondsLeft: number;
}

/** Taken as given, so that the first short target does not speak for the whole run. */
const AS_PLANNED = 5;

/** @param workers how many processes work at once. */
export function countNow(folder: string, workers: number): Count {
  const { all, left, seconds } = readLeft(folder);
  const bytes = tryRead(join(folder, runFiles.counted)) ?? Buffer.alloc(0);
  const pairs = new Float32Array(Uint8Array.from(bytes).buffer, 0, 2 * (bytes.length >> 3));
  let [done, timed, taken] = [0, AS_PLANNED, AS_PLANNED];
  for (let i = 0; i < pairs.length; i += 2) {
    done += pairs[i]!;
    if (Number.isNaN(pairs[i + 1]!)) continue;
    timed += pairs[i]!;
    taken += pairs[i + 1]!;
  }
  const secondsLeft = (Math.max(0, seconds - done) * (taken / timed)) / workers;
  return { all, done: Math.min(all, all - left + pairs.length / 2), secondsLeft };
}

/** Nothing, where it is missing or damaged. */
function readLeft(folder: string): Left {
  try {
    const found = JSON.parse(tryRead(join(folder, runFiles.left))!.toString()) as Left;
    if ([found.all, found.left, found.seconds].every(Number.isFinite)) return found;
  } catch {}
  return { all: 0, left: 0, seconds: 0 };
}
