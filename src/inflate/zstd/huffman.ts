/** Huffman codes of zstd's literals (RFC 8878, 4.2). */
import { hold } from "../corrupt.js";
import { BackwardBits, highestBit } from "./bits.js";
import { readTable, States } from "./fse.js";

const mostBits = 11;

export interface Code {
  readonly bits: number;
  /** By the next `bits` bits: the symbol, and how many of them are its own. */
  readonly symbol: Uint8Array;
  readonly length: Uint8Array;
}

/** Reads a code's description, which must end before `end`. */
export function readCode(bytes: Uint8Array, begin: number, end: number) {
  hold(begin < end, "it is cut short");
  const head = bytes[begin]!;
  const size = head < 128 ? head : (head - 126) >> 1;
  const next = begin + 1 + size;
  hold(next <= end, "it is cut short");
  const own = bytes.subarray(begin + 1, next);
  return { code: codeOf(head < 128 ? packedWeights(own) : plainWeights(own, head - 127)), next };
}

function plainWeights(bytes: Uint8Array, count: number): number[] {
  return Array.from({ length: count }, (_, i) =>
    i % 2 === 0 ? bytes[i >> 1]! >> 4 : bytes[i >> 1]! & 15,
  );
}

/** Two walks through one table take turns until the bits are used up. */
function packedWeights(bytes: Uint8Array): number[] {
  const { table, end } = readTable(bytes, 0, 255, 6);
  const bits = new BackwardBits(bytes.subarray(end));
  let [now, other] = [new States(table, bits), new States(table, bits)];
  const weights: number[] = [];
  for (;;) {
    weights.push(now.symbol);
    hold(weights.length < 255, "a code has too many symbols");
    now.step();
    if (bits.left < 0) {
      weights.push(other.symbol);
      return weights;
    }
    [now, other] = [other, now];
  }
}

/** A symbol of weight w > 0 has 2^(w - 1) of the table's places; the last one's weight makes it full. */
function codeOf(weights: number[]): Code {
  const places = weights.reduce((sum, w) => sum + (w > 0 ? 2 ** (w - 1) : 0), 0);
  hold(places > 0 && places < 1 << mostBits, "a code has no symbols, or too long ones");
  const bits = highestBit(places) + 1;
  const left = (1 << bits) - places;
  hold((left & (left - 1)) === 0, "a code does not fit");
  const all = [...weights, highestBit(left) + 1];
  const symbol = new Uint8Array(1 << bits);
  const length = new Uint8Array(1 << bits);
  let at = 0;
  for (let w = 1; w <= bits; w++)
    for (let s = 0; s < all.length; s++) {
      if (all[s] !== w) continue;
      const end = at + (1 << (w - 1));
      symbol.fill(s, at, end);
      length.fill(bits + 1 - w, at, end);
      at = end;
    }
  return { bits, symbol, length };
}

/** Decodes a stream of bits into all of `out`. */
export function decode({ bits, symbol, length }: Code, packed: Uint8Array, out: Uint8Array): void {
  const source = new BackwardBits(packed);
  for (let i = 0; i < out.length; i++) {
    const key = source.peek(bits);
    out[i] = symbol[key]!;
    source.left -= length[key]!;
  }
  hold(source.left === 0, "a stream of symbols does not end where it should");
}
