/** The literals of a block: bytes as they are, one byte many times, or Huffman codes in 1 or 4 streams. */
import { hold } from "../corrupt.js";
import { type Code, decode, readCode } from "./huffman.js";

/** Bytes of a block, and so of its literals. */
export const mostOfBlock = 1 << 17;

export interface Literals {
  readonly bytes: Uint8Array;
  /** Where the sequences begin. */
  readonly end: number;
  /** The code, which blocks that follow may use again. */
  readonly code: Code | undefined;
}

export function readLiterals(block: Uint8Array, before: Code | undefined): Literals {
  const head = block[0] ?? 0;
  const [type, format] = [head & 3, (head >> 2) & 3];
  return type < 2 ? simple(block, type, format, before) : coded(block, type === 2, format, before);
}

function simple(block: Uint8Array, type: number, format: number, code?: Code): Literals {
  const bytes = (format & 1) === 0 ? 1 : format === 1 ? 2 : 3;
  const size = bytes === 1 ? block[0]! >> 3 : Math.floor(number(block, bytes) / 16);
  const end = bytes + (type === 0 ? size : 1);
  hold(size <= mostOfBlock && end <= block.length, "it is cut short");
  if (type === 0) return { bytes: block.subarray(bytes, end), end, code };
  return { bytes: new Uint8Array(size).fill(block[bytes]!), end, code };
}

function coded(block: Uint8Array, fresh: boolean, format: number, before?: Code): Literals {
  const bytes = [3, 3, 4, 5][format]!;
  const range = 2 ** [10, 10, 14, 18][format]!;
  const sizes = Math.floor(number(block, bytes) / 16);
  const [size, packed] = [sizes % range, Math.floor(sizes / range)];
  const end = bytes + packed;
  hold(size <= mostOfBlock && end <= block.length, "it is cut short");
  const { code, next } = fresh ? readCode(block, bytes, end) : { code: before, next: bytes };
  if (!code) hold(false, "a block uses a code that none before it has");
  const out = new Uint8Array(size);
  if (format === 0) decode(code, block.subarray(next, end), out);
  else decodeFour(code, block.subarray(next, end), out);
  return { bytes: out, end, code };
}

/** The lengths of three streams stand before all four. */
function decodeFour(code: Code, packed: Uint8Array, out: Uint8Array): void {
  const part = (out.length + 3) >> 2;
  hold(3 * part <= out.length && packed.length >= 6, "four streams are too short");
  for (let i = 0, at = 6; i < 4; i++) {
    const size = packed[2 * i]! | (packed[2 * i + 1]! << 8);
    const end = i < 3 ? at + size : packed.length;
    hold(end <= packed.length, "it is cut short");
    const into = out.subarray(i * part, i < 3 ? (i + 1) * part : out.length);
    decode(code, packed.subarray(at, end), into);
    at = end;
  }
}

/** The first bytes as one number, the lowest first. */
function number(block: Uint8Array, bytes: number): number {
  hold(bytes <= block.length, "it is cut short");
  let value = 0;
  for (let i = bytes - 1; i >= 0; i--) value = value * 256 + block[i]!;
  return value;
}
