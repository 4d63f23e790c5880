import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { draw, type Path, type Pen } from "../../src/data/pen.js";

const SIDE = 12;

/** Every pixel against every segment, the distance found by trying 2,000 points along it. */
function slowDraw(path: Path, { radius, edge, ink }: Pen): number[] {
  return Array.from({ length: SIDE * SIDE }, (_, pixel) => {
    const [x, y] = [pixel % SIDE, Math.floor(pixel / SIDE)];
    let distance = Number.POSITIVE_INFINITY;
    for (let k = 0; k + 3 < path.length; k += 2) {
      const [x0, y0, x1, y1] = path.slice(k, k + 4) as [number, number, number, number];
      for (let step = 0; step <= 2000; step++) {
        const t = step / 2000;
        distance = Math.min(distance, Math.hypot(x0 + t * (x1 - x0) - x, y0 + t * (y1 - y0) - y));
      }
    }
    return ink * Math.min(1, Math.max(0, (radius - distance) / edge + 0.5));
  });
}

test("drawing agrees with a search for the nearest point of the path", () => {
  const coordinate = fc.double({ min: -3, max: 14, noNaN: true });
  const path = fc.array(fc.tuple(coordinate, coordinate), { minLength: 2, maxLength: 4 });
  const range = (min: number, max: number) => fc.double({ min, max, noNaN: true });
  const pen = fc.record({ radius: range(0.5, 2), edge: range(0.8, 2), ink: range(100, 255) });
  fc.assert(
    fc.property(path, pen, (points, pen) => {
      const picture = new Uint8Array(SIDE * SIDE);
      draw(picture, SIDE, points.flat(), pen);
      slowDraw(points.flat(), pen).forEach((grey, pixel) => {
        // rounding to a byte is 1/2; the search is off by at most half a step, 0.006 pixels
        assert.ok(Math.abs(picture[pixel]! - grey) <= 0.5 + (0.006 * pen.ink) / pen.edge);
      });
    }),
    { seed: 1, numRuns: 25 },
  );
});

test("a line has full ink at its centre, half at its radius, none a border beyond", () => {
  const picture = new Uint8Array(SIDE * SIDE);
  draw(picture, SIDE, [-5, 6, 20, 6], { radius: 2, edge: 1, ink: 200 });
  const column = Array.from({ length: SIDE }, (_, y) => picture[y * SIDE + 5]);
  assert.deepEqual(column, [0, 0, 0, 0, 100, 200, 200, 200, 100, 0, 0, 0]);
});

test("a path of one repeated point is a dot", () => {
  const picture = new Uint8Array(SIDE * SIDE);
  draw(picture, SIDE, [4, 4, 4, 4], { radius: 0.5, edge: 1, ink: 255 });
  assert.equal(picture[4 * SIDE + 4], 255);
  assert.equal(
    picture.reduce((sum, grey) => sum + grey, 0),
    255,
  );
});

test("the brighter of two strokes stays, in either order", () => {
  const bright: Pen = { radius: 1, edge: 1, ink: 250 };
  const faint: Pen = { radius: 2, edge: 1, ink: 90 };
  const [one, other] = [new Uint8Array(SIDE * SIDE), new Uint8Array(SIDE * SIDE)];
  draw(one, SIDE, [1, 1, 9, 9], bright);
  draw(one, SIDE, [1, 9, 9, 1], faint);
  draw(other, SIDE, [1, 9, 9, 1], faint);
  draw(other, SIDE, [1, 1, 9, 9], bright);
  assert.deepEqual(one, other);
  assert.equal(one[5 * SIDE + 5], 250);
});
