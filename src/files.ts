/**
 * Files are written beside their place and renamed: a reader sees the old file or the whole new
 * one, whatever is killed and whenever.
 */
import {
  closeSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeSync,
} from "node:fs";
import { basename, dirname, join } from "node:path";
import { hasCode, UserError } from "./error.js";

/** Replaces `path` by `bytes`, all or nothing. Creates missing folders. */
export function writeWhole(path: string, bytes: Uint8Array | string): void {
  const partial = join(dirname(path), `.${basename(path)}.${process.pid}.partial`);
  try {
    mkdirSync(dirname(path), { recursive: true });
    removeAbandoned(path);
    writeAll(partial, typeof bytes === "string" ? Buffer.from(bytes) : bytes);
    renameSync(partial, path);
  } catch (error) {
    discard(partial);
    throw explainWriting(path, error);
  }
}

/** The same, but leaves an identical file untouched, so that make sees no change. */
export function writeIfChanged(path: string, text: string): void {
  if (tryRead(path)?.equals(Buffer.from(text))) return;
  writeWhole(path, text);
}

/** A file's bytes; a missing or unreadable file is the user's mistake. */
export function readWhole(path: string): Buffer {
  try {
    refuseEndless(path);
    return readFileSync(path);
  } catch (error) {
    if (hasCode(error, "ENOENT")) throw new UserError(`${path}: no such file`);
    if (hasCode(error, "EACCES", "EPERM")) throw new UserError(`${path}: no permission to read it`);
    if (hasCode(error, "EISDIR")) throw new UserError(`${path}: expected a file, found a folder`);
    if (hasCode(error, "ERR_FS_FILE_TOO_LARGE"))
      throw new UserError(`${path}: expected a file of at most 2 GB, found a larger one`);
    throw explainOther(path, error);
  }
}

/** A file's bytes, or nothing where there is no such file. */
export function tryRead(path: string): Buffer | undefined {
  try {
    return readFileSync(path);
  } catch (error) {
    if (hasCode(error, "ENOENT", "ENOTDIR")) return undefined;
    throw error;
  }
}

/** What cannot be removed was not made, and the first error is the one to tell. */
function discard(path: string): void {
  try {
    rmSync(path, { force: true });
  } catch {}
}

function writeAll(path: string, bytes: Uint8Array): void {
  const file = openSync(path, "w");
  try {
    for (let at = 0; at < bytes.length; ) at += writeSync(file, bytes, at);
  } finally {
    closeSync(file);
  }
}

/** Removes what killed processes left beside `path`; a living process keeps its own. */
function removeAbandoned(path: string): void {
  const prefix = `.${basename(path)}.`;
  for (const name of readdirSync(dirname(path))) {
    if (!name.startsWith(prefix) || !name.endsWith(".partial")) continue;
    const pid = Number(name.slice(prefix.length, -".partial".length));
    if (!isRunning(pid)) rmSync(join(dirname(path), name), { force: true });
  }
}

/** Whether a process of this number exists on this machine. */
export function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return hasCode(error, "EPERM");
  }
}

function explainWriting(path: string, error: unknown): unknown {
  if (hasCode(error, "ENOSPC", "EDQUOT"))
    return new UserError(`${path}: no space left on the disk; free some and run again`);
  if (hasCode(error, "EFBIG"))
    return new UserError(`${path}: larger than a file may be here (ulimit -f); raise that limit`);
  if (hasCode(error, "EACCES", "EPERM", "EROFS"))
    return new UserError(`${path}: no permission to write there`);
  if (hasCode(error, "ENOTDIR", "EEXIST"))
    return new UserError(`${path}: expected a folder above it, found a file`);
  if (hasCode(error, "EISDIR"))
    return new UserError(`${path}: expected a file to write, found a folder`);
  return explainOther(path, error);
}

/** Devices such as /dev/zero have no end; a pipe's writer ends it. */
function refuseEndless(path: string): void {
  const found = statSync(path);
  if (found.isCharacterDevice() || found.isBlockDevice() || found.isSocket())
    throw new UserError(`${path}: expected a file, found a device`);
}

/** What the system says of a name or a disk is not a defect of ours. */
function explainOther(path: string, error: unknown): unknown {
  if (hasCode(error, "ENAMETOOLONG")) return new UserError(`${path}: the name is too long`);
  const outside = error instanceof Error && "syscall" in error && "code" in error;
  return outside ? new UserError(`${path}: the system says ${String(error.code)}`) : error;
}
