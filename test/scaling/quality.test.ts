import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { collapseQuality, noCollapse, type PointSets } from "../../src/scaling/quality.js";
import { type SlowPoint, slowQuality } from "./slow-quality.js";

function asSets(sets: readonly (readonly SlowPoint[])[]): PointSets {
  const all = sets.flat();
  const offsets = new Uint32Array(sets.length + 1);
  sets.forEach((set, i) => {
    offsets[i + 1] = offsets[i]! + set.length;
  });
  return {
    offsets,
    x: Float64Array.from(all, (p) => p.x),
    y: Float64Array.from(all, (p) => p.y),
    error: Float64Array.from(all, (p) => p.dy * p.dy),
  };
}

const points = fc
  .uniqueArray(fc.integer({ min: -30, max: 30 }), { minLength: 2, maxLength: 9 })
  .chain((xs) =>
    fc.tuple(
      fc.constant([...xs].sort((a, b) => a - b)),
      fc.array(fc.integer({ min: -1000, max: 1000 }), {
        minLength: xs.length,
        maxLength: xs.length,
      }),
      fc.array(fc.integer({ min: 1, max: 300 }), { minLength: xs.length, maxLength: xs.length }),
    ),
  )
  .map(([xs, ys, errors]) =>
    xs.map((x, i) => ({ x: x / 7, y: ys[i]! / 500, dy: errors[i]! / 100 })),
  );

test("S agrees with its definition: points outside, ties in x, unequal errors and sizes", () => {
  let [compared, outside] = [0, 0];
  fc.assert(
    fc.property(fc.array(points, { minLength: 2, maxLength: 5 }), (sets) => {
      const [fast, slow] = [collapseQuality(asSets(sets)), slowQuality(sets)];
      if (slow === Number.POSITIVE_INFINITY) {
        outside++;
        assert.ok(fast >= noCollapse);
      } else {
        compared++;
        assert.ok(Math.abs(fast - slow) <= 1e-9 * Math.max(1, slow), `${fast}, not ${slow}`);
      }
    }),
    { seed: 4, numRuns: 3000 },
  );
  assert.ok(compared > 2000 && outside > 300, `${compared} and ${outside}`); // both do occur
});

test("three sizes by hand", () => {
  // Against the line y = 0 of two points with error 1 at -1 and 1: Y = 0 ± sqrt(1/2) at 0.
  const flat = (y: number) => [-1, 1].map((x) => ({ x, y, dy: 1 }));
  const middle = [
    { x: -0.5, y: 2, dy: 1 },
    { x: 0, y: 2, dy: 1 },
  ];
  // Of the flat set no point lies within the middle one: no comparison for that size.
  assert.ok(collapseQuality(asSets([flat(0), middle])) >= noCollapse);
  // Two equal flat sets and the middle one: 4 / (1 + 1/4 (1 + x^2)) for the middle's two points;
  // points of a flat set meet the other at its own end: 0 against 0.
  const expected = (4 / (1 + 0.25 * 1.25) + 4 / (1 + 0.25)) / 2 / 3;
  assert.ok(Math.abs(collapseQuality(asSets([flat(0), middle, flat(0)])) - expected) < 1e-12);
});

test("points on one line have S = 0; S does not see a common factor of y and its errors", () => {
  const line = (xs: readonly number[]) => xs.map((x) => ({ x, y: 2 * x - 1, dy: 0.1 }));
  assert.ok(collapseQuality(asSets([line([0, 1, 2]), line([0.3, 0.9, 2.5])])) < 1e-24);
  const noisy = [
    [0, 1, 2, 3].map((x) => ({ x, y: x * x, dy: 0.1 + x })),
    [0.5, 1.5, 2.5].map((x) => ({ x, y: x, dy: 0.3 })),
  ];
  const scaled = noisy.map((set) => set.map(({ x, y, dy }) => ({ x, y: 7 * y, dy: 7 * dy })));
  const [one, seven] = [noisy, scaled].map((sets) => collapseQuality(asSets(sets)));
  assert.ok(Math.abs(one! - seven!) < 1e-12);
});

test("points beyond all other sizes do not count against a collapse, if four can be compared", () => {
  // A size that piles up points below, as the deep levels of a geometric schedule do.
  const inside = [0, 1, 2, 3].map((x) => ({ x, y: x, dy: 0.1 }));
  const deep = Array.from({ length: 9 }, (_, i) => ({ x: -10 + i / 10, y: 0, dy: 0.1 }));
  assert.ok(collapseQuality(asSets([inside, [...deep, ...inside]])) < 1e-20);
  const three = [...deep, ...inside.slice(0, 3)];
  assert.equal(collapseQuality(asSets([inside, three])), 1.25 * noCollapse, "one of four lacks");
  const two = [...deep, ...inside.slice(0, 2)];
  assert.equal(collapseQuality(asSets([inside, two])), 1.5 * noCollapse, "two of four");
});

test("a size of one point encloses nothing, not even a point in its place", () => {
  const line = (slope: number) => [0, 1, 2].map((x) => ({ x, y: slope * x, dy: 0.2 }));
  const sets = [line(1), [{ x: 1, y: 5, dy: 0.1 }], line(1.2)];
  const [fast, slow] = [collapseQuality(asSets(sets)), slowQuality(sets)];
  assert.ok(slow > 1 && Math.abs(fast - slow) < 1e-9 * slow, `${fast}, not ${slow}`);
});
