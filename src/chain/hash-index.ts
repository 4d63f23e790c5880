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
import { PathNumbers } from "./path-numbers.js";

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
  readonly #entries: Entries;
  /** Something is settled that the file does not say. */
  #changed = false;

  /**
   * @param now when the reading of files began, by their clock; undefined: nothing can be written.
   * @param paths that others number as well.
   */
  constructor(
    private readonly path: string,
    private readonly now: bigint | undefined,
    paths = new PathNumbers(),
  ) {
    this.#entries = new Entries(paths);
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
    if (at === undefined || !this.#entries.isOf(at, stats)) return undefined;
    this.#entries.add(at, ASKED);
    return this.#entries.hashOf(at);
  }

  /** @param hash 64 digits of SHA-256. */
  set(path: string, stats: BigIntStats, hash: string): void {
    const settled = this.now !== undefined && stats.ctimeNs < this.now - SETTLED_AFTER;
    this.#changed ||= settled || this.#entries.find(path) !== undefined;
    const flags = settled ? SETTLED | ASKED : ASKED;
    this.#entries.set(path, hash, stats, flags);
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

/** Numbers that the system says of a file, each of 64 bits. */
const SIGNED = 5;
/** As halves, the lower one first. */
const HALVES = 2 * SIGNED;

const signed = new BigUint64Array(SIGNED);
const signedHalves = new Uint32Array(signed.buffer);

/** What the system says of a file, until it is asked for another. */
function signatureOf({ size, mtimeNs, ctimeNs, ino, dev }: BigIntStats): Uint32Array {
  signed[0] = size;
  signed[1] = mtimeNs;
  signed[2] = ctimeNs;
  signed[3] = ino;
  signed[4] = dev;
  return signedHalves;
}

const BLOCK = 1 << 14;

/** As numbers, since those of a large run are millions: a fourth of what they take as text. */
class Entries {
  readonly #hashes = new HashList();
  readonly #signatures: Uint32Array[] = [];
  /** 0 of what is no entry. */
  readonly #flags: Uint8Array[] = [];

  constructor(private readonly paths: PathNumbers) {}

  find(path: string): number | undefined {
    const at = this.paths.find(path);
    return at !== undefined && this.flagsOf(at) > 0 ? at : undefined;
  }

  set(path: string, hash: string, stats: BigIntStats, flags: number): void {
    const at = this.#make(path, flags);
    this.#hashes.set(at, hash);
    const from = HALVES * (at % BLOCK);
    this.#signatures[Math.floor(at / BLOCK)]!.set(signatureOf(stats), from);
  }

  clear(): void {
    for (const flags of this.#flags) flags.fill(0);
  }

  flagsOf(at: number): number {
    return this.#flags[Math.floor(at / BLOCK)]?.[at % BLOCK] ?? 0;
  }

  add(at: number, flag: number): void {
    this.#flags[Math.floor(at / BLOCK)]![at % BLOCK]! |= flag;
  }

  hashOf(at: number): string {
    return this.#hashes.get(at);
  }

  isOf(at: number, stats: BigIntStats): boolean {
    const now = signatureOf(stats);
    const known = this.#signatures[Math.floor(at / BLOCK)]!;
    const from = HALVES * (at % BLOCK);
    for (let i = 0; i < HALVES; i++) if (known[from + i] !== now[i]) return false;
    return true;
  }

  some(test: (flags: number) => boolean): boolean {
    return this.#flags.some((block) => block.some((flags) => flags > 0 && test(flags)));
  }

  /** Of the entries with such flags. */
  *lines(wanted: (flags: number) => boolean): Generator<string> {
    for (const [path, at] of this.paths.entries())
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
    const numbers = from + 2 * HASH;
    const named = block.indexOf(" ", numbers + 1);
    if (named < 0 || named > end) return false;
    const at = this.#make(block.toString("utf8", named + 1, end), SETTLED);
    if (!this.#hashes.setDigits(at, block, from)) return false;
    const signature = this.#signatures[Math.floor(at / BLOCK)]!;
    let place = HALVES * (at % BLOCK);
    const last = place + HALVES;
    for (let next = numbers; next < named; place += 2) {
      const isMarked = block[next] === (next === numbers ? 0x20 : 0x3a); // a blank, then colons
      const begin = next + 1;
      next = readNumber(block, begin, signature, place);
      if (!isMarked || next === begin || place === last) return false;
    }
    return place === last;
  }

  #make(path: string, flags: number): number {
    const at = this.paths.of(path);
    const block = Math.floor(at / BLOCK);
    while (block >= this.#flags.length) {
      this.#signatures.push(new Uint32Array(HALVES * BLOCK));
      this.#flags.push(new Uint8Array(BLOCK));
    }
    this.#flags[block]![at % BLOCK] = flags;
    return at;
  }

  #signatureOf(at: number): BigUint64Array {
    const from = HALVES * (at % BLOCK);
    const halves = this.#signatures[Math.floor(at / BLOCK)]!;
    return new BigUint64Array(halves.buffer, 4 * from, SIGNED);
  }
}

/** Digits as a number of 64 bits. @returns where they end. */
function readNumber(text: Uint8Array, from: number, into: Uint32Array, place: number): number {
  let [low, high, at] = [0, 0, from];
  for (; text[at]! >= 0x30 && text[at]! <= 0x39; at++) {
    low = 10 * low + text[at]! - 0x30;
    const carry = Math.floor(low / 2 ** 32);
    low -= carry * 2 ** 32;
    high = (10 * high + carry) % 2 ** 32;
  }
  into[place] = low;
  into[place + 1] = high;
  return at;
}

function endOfLine(block: Buffer, from: number): number {
  const end = block.indexOf("\n", from);
  return end < 0 ? block.length : end;
}
