/**
 * The files that images were read from lie outside of the run and need not be there any more. Where they
 * are, the run remembers what they were: other files under the same names make another data set.
 */
import { createHash } from "node:crypto";
import { basename, dirname, join } from "node:path";
import { sourceAt } from "../data/source-files.js";
import { runFiles } from "../experiment/paths.js";
import { tryRead, writeWhole } from "../files.js";
import { FileHashes } from "./file-hashes.js";

/** Stands for a file, or for those in a folder that are read; undefined where there are none. */
export function sourceOf(path: string): string | undefined {
  const source = sourceAt(path);
  if (!source) return undefined;
  // A file's name says nothing of what is in it, those in a folder say which part they are.
  if (source.kind === "file") return new FileHashes(dirname(path)).of(basename(path));
  const hashes = new FileHashes(path);
  const lines = source.names.map((name) => `${hashes.of(name)}  ${name}\n`);
  return createHash("sha256").update(lines.join("")).digest("hex");
}

/** Whether the images of a run can have come from these files; yes, if there are none to differ. */
export function isSource(run: string, source: string | undefined): boolean {
  return source === undefined || tryRead(join(run, runFiles.source))?.toString() === source;
}

export function keepSource(run: string, source: string | undefined): void {
  if (source !== undefined) writeWhole(join(run, runFiles.source), source);
}
