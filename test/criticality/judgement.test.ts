/** When an estimate has an interval, and how long it is at least and at most. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { judge } from "../../src/criticality/judgement.js";
import { skewInterval } from "../../src/statistics/skew-interval.js";
import { assertNear } from "../statistics/near.js";

const original = { at: -2, resolution: 0 };
const options = { seeds: 5, confidence: 0.5, densest: 1, fewShow: false };
/** A longer side towards low values. */
const replicates = [-3, -2.2, -2.1, -2, -2, -1.9, -1.8, -1.7].map((at) => ({ at, resolution: 0 }));
const missing = { reason: "not there" };
const lacking = (count: number) => [...replicates.slice(count), ...Array(count).fill(missing)];

/** Distances of the ends from the value, in logarithms. */
function sides({ value, lower, upper }: { value: number; lower: number; upper: number }) {
  return [Math.log(value / lower), Math.log(upper / value)] as const;
}

test("an interval is that of skew-interval.ts", () => {
  const found = judge(original, replicates, options);
  const expected = skewInterval(
    -2,
    replicates.map(({ at }) => at),
    5,
    0.5,
  );
  assertNear(found.value, Math.exp(-2), 1e-12);
  assertNear(Math.log(found.lower), expected.lower, 1e-12);
  assertNear(Math.log(found.upper), expected.upper, 1e-12);
  assert.deepEqual([found.quality, found.verdict], [1, "resolved"]);
  assert.equal(
    judge({ ...original, note: "twice" }, replicates, options).verdict,
    "resolved; twice",
  );
});

test("it is never narrower than the schedule resolves, nor does it pass the densest level", () => {
  const [below, above] = sides(judge(original, replicates, options));
  assert.ok(below > above, "the longer side");
  const between = (below + above) / 2;
  const found = sides(judge({ at: -2, resolution: between }, replicates, options));
  assertNear(found[0], below, 1e-12);
  assertNear(found[1], between, 1e-12);
  const wide = sides(judge({ at: -2, resolution: 1.5 }, replicates, options));
  assertNear(wide[0], 1.5, 1e-12);
  assertNear(wide[1], 1.5, 1e-12);
  const cut = judge({ at: -2, resolution: 1.5 }, replicates, { ...options, densest: 0.3 });
  assert.equal(cut.upper, 0.3);
});

test("where few seeds show too little, both sides are as long as the longer one", () => {
  const [below] = sides(judge(original, replicates, options));
  const both = sides(judge(original, replicates, { ...options, fewShow: true }));
  assertNear(both[0], below, 1e-12);
  assertNear(both[1], below, 1e-12);
  const mirrored = replicates.map(({ at }) => ({ at: -4 - at, resolution: 0 }));
  const other = sides(judge(original, mirrored, { ...options, fewShow: true }));
  assertNear(other[0], below, 1e-9);
  assertNear(other[1], below, 1e-9);
});

test("no interval where the estimator is missing in a whole tail", () => {
  // At 50 % a tail is a fourth: two of eight.
  const two = judge(original, lacking(2), options);
  assert.deepEqual([two.quality, two.verdict], [0.75, "resolved"]);
  const three = judge(original, lacking(3), options);
  assert.deepEqual(
    [three.quality, three.lower, three.upper, three.verdict],
    [
      0.625,
      Number.NaN,
      Number.NaN,
      "uncertain: found in only 63 % of bootstrap samples, no interval",
    ],
  );
  assertNear(three.value, Math.exp(-2), 1e-12);
});

test("no interval of one or two seeds; with three there is one", () => {
  const of = (seeds: number) => judge(original, replicates, { ...options, seeds });
  assert.deepEqual([of(1).quality, of(1).verdict], [Number.NaN, "one seed only: no interval"]);
  assert.deepEqual([of(2).quality, of(2).verdict], [1, "two seeds only: no interval"]);
  assert.ok(Number.isNaN(of(2).lower) && Number.isNaN(of(2).upper) && of(2).value > 0);
  assert.equal(of(3).verdict, "resolved");
});

test("where it does not exist the reason is the verdict", () => {
  const { value, lower, upper, quality, verdict } = judge(missing, lacking(4), options);
  assert.deepEqual(
    [value, lower, upper, quality, verdict],
    [Number.NaN, Number.NaN, Number.NaN, 0.5, "not there"],
  );
});
