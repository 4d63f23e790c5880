import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import type { Curve, Found, Located } from "../../src/criticality/curve.js";
import { parabolaPeak } from "../../src/criticality/curve.js";
import { halfRecovery } from "../../src/criticality/half-recovery.js";
import { steepest } from "../../src/criticality/steepest.js";
import { susceptibilityPeak } from "../../src/criticality/susceptibility-peak.js";
import { assertNear } from "../statistics/near.js";

function curve(x: readonly number[], y: readonly number[]): Curve {
  return { x: Float64Array.from(x), y: Float64Array.from(y) };
}

/** Levels 0, -1, -2, … in log control parameter. */
const evenly = (y: readonly number[]) =>
  curve(
    y.map((_, i) => -i),
    y,
  );

function found(located: Located): Found {
  assert.ok("at" in located, JSON.stringify(located));
  return located;
}

function reason(located: Located): string {
  assert.ok("reason" in located, JSON.stringify(located));
  return located.reason;
}

const sigmoid = (centre: number, sharpness: number, levels = 40, step = 0.25) =>
  curve(
    Array.from({ length: levels }, (_, i) => -step * i),
    Array.from({ length: levels }, (_, i) => 1 / (1 + Math.exp(-sharpness * (-step * i - centre)))),
  );

test("half-recovery lies on the line between the levels around 1/2", () => {
  assertNear(found(halfRecovery(evenly([1, 0.9, 0.1]))).at, -1.5, 1e-15);
  assertNear(found(halfRecovery(evenly([1, 0.8, 0.4, 0]))).at, -1.75, 1e-15);
  assert.equal(found(halfRecovery(evenly([1, 0.5, 0.2]))).at, -1);
});

test("of several crossings the sparsest counts, and the note says so", () => {
  const { at, note } = found(halfRecovery(evenly([1, 0.3, 0.7, 0.3, 0.2])));
  assertNear(at, -2.5, 1e-15);
  assert.equal(note, "falls through 1/2 2 times, the sparsest is given");
});

test("at 1/2 a level still functions, at the end of the schedule and between", () => {
  assert.match(reason(halfRecovery(evenly([1, 0.8, 0.5]))), /^all levels functional/);
  assert.equal(found(halfRecovery(evenly([1, 0]))).at, -0.5);
  const single = found(halfRecovery(evenly([1, 0.9, 0.1])));
  assert.ok(!("note" in single), "one crossing needs no note");
  // falls from 1/2, and only to 1/2
  const { note } = found(halfRecovery(evenly([1, 0.3, 0.5, 0.2])));
  assert.equal(note, "falls through 1/2 2 times, the sparsest is given");
  assert.ok(!("note" in found(halfRecovery(evenly([1, 0.5, 0.8, 0.2])))));
});

test("half-recovery says why it does not exist", () => {
  assert.match(reason(halfRecovery(evenly([1, 0.9, 0.6]))), /^all levels functional/);
  assert.match(reason(halfRecovery(evenly([1, 0.4, 0.6]))), /^functional at the sparsest level/);
  assert.equal(reason(halfRecovery(evenly([0.2, 0.1]))), "all levels collapsed");
  const zero = curve([0, -1, Number.NEGATIVE_INFINITY], [1, 0.8, 0.1]);
  assert.match(reason(halfRecovery(zero)), /control parameter is zero/);
});

test("all estimators find the centre of a sigmoid, wherever it lies between levels", () => {
  fc.assert(
    fc.property(
      fc.double({ min: -6, max: -3, noNaN: true }),
      fc.double({ min: 1, max: 4, noNaN: true }),
      (centre, sharpness) => {
        const m = sigmoid(centre, sharpness);
        assertNear(found(halfRecovery(m)).at, centre, 0.02);
        assertNear(found(steepest(m)).at, centre, 0.02);
        // The variance of seeds that collapse at different points peaks where m (1 - m) does.
        assertNear(
          found(susceptibilityPeak({ x: m.x, y: m.y.map((v) => v * (1 - v)) })).at,
          centre,
          0.02,
        );
      },
    ),
    { seed: 5 },
  );
});

test("a scaled control parameter moves every estimate by the logarithm of the scale", () => {
  const m = sigmoid(-4.3, 1.7);
  const moved = { x: m.x.map((v) => v + 2.5), y: m.y };
  for (const estimator of [halfRecovery, steepest])
    assertNear(found(estimator(moved)).at, found(estimator(m)).at + 2.5, 1e-12);
});

