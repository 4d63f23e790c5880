import assert from "node:assert/strict";
import { test } from "node:test";
import { Arena } from "../../src/engine/sparse/arena.js";
import { instantiate } from "../../src/engine/sparse/kernels.js";

const kernels = instantiate();
const arena = new Arena(kernels.memory, Number(kernels.heapBase.value));

/** Applies one of the kernels' functions to many values. */
function apply(name: "expArray" | "logArray", values: readonly number[]): Float32Array {
  const count = Math.ceil(values.length / 4) * 4;
  const start = arena.allocate(4 * count);
  arena.floats(start, values.length).set(values);
  kernels[name](count, start);
  return arena.floats(start, values.length).slice();
}

/** Largest error in units in the last place of the exact result. */
function worst(found: Float32Array, exact: readonly number[]): number {
  return Math.max(
    ...exact.map((value, i) => {
      const unit = 2 ** (Math.floor(Math.log2(Math.abs(value))) - 23);
      return Math.abs(found[i]! - value) / unit;
    }),
  );
}

const range = (from: number, to: number, n: number) =>
  Array.from({ length: n }, (_, i) => Math.fround(from + ((to - from) * i) / (n - 1)));

test("exp stays within 1.5 units in the last place", () => {
  for (const values of [range(-86.9, 0, 50001), range(-1, 0, 20001), range(-1e-3, 0, 1001)]) {
    const error = worst(apply("expArray", values), values.map(Math.exp));
    assert.ok(error < 1.5, String(error));
  }
});

test("log stays within 2 units in the last place from 1 up", () => {
  const values = [...range(1, 300, 50001), ...range(1, 1.5, 20001)].filter((x) => x > 1);
  const error = worst(apply("logArray", values), values.map(Math.log));
  assert.ok(error < 2, String(error));
});

test("the ends of their ranges", () => {
  const inf = Number.POSITIVE_INFINITY;
  assert.deepEqual(Array.from(apply("expArray", [0, -0, -87.5, -1e30, -inf])), [1, 1, 0, 0, 0]);
  assert.ok(Number.isNaN(apply("expArray", [Number.NaN])[0]));
  assert.equal(apply("logArray", [1])[0], 0);
});
