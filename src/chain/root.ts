import { createHash } from "node:crypto";
import type { TargetRecord } from "./record.js";

/**
 * One hash that stands for all files of a run: SHA-256 over the lines that sha256sum would print of them,
 * sorted by path. What seals the run, its report, is left out, so that it can say the root. Undefined
 * while something is not made.
 */
export function rootOf(records: Iterable<TargetRecord | undefined>): string | undefined {
  const hashes = new Map<string, string>();
  for (const record of records) {
    if (record === undefined) return undefined;
    for (const [path, hash] of Object.entries(record.outputs)) hashes.set(path, hash);
  }
  const root = createHash("sha256");
  for (const path of [...hashes.keys()].sort()) root.update(`${hashes.get(path)}  ${path}\n`);
  return root.digest("hex");
}
