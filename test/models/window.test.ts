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
