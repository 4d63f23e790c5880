import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const kept = process.env["KEEP"];

/** Where a bench makes its files: a new folder, or the one that KEEP names, whose files are used again. */
export function openFolder(): string {
  if (kept === undefined) return mkdtempSync(join(tmpdir(), "pcrit-bench-"));
  mkdirSync(kept, { recursive: true });
  return kept;
}

export function closeFolder(folder: string): void {
  if (kept === undefined) rmSync(folder, { recursive: true });
}
