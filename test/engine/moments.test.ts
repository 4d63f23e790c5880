import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { instantiate, type Kernels } from "../../src/engine/sparse/kernels.js";
import { Random } from "../../src/random.js";
import { allLoops, bits } from "./all-loops.js";

const LANES = 32;
const start = Math.ceil(Number(instantiate().heapBase.value) / 64) * 64;

const { fround } = Math;
const times = (a: number, b: number) => fround(a * b);
const plus = (a: number, b: number) => fround(a + b);

/** Rows of positions with other numbers between them, of which nothing may change. */
const shapes = fc.record({
  rows: fc.integer({ min: 1, max: 5 }),
  columns: fc.integer({ min: 1, max: 5 }),
  margin: fc.integer({ min: 0, max: 2 }),
  seed: fc.nat(),
});

interface Shape {
  readonly rows: number;
  readonly columns: number;
  readonly margin: number;
  readonly seed: number;
}

/** Channels of each operand, and those that are worked: a list, or the first ones. */
const CHANNELS = 4;
const lists = fc.constantFrom<readonly number[] | undefined>(undefined, [2, 0], [3], []);

/** Three operands in memory, random numbers about `middle`, and numbers of their channels. */
class Operands {
  readonly loops: Kernels;
  readonly values: Float32Array;
  readonly rows: number;
  readonly row: number;
  readonly plane: number;
  readonly length: number;
  readonly worked: readonly number[];
  readonly list: number;
  #free: number;

  constructor(native: string, shape: Shape, middle: number, list?: readonly number[]) {
    const { rows, columns, margin, seed } = shape;
    this.loops = instantiate(native);
    this.loops.memory.grow(4);
    this.rows = rows;
    this.row = 4 * (columns + margin) * LANES;
    this.plane = rows * this.row;
    this.length = 4 * columns * LANES;
    this.worked = list ?? [0, 1];
    this.values = new Float32Array(this.#buffer, start, (3 * CHANNELS * this.plane) / 4);
    const random = new Random(seed, "planes");
    for (let i = 0; i < this.values.length; i++) this.values[i] = middle + random.normal();
    this.#free = start + 4 * this.values.length;
    this.list = list ? this.#place(4 * list.length) : 0;
    if (list) new Uint32Array(this.#buffer, this.list, list.length).set(list);
  }

  get #buffer() {
    return this.loops.memory.buffer;
  }

  #place(bytes: number): number {
    const at = this.#free;
    this.#free += Math.ceil(bytes / 64) * 64;
    return at;
  }

  /** Address, row and plane of an operand. */
  of(operand: number): [at: number, row: number, plane: number] {
    return [start + operand * CHANNELS * this.plane, this.row, this.plane];
  }

