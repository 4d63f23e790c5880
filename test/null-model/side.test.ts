/** The ends of the interval of p_c, and of four times its upper one. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { sideOf } from "../../src/null-model/side.js";

const none = Number.NaN;

test("the ends belong to p_c's own side", () => {
  const critical = { value: 0.5, lower: 0.25, upper: 1 };
  assert.equal(sideOf(0.25, critical), "at");
  assert.equal(sideOf(0.2499, critical), "below");
  assert.equal(sideOf(1, critical), "at");
  assert.equal(sideOf(1.001, critical), "above");
  assert.equal(sideOf(4, critical), "above");
  assert.equal(sideOf(4.001, critical), "far-above");
});

test("without an end the value divides", () => {
  const value = { value: 0.5, lower: none, upper: none };
  assert.deepEqual(
    [2.001, 2, 0.501, 0.5, 0.499].map((density) => sideOf(density, value)),
    ["far-above", "above", "above", "at", "below"],
  );
  assert.equal(sideOf(0.4, { value: 0.5, lower: 0.25, upper: none }), "at");
  assert.equal(sideOf(0.8, { value: 0.5, lower: none, upper: 1 }), "at");
  assert.equal(sideOf(0.4, { value: none, lower: 0.25, upper: 1 }), "unknown");
});
