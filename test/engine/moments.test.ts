import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { instantiate } from "../../src/engine/sparse/kernels.js";
import { Random } from "../../src/random.js";

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
