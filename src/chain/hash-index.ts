/**
 * Remembers hashes by what the system says of a file: size, times and number. As in git's index, an
 * entry is kept only if the file had been left alone for a while when it was read: one that is written
 * and written again within a tick of the clock looks the same (git calls it racy). The time of change
 * is among what is compared; unlike that of modification, no program can set it.
 */
import { createHash } from "node:crypto";
import type { BigIntStats } from "node:fs";
import { readLines, writeWhole } from "../files.js";

interface Entry {
  readonly signature: string;
  readonly hash: string;
  /** It may be written down. */
  readonly settled: boolean;
  /** Somebody wanted to know: the others are forgotten. */
  asked: boolean;
}

/**
 * Clocks of file systems tick every two seconds at worst, and after half a minute a file is on the disk:
 * a power cut does not change what the index says of it.
 */
const SETTLED_AFTER = 60_000_000_000n;

export class HashIndex {
  /** One map, as that of a large run holds millions. */
  readonly #entries: Map<string, Entry>;
  /** Something is settled that the file does not say. */
  #changed = false;

  /** @param now when the reading of files began, by their clock; undefined: nothing can be written. */
  constructor(
    private readonly path: string,
    private readonly now: bigint | undefined,
  ) {
    this.#entries = readIndex(path);
  }

  get(path: string, stats: BigIntStats): string | undefined {
    const found = this.#entries.get(path);
    if (found?.signature !== signatureOf(stats)) return undefined;
    found.asked = true;
    return found.hash;
  }

  set(path: string, stats: BigIntStats, hash: string): void {
    const settled = this.now !== undefined && stats.ctimeNs < this.now - SETTLED_AFTER;
    this.#changed ||= settled || this.#entries.has(path);
    this.#entries.set(path, { signature: signatureOf(stats), hash, settled, asked: true });
  }

  /** Writes what was asked for since it was read, if that is not what the file says. */
  save(): void {
    const forgotten = [...this.#entries.values()].some(({ asked }) => !asked);
    if (this.now === undefined || !(this.#changed || forgotten)) return;
    const digest = createHash("sha256");
    for (const line of this.#lines()) digest.update(line);
    writeWhole(this.path, withDigest(digest.digest("hex"), this.#lines()));
  }

  *#lines(): Generator<string> {
    for (const [path, { signature, hash, settled, asked }] of this.#entries)
      if (asked && settled) yield `${hash} ${signature} ${path}\n`;
  }
}

function* withDigest(digest: string, lines: Iterable<string>): Generator<string> {
  yield `${digest}\n`;
  yield* lines;
}

function signatureOf({ size, mtimeNs, ctimeNs, ino, dev }: BigIntStats): string {
  return `${size}:${mtimeNs}:${ctimeNs}:${ino}:${dev}`;
}

/** Nothing, where the index is missing or damaged: it can always be made anew. */
function readIndex(path: string): Map<string, Entry> {
  const entries = new Map<string, Entry>();
  const digest = createHash("sha256");
  let expected: string | undefined;
  for (const line of readLines(path)) {
    if (expected === undefined) {
      expected = line;
      continue;
    }
    digest.update(line).update("\n");
    const [hash, signature, ...words] = line.split(" ") as [string, string, ...string[]];
    entries.set(words.join(" "), { hash, signature, settled: true, asked: false });
  }
  return expected === digest.digest("hex") ? entries : new Map();
}
