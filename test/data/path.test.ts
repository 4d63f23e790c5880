import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { bowed, smooth } from "../../src/data/path.js";
import type { Point } from "../../src/data/symbols.js";

const coordinate = fc.double({ min: -1, max: 1, noNaN: true });
const points = fc.array(fc.tuple(coordinate, coordinate), { minLength: 3, maxLength: 8 });

function near(a: Point | undefined, b: Point | undefined): void {
  assert.ok(a && b && Math.abs(a[0] - b[0]) < 1e-12 && Math.abs(a[1] - b[1]) < 1e-12, `${a} ${b}`);
}

test("a smooth line passes through its points, four chords apart", () => {
  fc.assert(
    fc.property(points, fc.boolean(), (points, closed) => {
      const chain = smooth(points, closed);
      assert.equal(chain.length, 4 * (closed ? points.length : points.length - 1) + 1);
      points.forEach((point, k) => {
        near(chain[4 * k], point);
      });
      near(chain.at(-1), closed ? points[0] : points.at(-1));
    }),
    { seed: 2 },
  );
});

test("a spline half-way between evenly spaced points of a parabola lies on it", () => {
  // Catmull-Rom reproduces quadratics between inner points.
  const parabola = [-1, 0, 1, 2].map((x): Point => [x, x * x]);
  near(smooth(parabola, false)[4 + 2], [0.5, 0.25]);
});

test("a bowed line meets its corners and is straight without bend", () => {
  const corners: Point[] = [
    [0, 0],
    [4, 8],
    [8, 0],
  ];
  const straight = bowed(corners, () => [0, 0]);
  near(straight[1], [1, 2]);
  near(straight[4], [4, 8]);
  near(straight.at(-1), [8, 0]);
  // A quadratic curve's middle is moved by half of what its control point is.
  near(bowed(corners, () => [1, -2])[2], [2.5, 3]);
});
