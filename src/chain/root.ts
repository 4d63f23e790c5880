import { createHash } from "node:crypto";
import type { TargetRecord } from "./record.js";

/**
 * One hash that stands for all files of a run: SHA-256 over the lines that sha256sum would print of them,
 * sorted by path. What seals the run, its report, is left out, so that it can say the root.
 */
export class Root {
  #hashes: Map<string, string> | undefined = new Map();

  /** @param record of a target; undefined where it is not made. */
  add(record: TargetRecord | undefined): void {
    if (record === undefined) this.#hashes = undefined;
    else
      for (const path of Object.keys(record.outputs))
        this.#hashes?.set(path, record.outputs[path]!);
  }

  /** Undefined while something is not made. */
  digest(): string | undefined {
    if (!this.#hashes) return undefined;
    const root = createHash("sha256");
    for (const path of [...this.#hashes.keys()].sort())
      root.update(`${this.#hashes.get(path)}  ${path}\n`);
    return root.digest("hex");
  }
}

export function rootOf(records: Iterable<TargetRecord | undefined>): string | undefined {
  const root = new Root();
  for (const record of records) root.add(record);
  return root.digest();
}