  /** One number a channel. */
  numbers(random: Random) {
    const at = this.#place(4 * CHANNELS);
    const of = new Float32Array(this.#buffer, at, CHANNELS);
    for (let c = 0; c < CHANNELS; c++) of[c] = random.normal();
    return { at, of };
  }

  /** Zeros. */
  doubles(count: number) {
    const at = this.#place(8 * count);
    return { at, of: new Float64Array(this.#buffer, at, count).fill(0) };
  }

  /** A bit a value of a plane, plane by plane, random or all 0; those of margins are left out. */
  bits(random?: Random) {
    const values = (this.rows * this.length) / 4;
    const at = this.#place((CHANNELS * values) / 8);
    const bytes = new Uint8Array(this.#buffer, at, (CHANNELS * values) / 8);
    bytes.forEach((_, i) => {
      bytes[i] = random ? random.integer(256) : 0;
    });
    /** Of the i-th value of a channel's plane, margins counted. */
    const of = (c: number, i: number) => {
      const perRow = this.row / 4;
      const place = c * values + Math.floor(i / perRow) * (this.length / 4) + (i % perRow);
      return (bytes[place >> 3]! >> (place & 7)) & 1;
    };
    return { at, bytes, of };
  }

  /** Of each value of the channels that are worked, those in margins left out. */
  each(run: (c: number, lane: number, places: readonly [number, number, number]) => void): void {
    for (const c of this.worked)
      for (let i = 0; i < this.plane / 4; i++) {
        const at = i % (this.row / 4);
        const [a, b, d] = [0, 1, 2].map((own) => ((own * CHANNELS + c) * this.plane) / 4 + i);
        if (at < this.length / 4) run(c, at % LANES, [a!, b!, d!]);
      }
  }
}

/** What all kinds of loops make, which has to be the same. */
function agree(
  shape: Shape,
  middle: number,
  list: readonly number[] | undefined,
  work: (own: Operands, random: Random) => unknown,
): void {
  const results = allLoops.map((native) =>
    work(new Operands(native, shape, middle, list), new Random(shape.seed, "numbers")),
  );
  for (const result of results) assert.deepEqual(result, results[0]);
}

/** An operand that is left out. */
const nothing: [number, number, number] = [0, 0, 0];

const someUsed = fc.oneof(fc.integer({ min: 1, max: LANES }), fc.constant(LANES));

test("moments of planes taken in one after another are those of all their values; all loops' to the bit", () => {
  const middles = fc.constantFrom(0, 3, 1000);
  /** How far the first row, from whose mean deviations are counted, lies from the others. */
  const apart = fc.constantFrom(0, 0, -30, 1e4);
  fc.assert(
    fc.property(shapes, someUsed, middles, apart, lists, (shape, used, middle, apart, list) => {
      agree(shape, middle, list, (own) => {
        own.values.forEach((value, i) => {
          if (i % (own.plane / 4) < own.row / 4) own.values[i] = value + apart;
        });
        const moments = own.doubles(3 * CHANNELS);
        const { rows } = shape;
        for (const operand of [0, 1, 2])
          own.loops.addMoments(
            own.worked.length,
            own.list,
            rows,
            own.length,
            ...own.of(operand),
            used,
            moments.at,
          );
        for (let c = 0; c < CHANNELS; c++) {
          const all: number[] = [];
          own.each((channel, lane, places) => {
            if (channel === c && lane < used) all.push(...places.map((i) => own.values[i]!));
          });
          const mean = all.reduce((sum, value) => sum + value, 0) / Math.max(1, all.length);
          const squares = all.reduce((sum, value) => sum + (value - mean) ** 2, 0);
          const [count, found, around] = moments.of.subarray(3 * c);
          assert.equal(count, all.length);
          const size = 1 + middle + Math.abs(apart);
          assert.ok(Math.abs(found! - mean) <= 1e-6 * size, `${found}, ${mean}`);
          assert.ok(Math.abs(around! - squares) <= 1e-5 * squares, `${around}, ${squares}`);
        }
        return [...moments.of];
      });
    }),
    { seed: 4, numRuns: 120 },
  );
});

test("gradients through a rectifier, and their sums, are those of plain numbers; all loops' to the bit", () => {
  fc.assert(
    fc.property(
      shapes,
      fc.constantFrom(0, 1, 2, 3),
      fc.boolean(),
      lists,
      (shape, gate, alone, list) => {
        agree(shape, 0, list, (own, random) => {
          const [p, shift, mean] = [random, random, random].map((each) => own.numbers(each));
          const sums = own.doubles(2 * CHANNELS);
          const set = own.bits(random);
          const expected = own.values.slice();
          const due = new Float64Array(4 * CHANNELS);
          own.each((c, _, [y, d, x]) => {
            const bit = set.of(c, y - (c * own.plane) / 4);
            const [value, slope] = [own.values[x]!, own.values[d]!];
            const byX = alone ? shift!.of[c]! : plus(times(p!.of[c]!, value), shift!.of[c]!);
            const through = gate === 0 || (gate === 1 ? bit : byX) > 0 ? slope : 0;
            if (gate === 1 || (gate === 2 && !alone)) expected[d] = through;
            const product = alone ? 0 : through * (value - mean!.of[c]!);
            for (const [i, add] of [
              through,
              product,
              Math.abs(through),
              Math.abs(product),
            ].entries())
              due[4 * c + i]! += add;
          });
          own.loops.gateAndSum(
            own.worked.length,
            own.list,
            shape.rows,
            own.length,
            gate,
            p!.at,
            shift!.at,
            gate === 1 ? set.at : 0,
            ...own.of(1),
            ...(alone ? nothing : own.of(2)),
            mean!.at,
            sums.at,
          );
          assert.deepEqual(own.values.map(Math.abs), expected.map(Math.abs)); // of a zero a mask keeps no sign
          for (let c = 0; c < CHANNELS; c++)
            for (const i of [0, 1]) {
              const [found, right, size] = [
                sums.of[2 * c + i]!,
                due[4 * c + i]!,
                due[4 * c + 2 + i]!,
              ];
              assert.ok(Math.abs(found - right) <= 1e-5 * size, `${found}, ${right}`);
            }
          return [bits(own.values), ...sums.of];
        });
      },
    ),
    { seed: 5, numRuns: 120 },
  );
});

test("planes scaled and added are those of plain numbers, to the bit", () => {
  const operands = fc.constantFrom(0, 1, 2);
  fc.assert(
    fc.property(
      shapes,
      operands,
      fc.boolean(),
      fc.boolean(),
      fc.boolean(),
      lists,
      (shape, n, given, up, marked, list) => {
        const floor = up ? 0 : Number.NEGATIVE_INFINITY;
        agree(shape, 0, list, (own, random) => {
          const numbers = [random, random, random].map((each) => own.numbers(each));
          const [p, q, shift] = numbers;
          const positive = own.bits();
          const expected = own.values.slice();
          own.each((c, _, [a, b, out]) => {
            const [scale, other, add] = given ? numbers.map(({ of }) => of[c]!) : [1, 1, 0];
            let sum = add!;
            if (n > 0) sum = plus(times(scale!, own.values[a]!), add!);
            if (n > 1) sum = plus(sum, times(other!, own.values[b]!));
            expected[out] = Math.max(sum, floor);
          });
          own.loops.combine(
            own.worked.length,
            own.list,
            shape.rows,
            own.length,
            ...(n > 0 ? own.of(0) : nothing),
            given ? p!.at : 0,
            ...(n > 1 ? own.of(1) : nothing),
            given ? q!.at : 0,
            given ? shift!.at : 0,
            floor,
            ...own.of(2),
            marked ? positive.at : 0,
          );
          assert.equal(bits(own.values), bits(expected));
          if (!marked || n === 0) assert.ok(!positive.bytes.some((byte) => byte > 0));
          else
            own.each((c, _, [a, , out]) => {
              assert.equal(positive.of(c, a - (c * own.plane) / 4), expected[out]! > 0 ? 1 : 0);
            });
        });
      },
    ),
    { seed: 2, numRuns: 90 },
  );
});

test("gradients through a normalisation are those of plain numbers, to the bit", () => {
  const flag = fc.boolean();
  fc.assert(
    fc.property(shapes, someUsed, flag, flag, lists, (shape, used, add, later, list) => {
      agree(shape, 0, list, (own, random) => {
        const [p, q, rest, shift] = [1, 2, 3, 4].map(() => own.numbers(random));
        const expected = own.values.slice();
        own.each((c, lane, [d, x, out]) => {
          const [slope, value] = [own.values[d]!, own.values[x]!];
          const scaled = times(p!.of[c]!, value);
          const through = later && !(plus(scaled, shift!.of[c]!) > 0) ? 0 : slope;
          const first = plus(times(p!.of[c]!, through), rest!.of[c]!);
          const sum = lane < used ? plus(first, times(q!.of[c]!, value)) : 0;
          expected[out] = add ? plus(own.values[out]!, sum) : sum;
        });
        own.loops.normaliseBack(
          own.worked.length,
          own.list,
          shape.rows,
          own.length,
          later ? 3 : 0,
          shift!.at,
          ...own.of(0),
          p!.at,
          ...own.of(1),
          q!.at,
          rest!.at,
          ...own.of(2),
          add ? 1 : 0,
          used,
        );
        assert.equal(bits(own.values), bits(expected));
      });
    }),
    { seed: 3, numRuns: 90 },
  );
});
