import { createHash } from "node:crypto";
import { child } from "../child.js";
import { HashList } from "./hash-list.js";
import type { TargetRecord } from "./record.js";

/**
 * One hash that stands for all files of a run: SHA-256 over the lines that sha256sum would print of them,
 * sorted by path. What seals the run, its report, is left out, so that it can say the root.
 */
export class Root {
  #places: Map<string, number> | undefined = new Map();
  readonly #hashes = new HashList();

  /** @param record of a target; undefined where it is not made. */
  add(record: TargetRecord | undefined): void {
    if (record === undefined) this.#places = undefined;
    const places = this.#places;
    if (record === undefined || !places) return;
    for (const path of Object.keys(record.outputs)) {
      const at = child(places, path, () => places.size);
      this.#hashes.set(at, record.outputs[path]!);
    }
  }

  /** Undefined while something is not made. */
  digest(): string | undefined {
    const places = this.#places;
    if (!places) return undefined;
    const root = createHash("sha256");
    for (const path of [...places.keys()].sort())
      root.update(`${this.#hashes.get(places.get(path)!)}  ${path}\n`);
    return root.digest("hex");
  }
}

export function rootOf(records: Iterable<TargetRecord | undefined>): string | undefined {
  const root = new Root();
  for (const record of records) root.add(record);
  return root.digest();
}
