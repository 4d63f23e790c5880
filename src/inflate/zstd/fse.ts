/** Finite state entropy: tables of states that each give a symbol and where to go on (RFC 8878, 4.1). */
import { hold } from "../corrupt.js";
import { type BackwardBits, ForwardBits, highestBit } from "./bits.js";

export interface StateTable {
  /** Bits of a state. */
  readonly bits: number;
  readonly symbol: Uint8Array;
  /** Bits to take for the next state, and what to add to them. */
  readonly take: Uint8Array;
  readonly base: Uint16Array;
}

/** A table that gives one symbol for ever. */
export function soleSymbol(symbol: number): StateTable {
  return {
    bits: 0,
    symbol: Uint8Array.of(symbol),
    take: new Uint8Array(1),
    base: new Uint16Array(1),
  };
}

/**
 * Reads a table's description. @param most highest symbol. @param mostBits of a state.
 * @returns the table and where what follows begins.
 */
export function readTable(
  bytes: Uint8Array,
  begin: number,
  most: number,
  mostBits: number,
): { table: StateTable; end: number } {
  const source = new ForwardBits(bytes, begin);
  const bits = source.take(4) + 5;
  hold(bits <= mostBits, "a table of states is too large");
  const counts: number[] = [];
  let left = 1 << bits;
  while (left > 0) {
    hold(counts.length <= most, "a table of states has too many symbols");
    const count = takeCount(source, left) - 1;
    left -= Math.abs(count);
    counts.push(count);
    for (let zeros = count === 0 ? 3 : 0; zeros === 3; ) {
      zeros = source.take(2);
      for (let i = 0; i < zeros; i++) counts.push(0);
      hold(counts.length <= most + 1, "a table of states has too many symbols");
    }
  }
  return { table: stateTable(counts, bits), end: source.nextByte };
}

/** A number from 0 to left + 1, of one bit less where it is small. */
function takeCount(source: ForwardBits, left: number): number {
  const bits = highestBit(left + 1) + 1;
  const value = source.peek(bits);
  const low = value & ((1 << (bits - 1)) - 1);
  const spare = (1 << bits) - 2 - left;
  if (low < spare) {
    source.skip(bits - 1);
    return low;
  }
  source.skip(bits);
  return value >= 1 << (bits - 1) ? value - spare : value;
}

/** @param counts states of each symbol; -1 for less than one, which has one at the table's end. */
export function stateTable(counts: readonly number[], bits: number): StateTable {
  const size = 1 << bits;
  const table = {
    bits,
    symbol: new Uint8Array(size),
    take: new Uint8Array(size),
    base: new Uint16Array(size),
  };
  let high = size;
  counts.forEach((count, s) => {
    if (count < 0) table.symbol[--high] = s;
  });
  let at = 0;
  counts.forEach((count, s) => {
    for (let i = 0; i < count; i++) {
      table.symbol[at] = s;
      do at = (at + (size >> 1) + (size >> 3) + 3) & (size - 1);
      while (at >= high);
    }
  });
  hold(at === 0, "a table of states does not fit");
  const next = counts.map(Math.abs);
  for (let i = 0; i < size; i++) {
    const state = next[table.symbol[i]!]!++;
    table.take[i] = bits - highestBit(state);
    table.base[i] = (state << table.take[i]!) - size;
  }
  return table;
}

/** A walk through a table, whose steps are bits of a stream. */
export class States {
  #state: number;

  constructor(
    private readonly table: StateTable,
    private readonly bits: BackwardBits,
  ) {
    this.#state = bits.take(table.bits);
  }

  get symbol(): number {
    return this.table.symbol[this.#state]!;
  }

  step(): void {
    this.#state = this.table.base[this.#state]! + this.bits.take(this.table.take[this.#state]!);
  }
}
