/**
 * Files are written beside their place and renamed: a reader sees the old file or the whole new
 * one, whatever is killed and whenever.
 */
import { createHash } from "node:crypto";
import {
  closeSync,
  existsSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  readSync,
  renameSync,
  rmSync,
  statSync,
  writeSync,
} from "node:fs";
import { dirname, join } from "node:path";
import { hasCode, UserError } from "./error.js";
import { partialOf, removeAbandoned } from "./partial.js";

/** Bytes or a text, or either in pieces, which may be asked for twice. */
type Content = Uint8Array | string | Iterable<string | Uint8Array>;

/** Files that wait for others before they take their places. */
let waiting:
  | { readonly path: string; readonly partial: string; readonly content: Content }[]
  | undefined;

/**
 * Files that are written meanwhile take their places together once all are whole: where one cannot be
 * written, there is none of them.
 */
export function together(write: () => void): void {
  const files: NonNullable<typeof waiting> = [];
  waiting = files;
  try {
    write();
    waiting = undefined;
    for (const { path } of files) refuseFolder(path);
    for (const { path, partial, content } of files) place(path, partial, content, "written");
  } catch (error) {
    for (const { partial } of files) discard(partial);
    throw error;
  } finally {
    waiting = undefined;
  }
}

function refuseFolder(path: string): void {
  if (statSync(path, { throwIfNoEntry: false })?.isDirectory())
    throw new UserError(`${path}: expected a file to write, found a folder`);
}

/** Replaces `path` by `content`, all or nothing. Creates missing folders. */
export function writeWhole(path: string, content: Content): void {
  const partial = partialOf(path);
  if (waiting) {
    guarded(path, partial, () => writeBeside(path, partial, content));
    waiting.push({ path, partial, content });
  } else place(path, partial, content);
}

/** @param state where its content is beside its place already. */
function place(path: string, partial: string, content: Content, state?: "written"): void {
  guarded(path, partial, () => {
    try {
      if (state !== "written") writeBeside(path, partial, content);
      renameSync(partial, path);
    } catch (error) {
      // Stopped for so long that another machine took the file for abandoned, or a server of files
      // renamed it and lost its answer: once more.
      if (!hasCode(error, "ENOENT")) throw error;
      writeBeside(path, partial, content);
      renameSync(partial, path);
    }
  });
}

function writeBeside(path: string, partial: string, content: Content): void {
  mkdirSync(dirname(path), { recursive: true });
  tidy(dirname(path));
  writeAll(partial, content);
}

/** Leaves nothing beside a place that could not be taken. */
function guarded(path: string, partial: string, write: () => void): void {
  try {
    write();
  } catch (error) {
    discard(partial);
    throw explainWriting(path, error);
  }
}

/** The same, but leaves an identical file untouched: of thousands of settings few change. */
export function writeIfChanged(path: string, content: Content): void {
  if (!holds(path, content)) writeWhole(path, content);
}

/** Whether a file holds this, which may be larger than what fits into memory. */
export function holds(path: string, content: Content): boolean {
  return existsSync(path) && digestOf(readPieces(path)) === digestOf(blocks(content));
}

function digestOf(pieces: Iterable<Uint8Array>): string {
  const hash = createHash("sha256");
  for (const piece of pieces) hash.update(piece);
  return hash.digest("hex");
}

/**
 * Removes what is in a folder but the names to keep, as far as a stage of ours gives such names: a folder
 * that was given by hand may hold anything.
 */
export function keepOnly(folder: string, names: ReadonlySet<string>, ours: RegExp): void {
  for (const name of namesIn(folder))
    if (ours.test(name) && !names.has(name))
      rmSync(join(folder, name), { recursive: true, force: true });
}

export function removeFolder(folder: string): void {
  rmSync(folder, { recursive: true, force: true });
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

const PIECE = 1 << 22;

/** A file's bytes, a few megabytes at a time; nothing where there is no such file. */
export function* readPieces(path: string): Generator<Buffer> {
  if (!existsSync(path)) return;
  const file = openSync(path, "r");
  try {
    const most = Math.min(PIECE, Math.max(1 << 12, statSync(path).size + 1));
    for (;;) {
      const piece = Buffer.allocUnsafe(most);
      const size = readSync(file, piece);
      if (size === 0) return;
      yield piece.subarray(0, size);
    }
  } finally {
    closeSync(file);
  }
}

/** The lines of a file that ends with one, in pieces of whole lines: it may be larger than a text can be. */
export function* readLines(path: string): Generator<string> {
  for (const lines of readLineBlocks(path)) yield* lines.toString().replace(/\n$/, "").split("\n");
}

/** A file in pieces of whole lines. */
export function* readLineBlocks(path: string): Generator<Buffer> {
  let rest: Buffer = Buffer.alloc(0);
  for (const piece of readPieces(path)) {
    const end = piece.lastIndexOf("\n") + 1;
    if (end > 0) yield Buffer.concat([rest, piece.subarray(0, end)]);
    rest = end > 0 ? piece.subarray(end) : Buffer.concat([rest, piece]);
  }
  if (rest.length > 0) yield rest;
}

/** What is in a folder, sorted; nothing where there is none. */
export function namesIn(folder: string): string[] {
  return existsSync(folder) ? readdirSync(folder).sort() : [];
}

/** A file's bytes, or nothing where there is no file of that name. */
export function tryRead(path: string): Buffer | undefined {
  if (!existsSync(path)) return undefined; // an error with its stack costs ten times as much
  try {
    return readFileSync(path);
  } catch (error) {
    if (hasCode(error, "ENOENT", "ENOTDIR", "EISDIR")) return undefined;
    throw error;
  }
}

/** The same as a text. */
export function tryReadText(path: string): string | undefined {
  if (!existsSync(path)) return undefined;
  try {
    return readFileSync(path, "utf8"); // in one step of the system's library, which bytes are not
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

function writeAll(path: string, content: Content): void {
  const file = openSync(path, "w");
  try {
    for (const bytes of blocks(content))
      for (let at = 0; at < bytes.length; )
        at += writeSync(file, bytes, at, Math.min(LARGEST, bytes.length - at));
  } finally {
    closeSync(file);
  }
}

/** Bytes that the system takes or gives at once. */
const LARGEST = 1 << 30;

/** Bytes as they are; a text, or its pieces put together, as bytes of some length. */
function* blocks(content: Content): Generator<Uint8Array> {
  if (content instanceof Uint8Array) return yield content;
  let pending: string[] = [];
  let length = 0;
  for (const piece of typeof content === "string" ? [content] : content) {
    if (piece instanceof Uint8Array) {
      yield piece;
      continue;
    }
    pending.push(piece);
    length += piece.length;
    if (length < BLOCK) continue;
    yield Buffer.from(pending.join(""));
    pending = [];
    length = 0;
  }
  if (pending.length > 0) yield Buffer.from(pending.join(""));
}

const BLOCK = 1 << 20;

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
    return new UserError(
      `${path}: expected a file to write, found a folder, which is left alone; move it away and run again`,
    );
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
