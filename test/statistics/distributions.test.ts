import assert from "node:assert/strict";
import { test } from "node:test";
import { normalProbability, normalQuantile } from "../../src/statistics/normal.js";
import { studentQuantile, studentTail } from "../../src/statistics/student.js";
import { assertNear } from "./near.js";

test("table values of the normal and of Student's distribution", () => {
  // Abramowitz and Stegun, tables 26.1, 26.6 and 26.10
  assertNear(normalQuantile(0.975), 1.959963985, 1e-9);
  assertNear(normalProbability(1), 0.841344746068543, 1e-14);
  for (const [freedom, t] of [
    [1, 12.706],
    [2, 4.303],
    [4, 2.776],
    [9, 2.262],
    [30, 2.042],
  ] as const)
    assertNear(studentQuantile(0.975, freedom), t, 5e-4);
});

test("one and two degrees of freedom have closed forms", () => {
  for (const t of [0, 0.2, 1, 3, 50]) {
    assertNear(studentTail(t, 1), 1 - (2 / Math.PI) * Math.atan(t), 1e-13);
    assertNear(studentTail(t, 2), 1 - t / Math.sqrt(2 + t * t), 1e-13);
  }
});

test("quantiles of one degree of freedom are tangents", () => {
  for (const p of [0.6, 0.975, 0.9995, 1e-6])
    assertNear(studentQuantile(p, 1), Math.tan(Math.PI * (p - 0.5)), 1e-10);
});

test("quantiles are symmetric, and undefined outside of their range", () => {
  assert.equal(studentQuantile(0.1, 5), -studentQuantile(0.9, 5));
  assert.equal(normalQuantile(0), Number.NEGATIVE_INFINITY);
  assert.equal(normalQuantile(1), Number.POSITIVE_INFINITY);
  for (const bad of [normalQuantile(-0.1), studentQuantile(0.975, 0), studentQuantile(1, 3)])
    assert.ok(Number.isNaN(bad));
});
