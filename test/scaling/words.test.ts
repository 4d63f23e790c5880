/** Each condition of a collapse's verdict, and the case beside it. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { collapseWords } from "../../src/scaling/words.js";

const words = (p: number, nu: number, place: number, quality = 1.1) =>
  collapseWords({
    p,
    parameters: { "1/nu": { lower: nu }, p_c: { lower: place } },
    fit: { quality },
  });

test("a collapse as at a transition: not rejected at 5 %, sharpening, p_c above zero", () => {
  assert.equal(words(0.5, 0.3, 0.01), "collapses as at a transition");
  assert.equal(words(0.051, 0.3, 0.01), "collapses as at a transition");
  assert.equal(words(0.05, 0.3, 0.01), "rejected: the curves do not fall on one");
  assert.equal(words(0.5, 0.3, 1e-9), "collapses as at a transition");
  assert.equal(words(0.5, 0.3, 0), "collapses, but p_c may be zero");
  assert.equal(words(0.5, 0.3, -0.01), "collapses, but p_c may be zero");
  assert.equal(words(0.5, 0.3, Number.NaN), "collapses, but p_c may be zero");
});

test("no sharpening rejects it whatever p_c is; without intervals nothing is said of either", () => {
  assert.equal(words(0.5, 1e-9, 0.01), "collapses as at a transition");
  assert.equal(words(0.5, 0, 0.01), "rejected: no sharpening with size");
  assert.equal(words(0.5, -0.1, -0.01), "rejected: no sharpening with size");
  assert.equal(words(0.5, Number.NaN, Number.NaN), "not rejected; without intervals");
  assert.equal(words(0.01, Number.NaN, Number.NaN), "rejected: the curves do not fall on one");
});

test("sizes that do not overlap leave it unresolved", () => {
  const unresolved = "unresolved: the sizes do not overlap";
  assert.equal(words(0.5, 0.3, 0.01, Number.NaN), unresolved);
  // what the fit itself rejects stays rejected, with an S or without
  assert.equal(
    words(0.01, Number.NaN, Number.NaN, Number.NaN),
    "rejected: the curves do not fall on one",
  );
});
