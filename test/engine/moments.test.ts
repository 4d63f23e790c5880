import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { instantiate, type Kernels } from "../../src/engine/sparse/kernels.js";
import { Random } from "../../src/random.js";
import { allLoops, bits } from "./all-loops.js";

const LANES = 32;
const kernels = instantiate();
const start = Math.ceil(Number(kernels.heapBase.value) / 64) * 64;
kernels.memory.grow(4);

/** Rows of positions of 32 images within margins, all of it random numbers. */
function plane(rows: number, columns: number, margin: number, seed: number) {
  const row = (columns + margin) * LANES;
  const values = new Float32Array(kernels.memory.buffer, start, rows * row);
  const random = new Random(seed, "moments");
  for (let i = 0; i < values.length; i++) values[i] = 3 + random.normal();
  return { values, row, length: 4 * columns * LANES };
}

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

test("sums over a plane are those of a loop over its positions and images", () => {
  const size = fc.integer({ min: 1, max: 9 });
  const used = fc.oneof(fc.integer({ min: 1, max: LANES }), fc.constant(LANES));
  const margin = fc.integer({ min: 0, max: 2 });
  fc.assert(
    fc.property(size, size, margin, used, fc.nat(), (rows, columns, margin, used, seed) => {
      const { values, row, length } = plane(rows, columns, margin, seed);
      let sum = 0;
      for (let i = 0; i < rows; i++)
        for (let j = 0; j < columns * LANES; j++) if (j % LANES < used) sum += values[i * row + j]!;
      const found = kernels.sumRows(rows, length, start, 4 * row, used);
      assert.ok(Math.abs(found - sum) <= 1e-6 * sum, `${found} for ${sum}`);
    }),
    { seed: 1, numRuns: 100 },
  );
});

/** Planes of random numbers about `middle`, one after another, and what loops of either kind make of them. */
function withPlanes<Result>(
  { rows, columns, margin, seed }: { rows: number; columns: number; margin: number; seed: number },
  middle: number,
  count: number,
  work: (loops: Kernels, planes: Float32Array, size: number) => Result,
): Result[] {
  const size = rows * (columns + margin) * LANES;
  return allLoops.map((native) => {
    const loops = instantiate(native);
    loops.memory.grow(1);
    const random = new Random(seed, "planes");
    const planes = new Float32Array(loops.memory.buffer, start, count * size);
    for (let i = 0; i < planes.length; i++) planes[i] = middle + random.normal();
    return work(loops, planes, size);
  });
}

test("moments of planes taken in one after another are those of all their values; all loops' to the bit", () => {
  const used = fc.oneof(fc.integer({ min: 1, max: LANES }), fc.constant(LANES));
  const middle = fc.constantFrom(0, 3, 1000);
  fc.assert(
    fc.property(
      shapes,
      used,
      middle,
      fc.integer({ min: 1, max: 3 }),
      (shape, used, middle, count) => {
        const { rows, columns, margin } = shape;
        const row = (columns + margin) * LANES;
        const results = withPlanes(shape, middle, count, (loops, planes, size) => {
          const place = start + 4 * planes.length;
          const moments = new Float64Array(loops.memory.buffer, place, 3).fill(0);
          for (let p = 0; p < count; p++)
            loops.addMoments(rows, 4 * columns * LANES, start + 4 * p * size, 4 * row, used, place);
          const all: number[] = [];
          planes.forEach((value, i) => {
            const at = i % row;
            if (at < columns * LANES && at % LANES < used) all.push(value);
          });
          const mean = all.reduce((sum, value) => sum + value, 0) / all.length;
          const squares = all.reduce((sum, value) => sum + (value - mean) ** 2, 0);
          assert.equal(moments[0], all.length);
          assert.ok(Math.abs(moments[1]! - mean) <= 1e-6 * (1 + middle), `${moments[1]}, ${mean}`);
          assert.ok(Math.abs(moments[2]! - squares) <= 1e-5 * squares, `${moments[2]}, ${squares}`);
          return [...moments];
        });
        for (const result of results) assert.deepEqual(result, results[0]);
      },
    ),
    { seed: 4, numRuns: 60 },
  );
});

