import assert from "node:assert/strict";
import { test } from "node:test";
import { Random } from "../../src/random.js";
import { sequentialP } from "../../src/statistics/sequential-test.js";
import { assertShare } from "./near.js";

test("stops once enough draws are as far out, and counts the observed one if not", () => {
  let drawn = 0;
  const far = (draw: number) => {
    drawn++;
    return draw % 4 === 3;
  };
  assert.equal(sequentialP({ exceedances: 5, most: 1000 }, far), 5 / 20);
  assert.equal(drawn, 20);
  assert.equal(sequentialP({ exceedances: 5, most: 19 }, far), 5 / 20); // 4 far of 19, and itself
  assert.equal(
    sequentialP({ exceedances: 5, most: 999 }, () => false),
    1 / 1000,
  );
  drawn = 0;
  assert.equal(sequentialP({ exceedances: 5, most: 18 }, far), 5 / 19);
  assert.equal(drawn, 18, "no more than the most");
});

test("under the null P(p <= a) = a, for small a as well", () => {
  const trials = 4000;
  const draws = { exceedances: 10, most: 999 };
  const ps = Array.from({ length: trials }, (_, trial) => {
    const random = new Random(trial, "sequential");
    const observed = random.uniform();
    return sequentialP(draws, () => random.uniform() <= observed);
  });
  // Values that p can take: 10 / 20, 10 / 200 and, after all draws, 2 / 1000.
  for (const a of [0.5, 0.05, 0.002])
    assertShare(ps.filter((p) => p <= a + 1e-12).length, trials, a);
});

test("with nothing to find it costs few draws", () => {
  let drawn = 0;
  for (let trial = 0; trial < 200; trial++) {
    const random = new Random(trial, "cost");
    const observed = random.uniform();
    sequentialP({ exceedances: 10, most: 9999 }, () => {
      drawn++;
      return random.uniform() <= observed;
    });
  }
  // In the mean 10 (1 + ln(9999 / 10)) = 79 of 9999; the draws of one trial spread by about 300.
  assert.ok(drawn / 200 < 200, String(drawn / 200));
});
