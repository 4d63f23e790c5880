import assert from "node:assert/strict";
import { test } from "node:test";
import { Random } from "../../src/random.js";
import { bootstrapInterval } from "../../src/statistics/bootstrap-interval.js";
import { mean, variance } from "../../src/statistics/moments.js";
import { resamples } from "../../src/statistics/resamples.js";
import { studentQuantile } from "../../src/statistics/student.js";
import { assertNear, assertShare } from "./near.js";

function meanInterval(values: readonly number[], random: Random, repetitions: number) {
  const means = resamples(values.length, repetitions, random).map((members) =>
    mean(Array.from(members, (i) => values[i]!)),
  );
  return bootstrapInterval(mean(values), means, values.length, 0.95);
}

test("for a mean it comes close to Student's interval", () => {
  const random = new Random(1, "student");
  const values = Array.from({ length: 12 }, () => random.normal());
  const reach = studentQuantile(0.975, 11) * Math.sqrt(variance(values) / 12);
  const { lower, upper } = meanInterval(values, random, 20000);
  assertNear(lower, mean(values) - reach, 0.07 * reach);
  assertNear(upper, mean(values) + reach, 0.07 * reach);
});

for (const members of [3, 5, 10]) {
  test(`it covers the mean of ${members} normal numbers 95 times in 100`, () => {
    const trials = 600;
    let covered = 0;
    for (let trial = 0; trial < trials; trial++) {
      const random = new Random(trial, `coverage ${members}`);
      const values = Array.from({ length: members }, () => random.normal());
      const { lower, upper } = meanInterval(values, random, 200);
      if (lower <= 0 && 0 <= upper) covered++;
    }
    assertShare(covered, trials, 0.95);
  });
}

test("skewed replicates give a skewed interval that holds the estimate", () => {
  const { lower, upper } = bootstrapInterval(0, [0.1, 0.1, 0.2, 5], 4, 0.95);
  assert.equal(lower, 0);
  assert.ok(upper > 5);
});

test("no interval for one member, without replicates or without an estimate", () => {
  for (const { lower, upper } of [
    bootstrapInterval(1, [1, 1], 1, 0.95),
    bootstrapInterval(1, [], 5, 0.95),
    bootstrapInterval(Number.NaN, [1, 2], 5, 0.95),
  ])
    assert.ok(Number.isNaN(lower) && Number.isNaN(upper));
});

test("resamples draw every member about equally often", () => {
  const counts = new Float64Array(4);
  for (const members of resamples(4, 2000, new Random(1, "resamples")))
    for (const member of members) counts[member]!++;
  for (const count of counts) assertShare(count, 8000, 0.25);
});
