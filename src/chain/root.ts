import { createHash } from "node:crypto";
import { HashList } from "./hash-list.js";
import { PathNumbers } from "./path-numbers.js";
import type { TargetRecord } from "./record.js";

/**
 * One hash that stands for all files of a run: SHA-256 over the lines that sha256sum would print of them,
 * sorted by path. What seals the run, its report, is left out, so that it can say the root.
 */
export class Root {
  /** By the number of a path: whether it is there. */
  #has = new Uint8Array(1 << 10);
  readonly #hashes = new HashList();
  #isWhole = true;

  /** @param paths that others number as well. */
  constructor(private readonly paths = new PathNumbers()) {}

  /** @param record of a target; undefined where it is not made. */
  add(record: TargetRecord | undefined): void {
    this.#isWhole &&= record !== undefined;
    if (record === undefined || !this.#isWhole) return;
    for (const path of Object.keys(record.outputs)) {
      const at = this.paths.of(path);
      if (at >= this.#has.length) this.#grow(2 * at);
      this.#has[at] = 1;
      this.#hashes.set(at, record.outputs[path]!);
    }
  }

  /** Undefined while something is not made. */
  digest(): string | undefined {
    if (!this.#isWhole) return undefined;
    const paths: string[] = [];
    for (const [path, at] of this.paths.entries()) if (this.#has[at]) paths.push(path);
    const root = createHash("sha256");
    for (const path of paths.sort())
      root.update(`${this.#hashes.get(this.paths.of(path))}  ${path}\n`);
    return root.digest("hex");
  }

  #grow(length: number): void {
    const has = new Uint8Array(length);
    has.set(this.#has);
    this.#has = has;
  }
}

export function rootOf(records: Iterable<TargetRecord | undefined>): string | undefined {
  const root = new Root();
  for (const record of records) root.add(record);
  return root.digest();
}
