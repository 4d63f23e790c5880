import assert from "node:assert/strict";
import { test } from "node:test";
import { fallWindow, fewest } from "../../src/models/window.js";

const mean = [0, 0.01, 0.01, 0.3, 0.01, 0, 0.02, 0.1, 0.5, 0.8, 0.95, 0.99, 1, 1];

test("one stretch around the fall; a noisy deep level far from it does not stretch it", () => {
  // from the first level below 3 % (0.02), one further, to the first above 93 % (0.95)
  assert.deepEqual(fallWindow(mean, true), { from: 5, to: 11 });
});

test("a level as good as full order is left out", () => {
  assert.deepEqual(fallWindow([0, 0.01, 0.2, 0.6, 0.8, 0.99, 1], true), { from: 0, to: 5 });
});

test("the same for m that falls with the control parameter", () => {
  const falling = [...mean].reverse();
  const { from, to } = fallWindow(falling, false);
  assert.deepEqual([...falling.slice(from, to)].reverse(), mean.slice(5, 11));
});

test("a fall between two levels still gets so many levels", () => {
  const { from, to } = fallWindow([0, 0, 0, 1, 1, 1, 1], true);
  assert.ok(to - from >= fewest && from >= 0 && to <= 7 && from <= 2 && to >= 4);
  assert.deepEqual(fallWindow([0, 1], true), { from: 0, to: 2 });
});

test("each end at its limit", () => {
  const cut = (values: readonly number[]) => {
    const { from, to } = fallWindow(values, true);
    return [from, to];
  };
  // half of the highest is not below half: the fall begins a level before
  assert.deepEqual(cut([0, 0, 0, 0, 0.5, 1, 1]), [1, 6]);
  assert.deepEqual(cut([0, 0, 0, 0, 0.49, 1, 1]), [2, 6]);
  // 3 % is the first level of the far side, 93 % of the near one, and 97 % is no plateau yet
  assert.deepEqual(cut([0, 0, 0.03, 0.3, 0.6, 0.8, 0.95, 0.96, 1]), [1, 7]);
  assert.deepEqual(cut([0, 0, 0.031, 0.3, 0.6, 0.8, 0.95, 0.96, 1]), [0, 7]);
  assert.deepEqual(cut([0, 0, 0.3, 0.6, 0.93, 0.96, 1]), [0, 5]);
  assert.deepEqual(cut([0, 0, 0.3, 0.6, 0.929, 0.96, 1]), [0, 6]);
  assert.deepEqual(cut([0, 0, 0.3, 0.6, 0.97, 1, 1]), [0, 5]);
  assert.deepEqual(cut([0, 0, 0.3, 0.6, 0.971, 1, 1]), [0, 4]);
  // shares of the highest mean, not of 1
  assert.deepEqual(cut([0, 0, 0.015, 0.15, 0.3, 0.4, 0.475, 0.48, 0.5]), [1, 7]);
  assert.deepEqual(cut([0, 0, 0.03, 0.15, 0.3, 0.4, 0.475, 0.48, 0.5]), [0, 7]);
  assert.deepEqual(cut([0, 0, 0.15, 0.3, 0.5, 0.5, 0.5]), [0, 4]);
});

test("noise above and below the fall, and an ordered side that falls again", () => {
  const cut = (values: readonly number[]) => {
    const { from, to } = fallWindow(values, true);
    return [from, to];
  };
  assert.deepEqual(cut([0, 0, 0.95, 0.2, 0.6, 1, 1]), [0, 5], "the last level below half counts");
  assert.deepEqual(cut([0, 1, 0.2, 0.6, 0.8]), [0, 5], "the schedule ends before full order");
  assert.deepEqual(cut([0, 1, 1, 1, 0.2]), [0, 5], "or below half");
});

test("a fall at once is kept with both its levels, and grows to four where there are four", () => {
  const cut = (values: readonly number[]) => {
    const { from, to } = fallWindow(values, true);
    return [from, to];
  };
  assert.deepEqual(cut([0, 0, 0, 0, 0, 1, 1, 1]), [2, 7]);
  assert.deepEqual(cut([0, 0, 0, 0, 1]), [1, 5]);
  assert.deepEqual(cut([0, 1, 1, 1, 1]), [0, 4]);
  assert.deepEqual(cut([0.6, 0.7, 1]), [0, 3]);
  assert.deepEqual(cut([0, 0, 0]), [0, 3]);
});
