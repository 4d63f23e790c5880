/**
 * Zstandard frames (RFC 8878), unpacked within bounds. Of our own because Node 20 has no decoder and
 * the packages that there are believe what a frame claims: twenty bytes can keep them busy for minutes.
 * No dictionaries; checksums are not looked at.
 */
import { hold } from "../corrupt.js";
import { Output } from "../output.js";
import type { Code } from "./huffman.js";
import { mostOfBlock, readLiterals } from "./literals.js";
import { runSequences, type Tables } from "./sequences.js";

const magic = 0xfd2fb528;
const skippable = 0x184d2a50;
/** A block of 4 bytes can be a byte so many times. */
export const zstdRatio = mostOfBlock / 4;

/** @throws Corrupt unless it unpacks to exactly `length` bytes. */
export function unpackZstd(packed: Uint8Array, length: number): Uint8Array {
  const output = new Output(length);
  for (let at = 0; at === 0 || !output.isFull; ) at = frame(packed, at, output);
  return output.bytes;
}

/** Unpacks the frame that begins at `at`; gives back where it ends. */
function frame(packed: Uint8Array, begin: number, output: Output): number {
  const view = new DataView(packed.buffer, packed.byteOffset, packed.byteLength);
  hold(begin + 8 <= packed.length, "it is cut short");
  const mark = view.getUint32(begin, true);
  if ((mark & 0xfffffff0) === skippable) return begin + 8 + view.getUint32(begin + 4, true);
  hold(mark === magic, "no zstd frame begins there");
  let at = begin + headerBytes(packed[begin + 4]!);
  output.begin = output.at;
  const kept: Kept = { code: undefined, tables: undefined, recent: [1, 4, 8] };
  for (let last = false; !last; ) {
    hold(at + 3 <= packed.length, "it is cut short");
    const head = packed[at]! | (packed[at + 1]! << 8) | (packed[at + 2]! << 16);
    last = (head & 1) === 1;
    at = block(packed, at + 3, (head >> 1) & 3, head >> 3, kept, output);
  }
  return at + (packed[begin + 4]! & 4 ? 4 : 0);
}

/** Of a frame: its mark, flags, window, dictionary and size. */
function headerBytes(flags: number): number {
  hold((flags & 8) === 0, "its zstd frame has unknown flags");
  hold((flags & 3) === 0, "its zstd frame needs a dictionary");
  const single = (flags >> 5) & 1;
  const size = flags >> 6 === 0 ? single : 1 << (flags >> 6);
  return 5 + (1 - single) + size;
}

/** What blocks leave to those that follow. */
interface Kept {
  code: Code | undefined;
  tables: Tables | undefined;
  recent: [number, number, number];
}

function block(
  packed: Uint8Array,
  at: number,
  type: number,
  size: number,
  kept: Kept,
  output: Output,
): number {
  const end = at + (type === 1 ? 1 : size);
  hold(type < 3 && size <= mostOfBlock && end <= packed.length, "it is cut short");
  if (type === 0) output.put(packed, at, size);
  else if (type === 1) output.fill(packed[at]!, size);
  else {
    const own = packed.subarray(at, end);
    const literals = readLiterals(own, kept.code);
    kept.code = literals.code;
    kept.tables = runSequences(own, literals.end, literals.bytes, kept.tables, kept.recent, output);
  }
  return end;
}
