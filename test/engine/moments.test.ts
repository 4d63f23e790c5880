import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { instantiate, type Kernels } from "../../src/engine/sparse/kernels.js";
import { Random } from "../../src/random.js";
import { bits, bothLoops } from "./both-loops.js";

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

test("sums over a plane are those of a loop over its positions and images", () => {
  const size = fc.integer({ min: 1, max: 9 });
  const used = fc.oneof(fc.integer({ min: 1, max: LANES }), fc.constant(LANES));
  const margin = fc.integer({ min: 0, max: 2 });
  fc.assert(
    fc.property(size, size, margin, used, fc.nat(), (rows, columns, margin, used, seed) => {
      const { values, row, length } = plane(rows, columns, margin, seed);
      const mean = Math.fround(2.75);
      let [sum, squares] = [0, 0];
      for (let i = 0; i < rows; i++)
        for (let j = 0; j < columns * LANES; j++)
          if (j % LANES < used) {
            sum += values[i * row + j]!;
            squares += (values[i * row + j]! - mean) ** 2;
          }
      const found = kernels.sumRows(rows, length, start, 4 * row, used);
      assert.ok(Math.abs(found - sum) <= 1e-6 * sum, `${found} for ${sum}`);
      const foundSquares = kernels.sumSquares(rows, length, start, 4 * row, mean, used);
      assert.ok(Math.abs(foundSquares - squares) <= 2e-6 * squares, `${foundSquares}, ${squares}`);
    }),
    { seed: 1, numRuns: 100 },
  );
});

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
  for (const native of bothLoops) {
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
