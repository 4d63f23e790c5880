/**
 * Files are written beside their place and renamed: a reader sees the old file or the whole new
 * one, whatever is killed and whenever.
 */
import {
  closeSync,
  existsSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeSync,
} from "node:fs";
import { dirname, join } from "node:path";
import { hasCode, UserError } from "./error.js";
import { partialOf, removeAbandoned } from "./partial.js";

/** Replaces `path` by `bytes`, all or nothing. Creates missing folders. */
export function writeWhole(path: string, bytes: Uint8Array | string): void {
  writeInto(path, (file) => writeAll(file, typeof bytes === "string" ? Buffer.from(bytes) : bytes));
}

/** The same of a text that is larger than memory: its parts one after the other, anew for each try. */
export function writeParts(path: string, parts: () => Iterable<string>): void {
  writeInto(path, (file) => {
    let text = "";
    for (const part of parts()) {
      text += part;
      if (text.length < 2 ** 18) continue;
      writeAll(file, Buffer.from(text));
      text = "";
    }
    writeAll(file, Buffer.from(text));
  });
}

function writeInto(path: string, write: (file: number) => void): void {
  const partial = partialOf(path);
  const folder = dirname(path);
  const place = () => {
    mkdirSync(folder, { recursive: true });
    tidy(folder);
    const file = openSync(partial, "w");
    try {
      write(file);
    } finally {
      closeSync(file);
    }
    renameSync(partial, path);
  };
  try {
    try {
      place();
    } catch (error) {
      // Stopped for so long that another machine took the file for abandoned, or a server of files
      // renamed it and lost its answer: once more.
      if (!hasCode(error, "ENOENT")) throw error;
      place();
    }
  } catch (error) {
    discard(partial);
    throw explainWriting(path, error);
  }
}

/** The same, but leaves an identical file untouched: of thousands of settings few change. */
export function writeIfChanged(path: string, content: string | Buffer): void {
  if (tryRead(path)?.equals(Buffer.from(content))) return;
  writeWhole(path, content);
}

/**
 * Removes what is in a folder but the names to keep, as far as a stage of ours gives such names: a folder
 * that was given by hand may hold anything.
 */
export function keepOnly(folder: string, names: ReadonlySet<string>, ours: RegExp): void {
  const found = existsSync(folder) ? readdirSync(folder) : [];
  for (const name of found)
    if (ours.test(name) && !names.has(name))
      rmSync(join(folder, name), { recursive: true, force: true });
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

/** A file's bytes, or nothing where there is no file of that name. */
export function tryRead(path: string): Buffer | undefined {
  try {
    return readFileSync(path);
  } catch (error) {
    if (hasCode(error, "ENOENT", "ENOTDIR", "EISDIR")) return undefined;
    throw error;
  }
}

/** What cannot be removed was not made, and the first error is the one to tell. */
function discard(path: string): void {
  try {
    rmSync(path, { force: true });
  } catch {}
}

function writeAll(file: number, bytes: Uint8Array): void {
  for (let at = 0; at < bytes.length; ) at += writeSync(file, bytes, at);
}

const tidied = new Set<string>();

/** Once a process and folder, as a folder may hold thousands of files. */
function tidy(folder: string): void {
  if (tidied.has(folder)) return;
  tidied.add(folder);
  removeAbandoned(folder);
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
