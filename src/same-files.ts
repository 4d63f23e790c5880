/** Whether files are those that they were, by what the system says of them; and what was made of those. */
import { type BigIntStats, statSync } from "node:fs";

/** A file that was written anew has another number, or at least another time of change, which no program can set. */
export function signatureOf({ size, mtimeNs, ctimeNs, ino, dev }: BigIntStats): string {
  return [size, mtimeNs, ctimeNs, ino, dev].join(":");
}

/** What was made of files last, for whoever asks for the same of the same files. */
export class LastMade<T> {
  #key: string | undefined;
  #made: T | undefined;

  of(paths: readonly string[], make: () => T): T {
    const key = keyOf(paths);
    if (key !== undefined && key === this.#key) return this.#made!;
    // Gone before there is another: it may be large.
    this.#key = this.#made = undefined;
    this.#made = make();
    this.#key = key;
    return this.#made;
  }
}

/** Undefined where one of them cannot be looked at. */
function keyOf(paths: readonly string[]): string | undefined {
  try {
    const stats = paths.map((path) => signatureOf(statSync(path, { bigint: true })));
    return JSON.stringify([paths, stats]);
  } catch {
    return undefined;
  }
}
