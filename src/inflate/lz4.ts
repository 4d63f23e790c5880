/**
 * LZ4 frames (github.com/lz4/lz4, lz4_Frame_format.md and lz4_Block_format.md), unpacked within bounds.
 * Of our own because those packages that there are believe every offset. Checksums are not looked at.
 */
import { hold } from "./corrupt.js";
import { Output } from "./output.js";

const magic = 0x184d2204;
/** Bits of a frame's descriptor. */
const flags = { version: 0xc0, blockSum: 0x10, size: 0x08, dictionary: 0x01 };
/** A byte extends a match by so many bytes at most. */
export const lz4Ratio = 255;

/** @throws Corrupt unless it unpacks to exactly `length` bytes. */
export function unpackLz4(packed: Uint8Array, length: number): Uint8Array {
  const output = new Output(length);
  const view = new DataView(packed.buffer, packed.byteOffset, packed.byteLength);
  for (let at = 0; at === 0 || !output.isFull; ) at = frame(view, packed, at, output);
  return output.bytes;
}

/** Unpacks the frame that begins at `at`; gives back where it ends. */
function frame(view: DataView, packed: Uint8Array, begin: number, output: Output): number {
  const word = (at: number) => {
    hold(at + 4 <= packed.length, "it is cut short");
    return view.getUint32(at, true);
  };
  hold(word(begin) === magic && begin + 7 <= packed.length, "no LZ4 frame begins there");
  const flag = packed[begin + 4]!;
  hold((flag & flags.version) === 0x40, "its LZ4 frame has an unknown version");
  hold((flag & flags.dictionary) === 0, "its LZ4 frame needs a dictionary");
  let at = begin + 7 + (flag & flags.size ? 8 : 0);
  output.begin = output.at;
  for (;;) {
    const size = word(at) & 0x7fffffff;
    const plain = word(at) >>> 31 === 1;
    at += 4;
    if (size === 0) return at + (flag & 0x04 ? 4 : 0);
    hold(at + size <= packed.length, "it is cut short");
    if (plain) output.put(packed, at, size);
    else block(packed, at, at + size, output);
    at += size + (flag & flags.blockSum ? 4 : 0);
  }
}

/** Sequences of literals and a match; the last has literals alone. */
function block(packed: Uint8Array, begin: number, end: number, output: Output): void {
  let at = begin;
  const longer = (length: number) => {
    let sum = length;
    for (let byte = 255; length === 15 && byte === 255; sum += byte) {
      hold(at < end, "it is cut short");
      byte = packed[at++]!;
    }
    return sum;
  };
  while (at < end) {
    const token = packed[at++]!;
    const literals = longer(token >> 4);
    hold(at + literals <= end, "it is cut short");
    output.put(packed, at, literals);
    at += literals;
    if (at === end) return;
    hold(at + 2 <= end, "it is cut short");
    const distance = packed[at]! | (packed[at + 1]! << 8);
    at += 2;
    output.match(distance, longer(token & 15) + 4);
  }
}
