import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { entropy, gini, histogram, summarize } from "../../src/degree/distribution.js";

const values = fc.array(fc.integer({ min: 0, max: 20 }), { minLength: 1, maxLength: 40 });
const close = (found: number, expected: number) =>
  assert.ok(
    Object.is(found, expected) ||
      Math.abs(found - expected) < 1e-12 * Math.max(1, Math.abs(expected)),
    `found ${found}, expected ${expected}`,
  );

test("Gini is half the relative mean absolute difference", () => {
  fc.assert(
    fc.property(values, (list) => {
      const n = list.length;
      const sum = list.reduce((s, x) => s + x, 0);
      const differences = list.flatMap((x) => list.map((y) => Math.abs(x - y)));
      const mean = differences.reduce((s, d) => s + d, 0) / (n * n);
      close(gini(Float64Array.from(list)), mean / (2 * (sum / n)));
    }),
    { seed: 1, numRuns: 500 },
  );
  assert.equal(gini(Float64Array.of(3, 3, 3)), 0);
  assert.equal(gini(Float64Array.of(0, 0, 0, 1)), 0.75); // (n - 1) / n: one has everything
});

test("moments follow their definitions", () => {
  fc.assert(
    fc.property(values, (list) => {
      const n = list.length;
      const mean = list.reduce((s, x) => s + x, 0) / n;
      const second = list.reduce((s, x) => s + x * x, 0) / n;
      const summary = summarize(Float64Array.from(list));
      close(summary.mean, mean);
      assert.ok(Math.abs(summary.variance - (second - mean * mean)) < 1e-9);
      close(summary.moment_ratio, second / mean);
      assert.equal(summary.max, Math.max(...list));
    }),
    { seed: 2, numRuns: 300 },
  );
});

test("entropy counts how often values occur, in nats", () => {
  close(entropy(Float64Array.of(1, 2, 3, 4)), Math.log(4));
  close(entropy(Float64Array.of(5, 5, 5)), 0);
  close(entropy(Float64Array.of(1, 1, 2)), -(2 / 3) * Math.log(2 / 3) - (1 / 3) * Math.log(1 / 3));
});

test("no order of the values matters", () => {
  fc.assert(
    fc.property(values, (list) => {
      const there = Float64Array.from(list);
      const back = Float64Array.from([...list].reverse());
      assert.equal(gini(back), gini(there));
      assert.equal(entropy(back), entropy(there));
    }),
    { seed: 3, numRuns: 100 },
  );
});

test("histograms ascend and count every value", () => {
  assert.deepEqual(
    [...histogram(Float64Array.of(10, 2, 10, 0))],
    [
      [0, 1],
      [2, 1],
      [10, 2],
    ],
  );
});

test("nothing has no moments, and zeros have no ratio", () => {
  for (const x of Object.values(summarize(new Float64Array()))) assert.ok(Number.isNaN(x));
  assert.ok(Number.isNaN(entropy(new Float64Array())));
  assert.ok(Number.isNaN(gini(Float64Array.of(0, 0))));
  assert.ok(Number.isNaN(summarize(Float64Array.of(0, 0)).moment_ratio));
});
