/**
 * A power cut loses what the system has not written to the disk yet. Files that took long to make are
 * flushed, together and once a second, so that it costs a second of work, and flushing costs little.
 */
import { closeSync, fsyncSync, openSync } from "node:fs";
import { dirname } from "node:path";
import { hasCode } from "./error.js";

const INTERVAL = 1000; // ms

let pending: string[] = [];
/** Counts from the start of the process: short work is not flushed at all. */
let flushed = 0;

/** Sees to it that files, which are in their places, outlast a power cut a second from now. */
export function keepDurable(paths: readonly string[]): void {
  pending.push(...paths);
  if (performance.now() - flushed < INTERVAL) return;
  const folders = pending.map((path) => dirname(path));
  // A name is durable when its folder is, whose own name is in the one above.
  for (const path of new Set([...pending, ...folders, ...folders.map(dirname)])) flush(path);
  pending = [];
  flushed = performance.now();
}

/** Some systems cannot flush folders, and need not; a file that is gone has been replaced. */
function flush(path: string): void {
  let file: number | undefined;
  try {
    file = openSync(path, "r");
    fsyncSync(file);
  } catch (error) {
    if (!hasCode(error, "EISDIR", "EPERM", "EACCES", "EINVAL", "ENOTSUP", "ENOENT")) throw error;
  } finally {
    if (file !== undefined) closeSync(file);
  }
}
