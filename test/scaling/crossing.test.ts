import assert from "node:assert/strict";
import { test } from "node:test";
import { binder } from "../../src/scaling/binder.js";
import { crossing, crossings } from "../../src/scaling/crossing.js";
import { draw } from "./synthetic.js";

test("Binder's cumulant by hand: 2/3, 0 of a normal number, and two peaks", () => {
  const rows = (values: readonly number[]) => values.map((v) => Float64Array.of(v));
  const all = (n: number) => Uint32Array.from({ length: n }, (_, i) => i);
  assert.ok(Math.abs(binder(rows([0.4, 0.4, 0.4]), all(3))[0]! - 2 / 3) < 1e-15);
  // <m^2> = 1/2, <m^4> = 1/2: 1 - (1/2) / (3/4)
  assert.ok(Math.abs(binder(rows([0, 1, 0, 1]), all(4))[0]! - 1 / 3) < 1e-15);
  assert.ok(Number.isNaN(binder(rows([0, 0]), all(2))[0]!));
});

test("two lines cross where they do, and noise beside them does not", () => {
  const line = (x: readonly number[], y: readonly number[]) => ({
    x: Float64Array.from(x),
    y: Float64Array.from(y),
  });
  const flat = line([0, 1, 2, 3], [0.5, 0.5, 0.5, 0.5]);
  assert.ok(Math.abs(crossing(line([0, 3], [0, 1]), flat) - 1.5) < 1e-12);
  assert.ok(Number.isNaN(crossing(line([0, 3], [0.6, 1]), flat)));
  // A touch by noise at x = 0.5, a clear crossing at 2.5.
  const noisy = line([0, 0.9, 1.1, 2, 3], [0.49, 0.501, 0.49, 0.1, 0.9]);
  const at = crossing(noisy, flat);
  assert.ok(at > 2.4 && at < 2.6, String(at));
});

test("order parameters of all sizes that cross at 0.5, rising and falling", () => {
  const order = (p: number, size: number, z: number) =>
    1 / (1 + Math.exp(-((p - 0.5) * size * 0.6 + 0.3 * z)));
  const law = {
    sizes: [16, 32, 64],
    seeds: 12,
    controls: Array.from({ length: 21 }, (_, i) => 0.3 + 0.02 * i),
    noise: 0.01,
  };
  const options = { seed: 1, repetitions: 100, confidence: 0.95, name: "crossing" };
  for (const fall of [false, true]) {
    const side = fall ? -1 : 1;
    const samples = draw({ ...law, order: (p, L, z) => order(0.5 + side * (p - 0.5), L, z) }, "x");
    const rows = crossings(samples, options);
    assert.equal(rows.length, 2);
    for (const { lower, upper, verdict, quality } of rows) {
      assert.equal(verdict, "resolved");
      assert.ok(quality > 0.97);
      assert.ok(lower < 0.5 && 0.5 < upper && upper - lower < 0.1, `${lower} to ${upper}`);
    }
  }
});
