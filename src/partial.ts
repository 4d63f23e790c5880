/**
 * Names of files that are being written. A name says which process writes, so that two containers, or two
 * machines, on one folder do not take each other's files for abandoned ones.
 */
import { type Dirent, lstatSync, readdirSync, rmSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { hasCode } from "./error.js";
import { isAlive, self } from "./processes.js";

const ending = ".partial";
const writer = `${self.machine}-${self.namespace}-${self.pid}-${self.start}`;
let written = 0;

/**
 * A file is written at once and renamed. Where it cannot be told whether its writer lives, one that has
 * not grown for so long is nobody's; should the writer live after all, it writes the file again (see writeWhole).
 */
const ABANDONED_AFTER = 3600_000;

/** A name beside `path` that no other process uses; a long one is cut, or this would be too long. */
export function partialOf(path: string): string {
  return join(dirname(path), `.${basename(path).slice(0, 40)}.${writer}-${written++}${ending}`);
}

export function isPartial(name: string): boolean {
  return name.startsWith(".") && name.endsWith(ending);
}

/** Removes what killed processes left in `folder`. @param now by the clock that dates its files. */
export function removeAbandoned(folder: string, now = Date.now()): void {
  for (const { name } of entriesOf(folder)) {
    if (!isPartial(name)) continue;
    const path = join(folder, name);
    if (isAbandoned(name, path, now)) rmSync(path, { force: true });
  }
}

/** The same in all folders below. */
export function removeAbandonedBelow(folder: string): void {
  removeAbandoned(folder);
  for (const entry of entriesOf(folder))
    if (entry.isDirectory()) removeAbandonedBelow(join(folder, entry.name));
}

function isAbandoned(name: string, path: string, now: number): boolean {
  const named = /\.([0-9a-f]{12})-(\d+)-(\d+)-(\d*)-\d+\.partial$/.exec(name);
  if (named) {
    const [, machine, namespace, pid, start] = named as unknown as [string, ...string[]];
    const alive = isAlive({
      machine: machine!,
      namespace: namespace!,
      pid: Number(pid),
      start: start!,
    });
    if (alive !== undefined) return !alive;
  }
  const changed = lstatSync(path, { throwIfNoEntry: false })?.mtimeMs;
  return changed !== undefined && now - changed > ABANDONED_AFTER;
}

function entriesOf(folder: string): Dirent[] {
  try {
    return readdirSync(folder, { withFileTypes: true });
  } catch (error) {
    if (hasCode(error, "ENOENT", "ENOTDIR", "EACCES")) return [];
    throw error;
  }
}
