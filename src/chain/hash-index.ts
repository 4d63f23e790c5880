/**
 * Remembers hashes by what the system says of a file: size, times and number. As in git's index, an
 * entry is kept only if the file had been left alone for a while when it was read: one that is written
 * and written again within a tick of the clock looks the same (git calls it racy). The time of change
 * is among what is compared; unlike that of modification, no program can set it.
 */
import { createHash } from "node:crypto";
import type { BigIntStats } from "node:fs";
import { tryRead, writeWhole } from "../files.js";

interface Entry {
  readonly signature: string;
  readonly hash: string;
  /** It may be written down. */
  readonly settled: boolean;
}

/**
 * Clocks of file systems tick every two seconds at worst, and after half a minute a file is on the disk:
 * a power cut does not change what the index says of it.
 */
const SETTLED_AFTER = 60_000_000_000n;

export class HashIndex {
  readonly #entries = new Map<string, Entry>();
  readonly #found: ReadonlyMap<string, Entry>;

  /** @param now when the reading of files began, by their clock; undefined: nothing can be written. */
  constructor(
    private readonly path: string,
    private readonly now: bigint | undefined,
  ) {
    this.#found = readIndex(path);
  }

  get(path: string, stats: BigIntStats): string | undefined {
    const found = this.#found.get(path);
    if (found?.signature !== signatureOf(stats)) return undefined;
    this.#entries.set(path, found);
    return found.hash;
  }

  set(path: string, stats: BigIntStats, hash: string): void {
    const settled = this.now !== undefined && stats.ctimeNs < this.now - SETTLED_AFTER;
    this.#entries.set(path, { signature: signatureOf(stats), hash, settled });
  }

  /** Writes what was asked for since it was read, if that is not what the file says. */
  save(): void {
    const kept = [...this.#entries].filter(([, { settled }]) => settled);
    const same = ([path, entry]: [string, Entry]) => this.#found.get(path) === entry;
    if (this.now === undefined || (kept.length === this.#found.size && kept.every(same))) return;
    const lines = kept.map(([path, { signature, hash }]) => `${hash} ${signature} ${path}\n`);
    const text = lines.join("");
    writeWhole(this.path, `${digest(text)}\n${text}`);
  }
}

function signatureOf({ size, mtimeNs, ctimeNs, ino, dev }: BigIntStats): string {
  return [size, mtimeNs, ctimeNs, ino, dev].join(":");
}

/** Nothing, where the index is missing or damaged: it can always be made anew. */
function readIndex(path: string): Map<string, Entry> {
  const text = tryRead(path)?.toString() ?? "";
  const end = text.indexOf("\n") + 1;
  const body = text.slice(end);
  if (end === 0 || text.slice(0, end - 1) !== digest(body)) return new Map();
  const lines = body.split("\n").slice(0, -1);
  return new Map(
    lines.map((line) => {
      const [hash, signature, ...path] = line.split(" ") as [string, string, ...string[]];
      return [path.join(" "), { hash, signature, settled: true }];
    }),
  );
}

function digest(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}
