/** Whether 95 % intervals of p_c, 1/nu and beta/nu hold the truth 95 times in 100. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { scale } from "../../src/scaling/scale.js";
import { continuous, draw } from "./synthetic.js";

const truth = { p_c: 0.5, "1/nu": 0.8, "beta/nu": 0.2 } as const;
const trials = 60;
const law = {
  ...continuous,
  sizes: [16, 32, 64],
  seeds: 20,
  controls: continuous.controls.filter((_, i) => i % 2 === 0),
};

test("of 60 repetitions nearly all intervals hold the truth; the p-value rejects about 5 %", () => {
  const covered: Record<string, number> = {};
  let rejected = 0;
  for (let trial = 0; trial < trials; trial++) {
    const options = { seed: trial, repetitions: 200, confidence: 0.95, name: "coverage" };
    const result = scale(draw(law, `coverage ${trial}`), options);
    assert.ok(!("reason" in result));
    if (result.p <= 0.05) rejected++;
    for (const [name, value] of Object.entries(truth)) {
      const { lower, upper } = result.parameters[name as keyof typeof truth];
      covered[name] = (covered[name] ?? 0) + (lower <= value && value <= upper ? 1 : 0);
    }
  }
  // 60 trials at 95 %: at least 52 in 998 of 1,000
  for (const name of Object.keys(truth))
    assert.ok(covered[name]! >= 52, `${name}: ${covered[name]} of ${trials}`);
  // at 5 %: at most 9 in 998 of 1,000
  assert.ok(rejected <= 9, `rejected: ${rejected} of ${trials}`);
});
