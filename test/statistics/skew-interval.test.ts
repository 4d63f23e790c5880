import assert from "node:assert/strict";
import { test } from "node:test";
import { log } from "../../src/math.js";
import { Random } from "../../src/random.js";
import { bootstrapInterval } from "../../src/statistics/bootstrap-interval.js";
import { mean } from "../../src/statistics/moments.js";
import { resamples } from "../../src/statistics/resamples.js";
import { skewInterval } from "../../src/statistics/skew-interval.js";

function replicatesOf(values: readonly number[], random: Random): number[] {
  return resamples(values.length, 300, random).map((members) =>
    mean(Array.from(members, (i) => values[i]!)),
  );
}

/** Share of trials whose interval of the mean holds the truth. */
function coverage(
  n: number,
  draw: (random: Random) => number,
  truth: number,
  interval: typeof skewInterval,
) {
  const trials = 400;
  let held = 0;
  for (let trial = 0; trial < trials; trial++) {
    const random = new Random(trial, `skew ${n}`);
    const values = Array.from({ length: n }, () => draw(random));
    const { lower, upper } = interval(mean(values), replicatesOf(values, random), n, 0.95);
    if (lower <= truth && truth <= upper) held++;
  }
  return held / trials;
}

test("means of exponential numbers are held where the symmetric interval misses them", () => {
  const exponential = (random: Random) => -log(1 - random.uniform());
  for (const n of [5, 8]) {
    const [mended, plain] = [skewInterval, bootstrapInterval].map((f) =>
      coverage(n, exponential, 1, f),
    );
    // Two standard errors of 400 trials are 2.5 %.
    assert.ok(mended! >= 0.9 && mended! <= 0.975, `${n}: ${mended}`);
    assert.ok(mended! >= plain! + 0.02, `${n}: ${mended} against ${plain}`);
  }
  const normal = coverage(8, (random) => random.normal(), 0, skewInterval);
  assert.ok(normal >= 0.94 && normal <= 0.995, `${normal}`);
});

test("by hand: replicates without skewness are stretched alone, a long side is moved out", () => {
  const even = [-2, -1, 0, 1, 2];
  const plain = bootstrapInterval(0, even, 5, 0.95);
  const same = skewInterval(0, even, 5, 0.95);
  assert.ok(Math.abs(same.upper - 1.2 * plain.upper) < 1e-12);
  assert.ok(Math.abs(same.lower - 1.2 * plain.lower) < 1e-12);
  const long = [-1, -1, -1, 0, 3];
  const moved = skewInterval(0, long, 5, 0.95);
  const stretched = bootstrapInterval(0, long, 5, 0.95);
  assert.ok(Math.abs(moved.lower - 1.2 * stretched.lower) < 1e-12, "the short side stays");
  // sum x^3 / sum x^2 = 24 / 12; t of 4 degrees of freedom is 2.776445.
  const shift = Math.sqrt(5 / 4) * 2 * ((1 + 2 * 2.776445 ** 2) / 6);
  const expected = 1.2 * stretched.upper + Math.min(stretched.upper, shift);
  assert.ok(Math.abs(moved.upper - expected) < 1e-4);
  const mirrored = skewInterval(
    0,
    long.map((x) => -x),
    5,
    0.95,
  );
  assert.ok(Math.abs(mirrored.lower + moved.upper) < 1e-12);
});

test("by hand: a side that is a little longer is moved out by a part of its length", () => {
  // About their mean of 1/5: sum x^2 = 14.8 and sum x^3 = 10.08.
  const values = [-2, -1, 0, 1, 3];
  const { upper, lower } = skewInterval(0.2, values, 5, 0.95);
  const plain = bootstrapInterval(0.2, values, 5, 0.95);
  const shift = Math.sqrt(5 / 4) * (10.08 / 14.8) * ((1 + 2 * 2.776445 ** 2) / 6);
  assert.ok(shift < plain.upper - 0.2);
  assert.ok(Math.abs(upper - (0.2 + 1.2 * (plain.upper - 0.2) + shift)) < 1e-5);
  assert.ok(Math.abs(lower - (0.2 - 1.2 * (0.2 - plain.lower))) < 1e-12);
});

test("fewer than three members have no interval; replicates that agree have one without width", () => {
  assert.ok(Number.isNaN(skewInterval(0, [-1, 0, 1], 2, 0.95).lower));
  assert.ok(skewInterval(0, [-1, 0, 1], 3, 0.95).lower < -1);
  assert.ok(Number.isNaN(skewInterval(Number.NaN, [1, 2], 5, 0.95).upper));
  assert.deepEqual(skewInterval(1, [1, 1, 1], 5, 0.95), { lower: 1, upper: 1 });
});
