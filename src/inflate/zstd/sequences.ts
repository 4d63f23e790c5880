/** The sequences of a block: how many literals come next, and which bytes from before follow them. */
import { hold } from "../corrupt.js";
import type { Output } from "../output.js";
import { BackwardBits } from "./bits.js";
import { readTable, States, type StateTable, soleSymbol, stateTable } from "./fse.js";

const kinds = ["literals", "offset", "match"] as const;
type Kind = (typeof kinds)[number];
export type Tables = Readonly<Record<Kind, StateTable>>;

/** Bits of a number of each code, beyond its base: the bases follow one another (RFC 8878, 3.1.1.3.2.1). */
const literalBits = [
  ...zeros(16),
  1,
  1,
  1,
  1,
  2,
  2,
  3,
  3,
  4,
  6,
  7,
  8,
  9,
  10,
  11,
  12,
  13,
  14,
  15,
  16,
];
const matchBits = [
  ...zeros(32),
  ...[1, 1, 1, 1, 2, 2, 3, 3, 4, 4, 5, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16],
];
const literalBase = bases(literalBits, 0);
const matchBase = bases(matchBits, 3);

/** Highest symbol, bits of a state, and the table that no block need describe (RFC 8878, 3.1.1.3.2.2). */
const formats: Readonly<Record<Kind, { most: number; bits: number; usual: StateTable }>> = {
  literals: {
    most: 35,
    bits: 9,
    usual: stateTable(
      [
        ...[4, 3, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 1, 1, 1, 2, 2, 2, 2, 2, 2, 2, 2, 2, 3, 2],
        ...[1, 1, 1, 1, 1, -1, -1, -1, -1],
      ],
      6,
    ),
  },
  offset: {
    most: 31,
    bits: 8,
    usual: stateTable(
      [1, 1, 1, 1, 1, 1, 2, 2, 2, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, -1, -1, -1, -1, -1],
      5,
    ),
  },
  match: {
    most: 52,
    bits: 9,
    usual: stateTable(
      [
        ...[1, 4, 3, 2, 2, 2, 2, 2, 2, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1],
        ...[1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, -1, -1, -1, -1, -1, -1, -1],
      ],
      6,
    ),
  },
};

/**
 * Puts literals and matches into the output. @param begin where the section of sequences begins.
 * @param recent the three offsets used last. @returns the tables, which blocks that follow may use again.
 */
export function runSequences(
  block: Uint8Array,
  begin: number,
  literals: Uint8Array,
  before: Tables | undefined,
  recent: [number, number, number],
  output: Output,
): Tables | undefined {
  const { count, next } = readCount(block, begin);
  if (count === 0) {
    output.put(literals, 0, literals.length);
    return before;
  }
  const { tables, end } = readTables(block, next, before);
  const bits = new BackwardBits(block.subarray(end));
  const [literal, offset, match] = kinds.map((kind) => new States(tables[kind], bits)) as [
    States,
    States,
    States,
  ];
  let used = 0;
  for (let i = 0; i < count; i++) {
    const distance = 2 ** offset.symbol + bits.take(offset.symbol);
    const length = matchBase[match.symbol]! + bits.take(matchBits[match.symbol]!);
    const plain = literalBase[literal.symbol]! + bits.take(literalBits[literal.symbol]!);
    output.put(literals, used, plain);
    used += plain;
    output.match(recentOffset(recent, distance, plain), length);
    if (i + 1 === count) break;
    for (const states of [literal, match, offset]) states.step();
  }
  hold(bits.left === 0, "its sequences do not end where they should");
  output.put(literals, used, literals.length - used);
  return tables;
}

/** Values up to 3 name an offset used before; all others are offsets plus 3. */
function recentOffset(recent: [number, number, number], value: number, literals: number): number {
  const place = value > 3 ? 3 : value - 1 + (literals === 0 ? 1 : 0);
  if (place === 0) return recent[0];
  const offset = value > 3 ? value - 3 : place === 3 ? recent[0] - 1 : recent[place]!;
  if (place > 1) recent[2] = recent[1];
  recent[1] = recent[0];
  recent[0] = offset;
  return offset;
}

function readCount(block: Uint8Array, at: number): { count: number; next: number } {
  hold(at < block.length, "it is cut short");
  const [head, second = 0, third = 0] = block.subarray(at, at + 3);
  if (head! < 128) return { count: head!, next: at + 1 };
  if (head! < 255) return { count: ((head! - 128) << 8) + second, next: at + 2 };
  return { count: second + (third << 8) + 0x7f00, next: at + 3 };
}

function readTables(block: Uint8Array, at: number, before: Tables | undefined) {
  hold(at < block.length, "it is cut short");
  const modes = block[at]!;
  let end = at + 1;
  const tableOf = (kind: Kind, mode: number): StateTable => {
    const { most, bits, usual } = formats[kind];
    if (mode === 0) return usual;
    if (mode === 1) {
      hold((block[end] ?? 256) <= most, "a sequence has an unknown code");
      return soleSymbol(block[end++]!);
    }
    if (mode === 2) {
      const read = readTable(block, end, most, bits);
      end = read.end;
      return read.table;
    }
    if (!before) hold(false, "a block uses tables that none before it has");
    return before[kind];
  };
  const literals = tableOf("literals", modes >> 6);
  const offset = tableOf("offset", (modes >> 4) & 3);
  const match = tableOf("match", (modes >> 2) & 3);
  return { tables: { literals, offset, match }, end };
}

function zeros(count: number): number[] {
  return new Array<number>(count).fill(0);
}

function bases(bits: readonly number[], first: number): number[] {
  let base = first;
  return bits.map((count) => {
    base += 2 ** count;
    return base - 2 ** count;
  });
}