test("a parabola is found exactly, at uneven levels too", () => {
  const x = [0, -0.5, -1.7];
  const y = x.map((v) => 3 - (v + 0.6) * (v + 0.6));
  const { at, resolution } = parabolaPeak(curve(x, y), 1);
  assertNear(at, -0.6, 1e-14);
  assertNear(resolution, 1.7 / 4, 1e-15);
  assert.equal(parabolaPeak(evenly([2, 2, 2]), 1).at, -1);
  assert.equal(parabolaPeak(curve([0, 0, -1], [1, 2, 1]), 1).at, 0); // two levels in one place
});

test("a peak lies between its neighbours", () => {
  const step = fc.double({ min: 0.01, max: 5, noNaN: true });
  const fall = fc.double({ min: 0, max: 5, noNaN: true });
  fc.assert(
    fc.property(step, step, fall, fall, (left, right, a, b) => {
      const { at } = parabolaPeak(curve([left, 0, -right], [-a, 0, -b]), 1);
      assert.ok(at <= left && at >= -right);
    }),
    { seed: 6 },
  );
});

test("noise between close levels does not mislead the steepest point", () => {
  const { x, y } = sigmoid(-5, 2);
  const noisy = { x, y: y.map((v, i) => v + 0.02 * (i % 2 === 0 ? 1 : -1)) };
  assertNear(found(steepest(noisy)).at, -5, 0.05);
});

test("the steepest point by hand: lines through three levels of six, five of seven", () => {
  // slopes 0.2, 0.35, 0.25, 0.1; the vertex is 0.05 / 0.5 of a level beyond the second
  const six = found(steepest(evenly([1, 0.9, 0.6, 0.2, 0.1, 0])));
  assertNear(six.at, -2.1, 1e-12);
  // (2 (y_0 - y_4) + y_1 - y_3) / 10 = 0.19, then 0.23 and 0.2: 0.01 / 0.14 beyond the second
  const seven = found(steepest(evenly([1, 1, 0.8, 0.5, 0.3, 0.1, 0])));
  assertNear(seven.at, -3 - 1 / 14, 1e-12);
  assert.equal(seven.resolution, 1, "a whole level");
  assert.equal(found(steepest(evenly([1, 1, 0.5, 0, 0]))).at, -2, "five levels are enough");
});

test("steepest is the slope against log control parameter, at uneven levels too", () => {
  const x = [0, -0.5, -1, -1.5, -2, -2.5, -3, -5, -8, -11];
  const m = curve(
    x,
    x.map((at) => 1 / (1 + Math.exp(-2 * (at + 1.5)))),
  );
  assertNear(found(steepest(m)).at, -1.5, 0.1);
  const together = curve(
    [0, 0, 0, 0, 0, -1, -2, -3, -4, -5, -6],
    [1, 1, 1, 1, 1, 1, 0.9, 0.5, 0.1, 0, 0],
  );
  assertNear(found(steepest(together)).at, -3, 0.1); // levels in one place have no slope
});

test("of equal peaks the densest counts", () => {
  const twice = evenly([1, 1, 1, 1, 0.75, 0.5, 0.5, 0.5, 0.5, 0.5, 0.25, 0, 0, 0, 0]);
  assertNear(found(steepest(twice)).at, -4, 0.01);
  assert.equal(found(susceptibilityPeak(evenly([0, 1, 3, 1, 3, 1]))).at, -2);
});

test("the steepest point says why it does not exist", () => {
  assert.match(reason(steepest(evenly([1, 0.5, 0]))), /^too few levels: 3/);
  assert.match(reason(steepest(evenly([1, 1, 1, 1, 1, 1, 1, 1]))), /^flat/);
  assert.match(reason(steepest(evenly([1, 1, 1, 1, 1, 1, 0.9, 0.5]))), /edge of the schedule/);
  const zeros = curve(
    [0, -1, -2, -3, Number.NEGATIVE_INFINITY, Number.NEGATIVE_INFINITY],
    [1, 1, 0.5, 0, 0, 0],
  );
  assert.match(reason(steepest(zeros)), /^too few levels: 4/);
  const first = evenly([1, 0.5, 0.4, 0.39, 0.38, 0.37, 0.36, 0.35]);
  assert.match(reason(steepest(first)), /edge of the schedule/);
});

test("the susceptibility peak says why it does not exist", () => {
  assert.match(reason(susceptibilityPeak(evenly([0, 0, 0, 0]))), /^no variance/);
  assert.match(reason(susceptibilityPeak(evenly([3, 2, 1]))), /edge of the schedule/);
  assert.match(reason(susceptibilityPeak(evenly([1, 2, 3]))), /edge of the schedule/);
  assert.match(reason(susceptibilityPeak(evenly([1, 2]))), /^too few levels: 2/);
});
