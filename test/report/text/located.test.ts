import assert from "node:assert/strict";
import { test } from "node:test";
import { percent } from "../../../src/report/format.js";
import type { Estimate } from "../../../src/report/inputs/estimates.js";
import { located, notLocated, withPlace } from "../../../src/report/text/located.js";

const estimate = (value: number, lower: number, upper: number) =>
  ({ value, lower, upper, seeds: 5 }) as Estimate;
const plain = (text: string) => text.replaceAll("\u00a0", " ");
const says = (value: number, lower: number, upper: number) =>
  plain(withPlace(estimate(value, lower, upper), percent));

test("an interval within a decade is printed, a longer one by its length", () => {
  assert.equal(says(0.01, 0.002, 0.02), "1.0 % (0.20 to 2.0 %)");
  assert.equal(says(0.028, 0.0000079, 0.046), "2.8 % (interval over 3.8 decades)");
  assert.equal(says(0.028, 0, 0.046), "2.8 % (interval down to zero)");
  assert.equal(says(0.028, NaN, NaN), "2.8 %");
});

test("without an interval nothing is known against a place", () => {
  assert.equal(located(estimate(1, NaN, NaN)), true);
  assert.equal(located(estimate(1, NaN, 10)), true);
  assert.equal(located(estimate(1, 1, Infinity)), true);
  assert.equal(located(estimate(1, 1, 10)), true);
  assert.equal(located(estimate(1, 1, 10.01)), false);
  assert.equal(located(estimate(1, -1, 1)), false);
});

test("what is not located is said with the seeds that do not do it", () => {
  assert.equal(
    plain(notLocated(estimate(0.01, 0.00002, 0.01), "the peak")),
    "5 seeds do not locate the peak: its interval spans 2.7 decades",
  );
  assert.match(notLocated(estimate(0.01, 0, 0.01), "the peak"), /reaches down to zero$/);
});
