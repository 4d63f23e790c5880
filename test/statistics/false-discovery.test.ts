import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { Random } from "../../src/random.js";
import { benjaminiHochberg } from "../../src/statistics/false-discovery.js";
import { normalProbability } from "../../src/statistics/normal.js";
import { assertNear } from "./near.js";

test("the worked example of Benjamini and Hochberg (1995), section 4.1: four rejections", () => {
  const p = [
    0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344, 0.0459, 0.324, 0.4262, 0.5719,
    0.6528, 0.759, 1,
  ];
  const q = benjaminiHochberg(p);
  assert.equal(q.filter((value) => value <= 0.05).length, 4);
  assertNear(q[3]!, (0.0095 * 15) / 4, 1e-15);
});

test("q agrees with its definition and leaves out tests that were not made", () => {
  const values = fc.array(fc.oneof(fc.constant(Number.NaN), fc.double({ min: 0, max: 1 })));
  fc.assert(
    fc.property(values, (p) => {
      const made = p.filter((value) => !Number.isNaN(value));
      const q = benjaminiHochberg(p);
      p.forEach((value, i) => {
        if (Number.isNaN(value)) {
          assert.ok(Number.isNaN(q[i]!));
          return;
        }
        // min over all p_j >= p of p_j n / (number of p at most p_j)
        const candidates = made
          .filter((other) => other >= value)
          .map((other) => (other * made.length) / made.filter((o) => o <= other).length);
        assertNear(q[i]!, Math.min(1, ...candidates), 1e-12);
      });
    }),
    { seed: 4 },
  );
});

test("the share of false rejections stays under the level, 10 effects among 50 tests", () => {
  const random = new Random(1, "false discovery");
  let falseShare = 0;
  let found = 0;
  const trials = 400;
  for (let trial = 0; trial < trials; trial++) {
    const p = Array.from(
      { length: 50 },
      (_, i) => 2 * normalProbability(-Math.abs(random.normal() + (i < 10 ? 3.5 : 0))),
    );
    const rejected = [...benjaminiHochberg(p).entries()].filter(([, q]) => q <= 0.1);
    const wrong = rejected.filter(([i]) => i >= 10).length;
    falseShare += wrong / Math.max(1, rejected.length) / trials;
    found += (rejected.length - wrong) / (10 * trials);
  }
  // The expectation is 0.1 x 40 / 50 = 0.08; its standard error here is about 0.005.
  assert.ok(falseShare > 0.06 && falseShare < 0.1, String(falseShare));
  assert.ok(found > 0.8, String(found));
});
