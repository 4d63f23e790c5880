/**
 * The files that images were read from lie outside of the run and need not be there any more. Where they
 * are, the run remembers what they were: other files under the same names make another data set.
 */
import { createHash } from "node:crypto";
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { runFiles } from "../experiment/paths.js";
import { tryRead, writeWhole } from "../files.js";
import { FileHashes } from "./file-hashes.js";

/** Stands for the IDX files in a folder; undefined where there are none. */
export function sourceOf(folder: string): string | undefined {
  const names = idxFiles(folder);
  const hashes = new FileHashes(folder);
  const lines = names.map((name) => `${hashes.of(name)}  ${name}\n`);
  return names.length === 0 ? undefined : createHash("sha256").update(lines.join("")).digest("hex");
}

/** Whether the images of a run can have come from these files; yes, if there are none to differ. */
export function isSource(run: string, source: string | undefined): boolean {
  return source === undefined || tryRead(join(run, runFiles.source))?.toString() === source;
}

export function keepSource(run: string, source: string | undefined): void {
  if (source !== undefined) writeWhole(join(run, runFiles.source), source);
}

function idxFiles(folder: string): string[] {
  try {
    return readdirSync(folder)
      .filter((name) => /ubyte(\.gz)?$/.test(name))
      .sort();
  } catch {
    return []; // the stage says what is wrong, if it has to read them
  }
}
