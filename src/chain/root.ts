import { createHash } from "node:crypto";
import type { TargetRecord } from "./record.js";

/**
 * One hash that stands for all files of a run: SHA-256 over the lines that sha256sum would print of them,
 * sorted by path. What seals the run, its report, is left out, so that it can say the root. Undefined
 * while something is not made.
 */
export function rootOf(records: readonly (TargetRecord | undefined)[]): string | undefined {
  if (records.some((record) => record === undefined)) return undefined;
  const files = records.flatMap((record) => Object.entries(record!.outputs));
  const lines = files.map(([path, hash]) => [path, `${hash}  ${path}\n`] as const);
  const sorted = lines.sort(([a], [b]) => (a < b ? -1 : 1)).map(([, line]) => line);
  return createHash("sha256").update(sorted.join("")).digest("hex");
}
