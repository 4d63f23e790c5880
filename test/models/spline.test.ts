import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { basisAt, knotsAt, order } from "../../src/models/spline.js";

const points = fc
  .uniqueArray(fc.integer({ min: -1000, max: 1000 }), { minLength: 3, maxLength: 40 })
  .map((values) => Float64Array.from(values, (v) => v / 37).sort());

test("basis functions are not negative and add up to 1 everywhere between the ends", () => {
  fc.assert(
    fc.property(points, fc.integer({ min: 4, max: 10 }), (ascending, count) => {
      const knots = new Float64Array(count + order);
      assert.ok(knotsAt(ascending, knots));
      for (let i = 1; i < knots.length; i++) assert.ok(knots[i]! >= knots[i - 1]!);
      const values = new Float64Array(order);
      for (const t of ascending) {
        const first = basisAt(knots, t, values);
        assert.ok(first >= 0 && first + order <= count);
        assert.ok(values.every((value) => value > -1e-12));
        assert.ok(Math.abs(values.reduce((a, b) => a + b, 0) - 1) < 1e-9);
      }
    }),
    { seed: 1, numRuns: 300 },
  );
});

test("a straight line is met by the averages of its knots (Greville's abscissas)", () => {
  const ascending = Float64Array.from({ length: 25 }, (_, i) => (i / 5) ** 1.3);
  const knots = new Float64Array(8 + order);
  knotsAt(ascending, knots);
  const values = new Float64Array(order);
  for (const t of ascending) {
    const first = basisAt(knots, t, values);
    let sum = 0;
    for (let b = 0; b < order; b++) {
      const i = first + b;
      sum += values[b]! * ((knots[i + 1]! + knots[i + 2]! + knots[i + 3]!) / 3);
    }
    assert.ok(Math.abs(sum - t) < 1e-12, `${sum}, not ${t}`);
  }
});

test("points that are all one have no knots", () => {
  assert.equal(knotsAt(Float64Array.of(2, 2, 2), new Float64Array(12)), false);
});