test("gradients through a rectifier, and their sums, are those of plain numbers; all loops' to the bit", () => {
  fc.assert(
    fc.property(shapes, fc.constantFrom(0, 1, 2), (shape, gate) => {
      const { rows, columns, margin } = shape;
      const row = 4 * (columns + margin) * LANES;
      const [p, c, mean] = [fround(-0.7), fround(0.3), fround(0.2)];
      const results = withPlanes(shape, 0, 3, (loops, planes, size) => {
        const [y, x, d] = [0, 1, 2].map((plane) => planes.slice(plane * size, (plane + 1) * size));
        const [yAt, xAt, dAt] = [0, 1, 2].map((plane) => start + 4 * plane * size);
        const place = start + 4 * planes.length;
        const sums = new Float64Array(loops.memory.buffer, place, 2).fill(0);
        const length = 4 * columns * LANES;
        loops.gateAndSum(rows, length, gate, p, c, yAt!, row, dAt!, row, xAt!, row, mean, place);
        const expected = d!.slice();
        let [sum, product, size1, size2] = [0, 0, 0, 0];
        expected.forEach((value, i) => {
          if (i % (row / 4) >= columns * LANES) return;
          const by = gate === 0 ? 1 : gate === 1 ? y![i]! : plus(times(p, x![i]!), c);
          expected[i] = by > 0 ? value : 0;
          sum += expected[i]!;
          product += expected[i]! * (x![i]! - mean);
          size1 += Math.abs(expected[i]!);
          size2 += Math.abs(expected[i]! * (x![i]! - mean));
        });
        const found = planes.slice(2 * size);
        assert.deepEqual(found.map(Math.abs), expected.map(Math.abs)); // of a zero a mask keeps no sign
        assert.ok(Math.abs(sums[0]! - sum) <= 1e-5 * size1, `${sums[0]}, ${sum}`);
        assert.ok(Math.abs(sums[1]! - product) <= 1e-5 * size2, `${sums[1]}, ${product}`);
        return [bits(found), ...sums];
      });
      for (const result of results) assert.deepEqual(result, results[0]);
    }),
    { seed: 5, numRuns: 90 },
  );
});

interface Operands {
  /** Addresses of three planes and bytes from one row of each to the next. */
  readonly at: readonly [number, number, number];
  readonly row: number;
  readonly length: number;
  /** Numbers to scale and to add. */
  readonly factors: readonly number[];
}

/** Runs a pass over planes with all loops there are: the third becomes what is `due` of a lane and its numbers. */
function holds(
  shape: { rows: number; columns: number; margin: number; seed: number },
  pass: (loops: Kernels, own: Operands) => void,
  due: (lane: number, numbers: readonly [number, number, number], own: Operands) => number,
) {
  const { rows, columns, margin, seed } = shape;
  const row = (columns + margin) * LANES;
  const size = rows * row;
  for (const native of allLoops) {
    const loops = instantiate(native);
    loops.memory.grow(1);
    const random = new Random(seed, "passes");
    const planes = new Float32Array(loops.memory.buffer, start, 3 * size);
    for (let i = 0; i < planes.length; i++) planes[i] = random.normal();
    const address = (plane: number) => start + 4 * plane * size;
    const own: Operands = {
      at: [address(0), address(1), address(2)],
      row: 4 * row,
      length: 4 * columns * LANES,
      factors: Array.from({ length: 3 }, () => fround(random.normal())),
    };
    const expected = planes.slice();
    for (let i = 0; i < rows; i++)
      for (let j = 0; j < columns * LANES; j++) {
        const [a, b, c] = [0, 1, 2].map((plane) => planes[plane * size + i * row + j]!);
        expected[2 * size + i * row + j] = due(j % LANES, [a!, b!, c!], own);
      }
    pass(loops, own);
    assert.equal(bits(planes), bits(expected), native);
  }
}

test("planes scaled and added are those of plain numbers, to the bit", () => {
  fc.assert(
    fc.property(shapes, fc.boolean(), fc.boolean(), (shape, two, rectify) => {
      const floor = rectify ? 0 : Number.NEGATIVE_INFINITY;
      holds(
        shape,
        (loops, { at: [a, b, out], row, length, factors: [p, q, c] }) =>
          loops.combine(shape.rows, length, a, row, p!, two ? b : 0, row, q!, c!, floor, out, row),
        (_, [a, b], { factors: [p, q, c] }) => {
          const first = plus(times(p!, a), c!);
          return Math.max(two ? plus(first, times(q!, b)) : first, floor);
        },
      );
    }),
    { seed: 2, numRuns: 60 },
  );
});

test("gradients through a normalisation are those of plain numbers, to the bit", () => {
  const used = fc.oneof(fc.integer({ min: 1, max: LANES }), fc.constant(LANES));
  fc.assert(
    fc.property(shapes, used, fc.boolean(), (shape, used, add) => {
      holds(
        shape,
        (loops, { at: [d, x, out], row, length, factors: [p, q, c] }) =>
          loops.normaliseBack(
            shape.rows,
            length,
            d,
            row,
            p!,
            x,
            row,
            q!,
            c!,
            out,
            row,
            add ? 1 : 0,
            used,
          ),
        (lane, [d, x, before], { factors: [p, q, c] }) => {
          const value = lane < used ? plus(plus(times(p!, d), c!), times(q!, x)) : 0;
          return add ? plus(before, value) : value;
        },
      );
    }),
    { seed: 3, numRuns: 60 },
  );
});
