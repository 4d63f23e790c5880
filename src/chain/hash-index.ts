/**
 * Remembers hashes by what the system says of a file: size, times and number. As in git's index, an
 * entry is kept only if the file had been left alone for a while when it was read: one that is written
 * and written again within a tick of the clock looks the same (git calls it racy). The time of change
 * is among what is compared; unlike that of modification, no program can set it.
 */
import { createHash } from "node:crypto";
import type { BigIntStats } from "node:fs";
import { readLineBlocks, writeWhole } from "../files.js";
import { HASH, HashList } from "./hash-list.js";

/**
 * Clocks of file systems tick every two seconds at worst, and after half a minute a file is on the disk:
 * a power cut does not change what the index says of it.
 */
const SETTLED_AFTER = 60_000_000_000n;

/** It may be written down. */
const SETTLED = 1;
/** Somebody wanted to know: the others are forgotten. */
const ASKED = 2;

export class HashIndex {
  readonly #entries = new Entries();
  /** Something is settled that the file does not say. */
  #changed = false;

  /** @param now when the reading of files began, by their clock; undefined: nothing can be written. */
  constructor(
    private readonly path: string,
    private readonly now: bigint | undefined,
  ) {
    if (!this.#entries.read(path)) this.#entries.clear();
  }

  /** What somebody has asked for since the index was read. */
  asked(path: string): string | undefined {
    const at = this.#entries.find(path);
    return at !== undefined && this.#entries.flagsOf(at) & ASKED
      ? this.#entries.hashOf(at)
      : undefined;
  }

  get(path: string, stats: BigIntStats): string | undefined {
    const at = this.#entries.find(path);
    if (at === undefined || !this.#entries.isOf(at, signatureOf(stats))) return undefined;
    this.#entries.add(at, ASKED);
    return this.#entries.hashOf(at);
  }

  /** @param hash 64 digits of SHA-256. */
  set(path: string, stats: BigIntStats, hash: string): void {
    const settled = this.now !== undefined && stats.ctimeNs < this.now - SETTLED_AFTER;
    this.#changed ||= settled || this.#entries.find(path) !== undefined;
    const flags = settled ? SETTLED | ASKED : ASKED;
    this.#entries.set(path, hash, signatureOf(stats), flags);
  }

  /** Writes what was asked for since it was read, if that is not what the file says. */
  save(): void {
    if (this.now === undefined || !(this.#changed || this.#entries.some((one) => !(one & ASKED))))
      return;
    const lines = () => this.#entries.lines((flags) => flags === (SETTLED | ASKED));
    const digest = createHash("sha256");
    for (const line of lines()) digest.update(line);
    writeWhole(this.path, withDigest(digest.digest("hex"), lines()));
  }
}

function* withDigest(digest: string, lines: Iterable<string>): Generator<string> {
  yield `${digest}\n`;
  yield* lines;
}

/** What the system says of a file. */
type Signature = readonly bigint[];

const SIGNED = 5;

function signatureOf({ size, mtimeNs, ctimeNs, ino, dev }: BigIntStats): Signature {
  return [size, mtimeNs, ctimeNs, ino, dev].map((number) => BigInt.asUintN(64, number));
}

const BLOCK = 1 << 14;

/** As numbers, since those of a large run are millions: a fourth of what they take as text. */
class Entries {
  readonly #places = new Map<string, number>();
  readonly #hashes = new HashList();
  readonly #signatures: BigUint64Array[] = [];
  readonly #flags: Uint8Array[] = [];

  find(path: string): number | undefined {
    return this.#places.get(path);
  }

  set(path: string, hash: string, signature: Signature, flags: number): void {
    let at = this.#places.get(path);
    if (at === undefined) {
      at = this.#places.size;
      this.#places.set(path, at);
    }
    const [block, i] = [Math.floor(at / BLOCK), at % BLOCK];
    if (block === this.#flags.length) {
      this.#signatures.push(new BigUint64Array(SIGNED * BLOCK));
      this.#flags.push(new Uint8Array(BLOCK));
    }
    this.#hashes.set(at, hash);
    this.#signatures[block]!.set(signature, SIGNED * i);
    this.#flags[block]![i] = flags;
  }

  clear(): void {
    this.#places.clear();
  }

  flagsOf(at: number): number {
    return this.#flags[Math.floor(at / BLOCK)]![at % BLOCK]!;
  }

  add(at: number, flag: number): void {
    this.#flags[Math.floor(at / BLOCK)]![at % BLOCK]! |= flag;
  }

  hashOf(at: number): string {
    return this.#hashes.get(at);
  }

  isOf(at: number, signature: Signature): boolean {
    return this.#signatureOf(at).every((number, i) => number === signature[i]);
  }

  some(test: (flags: number) => boolean): boolean {
    for (const at of this.#places.values()) if (test(this.flagsOf(at))) return true;
    return false;
  }

  /** Of the entries with such flags. */
  *lines(wanted: (flags: number) => boolean): Generator<string> {
    for (const [path, at] of this.#places)
      if (wanted(this.flagsOf(at)))
        yield `${this.hashOf(at)} ${this.#signatureOf(at).join(":")} ${path}\n`;
  }

  /** False where the file is damaged; missing, it has no entries. The index can always be made anew. */
  read(path: string): boolean {
    const digest = createHash("sha256");
    let expected: string | undefined;
    for (const block of readLineBlocks(path)) {
      let from = 0;
      if (expected === undefined) {
        from = endOfLine(block, 0) + 1;
        expected = block.toString("latin1", 0, from - 1);
      }
      digest.update(block.subarray(from));
      for (let end = from; from < block.length; from = end + 1) {
        end = endOfLine(block, from);
        if (!this.#readLine(block, from, end)) return false;
      }
    }
    return expected === undefined || expected === digest.digest("hex");
  }

  /** Hash, numbers, and a path that may have blanks in it. */
  #readLine(block: Buffer, from: number, end: number): boolean {
    const signed = from + 2 * HASH;
    const named = block.indexOf(" ", signed + 1);
    if (named < 0 || named > end) return false;
    const numbers = block.toString("latin1", signed + 1, named);
    if (!/^\d+(:\d+){4}$/.test(numbers)) return false;
    const hash = block.toString("latin1", from, signed);
    if (!/^[0-9a-f]{64}$/.test(hash)) return false;
    const signature = numbers.split(":").map((number) => BigInt.asUintN(64, BigInt(number)));
    this.set(block.toString("utf8", named + 1, end), hash, signature, SETTLED);
    return true;
  }

  #signatureOf(at: number): BigUint64Array {
    const from = SIGNED * (at % BLOCK);
    return this.#signatures[Math.floor(at / BLOCK)]!.subarray(from, from + SIGNED);
  }
}

function endOfLine(block: Buffer, from: number): number {
  const end = block.indexOf("\n", from);
  return end < 0 ? block.length : end;
}
