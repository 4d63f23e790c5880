/** SHA-256 of the files below a folder, each computed once as long as the file does not change. */
import { createHash } from "node:crypto";
import { type BigIntStats, closeSync, openSync, readSync, statSync } from "node:fs";
import { join } from "node:path";
import { hasCode, UserError } from "../error.js";
import { signatureOf } from "../same-files.js";
import { fileClock } from "./file-clock.js";
import { HashIndex } from "./hash-index.js";
import { PathNumbers } from "./path-numbers.js";

const piece = Buffer.allocUnsafe(1 << 20);

/**
 * Hashes that a process has learned, as long as the system says that the files are the same: what a step has
 * made is what its next stage is made from.
 */
export class LearnedHashes {
  readonly #known = new Map<string, { readonly signature: string; readonly hash: string }>();

  get(path: string, stats: BigIntStats): string | undefined {
    const known = this.#known.get(path);
    return known?.signature === signatureOf(stats) ? known.hash : undefined;
  }

  set(path: string, stats: BigIntStats, hash: string): void {
    this.#known.set(path, { signature: signatureOf(stats), hash });
  }
}

export class FileHashes {
  /** Those of the index, which whoever speaks of the same files shares. */
  readonly paths = new PathNumbers();
  readonly #index: HashIndex | undefined;
  /** Without an index all that was asked for, with one that there is no such file. */
  readonly #known = new Map<string, string | undefined>();

  /**
   * @param indexPath the index of earlier runs, relative to the folder; without one, every file is
   * read. @param learned those of this process, which it adds to.
   */
  constructor(
    private readonly folder: string,
    indexPath?: string,
    private readonly learned?: LearnedHashes,
  ) {
    if (indexPath === undefined) return;
    this.#index = new HashIndex(join(folder, indexPath), fileClock(folder), this.paths);
  }

  /** Undefined where there is no such file. */
  of(path: string): string | undefined {
    const known = this.#index?.asked(path);
    if (known !== undefined) return known;
    if (this.#known.has(path)) return this.#known.get(path);
    const hash = this.#look(path);
    // The index remembers what it was asked for.
    if (!this.#index || hash === undefined) this.#known.set(path, hash);
    return hash;
  }

  /** Keeps what was learned for the next process, where the folder can be written. */
  save(): void {
    this.#index?.save();
  }

  #look(path: string): string | undefined {
    const full = join(this.folder, path);
    const stats = tryStat(full);
    if (!stats?.isFile()) return undefined;
    const known = this.#index?.get(path, stats) ?? this.learned?.get(full, stats);
    if (known !== undefined) return known;
    const hash = hashFile(full);
    if (hash === undefined) return undefined;
    this.#index?.set(path, stats, hash);
    this.learned?.set(full, stats, hash);
    return hash;
  }
}

function tryStat(path: string): BigIntStats | undefined {
  try {
    return statSync(path, { bigint: true, throwIfNoEntry: false });
  } catch (error) {
    if (hasCode(error, "ENOTDIR", "ELOOP")) return undefined;
    throw error;
  }
}

function hashFile(path: string): string | undefined {
  let file: number | undefined;
  try {
    file = openSync(path, "r");
    const hash = createHash("sha256");
    for (let size = -1; size !== 0; ) {
      size = readSync(file, piece);
      hash.update(piece.subarray(0, size));
    }
    return hash.digest("hex");
  } catch (error) {
    if (hasCode(error, "ENOENT")) return undefined;
    if (hasCode(error, "EACCES", "EPERM")) throw new UserError(`${path}: no permission to read it`);
    if (hasCode(error, "EIO")) return undefined; // a bad disk: the file is not there any more
    throw error;
  } finally {
    if (file !== undefined) closeSync(file);
  }
}
