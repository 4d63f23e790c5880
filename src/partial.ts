/**
 * Names of files that are being written. A name says who writes: a process is known by the machine (its
 * name and start), the namespace that numbers its processes, its number and when it started, so that
 * two containers, or two machines, on one folder do not take each other's files for abandoned ones.
 */
import { createHash } from "node:crypto";
import { type Dirent, lstatSync, readdirSync, readFileSync, readlinkSync, rmSync } from "node:fs";
import { hostname } from "node:os";
import { basename, dirname, join } from "node:path";
import { hasCode } from "./error.js";

const ending = ".partial";

/** Where processes are numbered as here. */
const place = createHash("sha256")
  .update([hostname(), read("/proc/sys/kernel/random/boot_id"), namespace()].join("\n"))
  .digest("hex")
  .slice(0, 12);

const self = `${place}-${process.pid}-${startOf(process.pid)}`;
let written = 0;

/**
 * A file is written at once and renamed. One of another place that has not grown for so long is nobody's;
 * should its writer live after all, it writes the file again (see writeWhole).
 */
const ABANDONED_AFTER = 3600_000;

/** A name beside `path` that no other process uses; a long one is cut, or this would be too long. */
export function partialOf(path: string): string {
  return join(dirname(path), `.${basename(path).slice(0, 40)}.${self}-${written++}${ending}`);
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
  const writer = /\.([0-9a-f]{12})-(\d+)-(\d*)-\d+\.partial$/.exec(name);
  if (writer?.[1] === place) {
    const pid = Number(writer[2]);
    const start = startOf(pid);
    return !isRunning(pid) || (start !== "" && start !== writer[3]);
  }
  const changed = lstatSync(path, { throwIfNoEntry: false })?.mtimeMs;
  return changed !== undefined && now - changed > ABANDONED_AFTER;
}

/** Whether a process of this number exists here. */
export function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return hasCode(error, "EPERM");
  }
}

/** When a process started, in ticks since the machine did; "" where the system does not tell. */
function startOf(pid: number): string {
  // The second field is the command in brackets, which may hold blanks and brackets itself.
  const fields = read(`/proc/${pid}/stat`);
  return fields.slice(fields.lastIndexOf(")") + 2).split(" ")[19] ?? "";
}

function namespace(): string {
  try {
    return readlinkSync("/proc/self/ns/pid");
  } catch {
    return "";
  }
}

function read(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return "";
  }
}

function entriesOf(folder: string): Dirent[] {
  try {
    return readdirSync(folder, { withFileTypes: true });
  } catch (error) {
    if (hasCode(error, "ENOENT", "ENOTDIR", "EACCES")) return [];
    throw error;
  }
}
