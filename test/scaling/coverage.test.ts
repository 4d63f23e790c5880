/** Whether 95 % intervals of p_c, 1/nu and beta/nu hold the truth 95 times in 100. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { scale } from "../../src/scaling/scale.js";
import { continuous, draw } from "./synthetic.js";

const truth = { p_c: 0.5, "1/nu": 0.8, "beta/nu": 0.2 } as const;
const law = {
  ...continuous,
  sizes: [16, 32, 64],
  seeds: 20,
  controls: continuous.controls.filter((_, i) => i % 2 === 0),
};

test("of 200 repetitions 90 to 99 % hold the truth; the p-value rejects about 5 %", () => {
  const covered: Record<string, number> = {};
  let [resolved, rejected, tested] = [0, 0, 0];
  for (let trial = 0; trial < 200; trial++) {
    // The p-value costs as much again: a third of the trials will do.
    const goodness = trial % 3 === 0 ? 39 : 0;
    const options = { seed: trial, repetitions: 80, goodness, confidence: 0.95, name: "coverage" };
    const result = scale(draw(law, `coverage ${trial}`), options);
    assert.ok(!("reason" in result));
    if (goodness > 0) {
      tested++;
      if (result.p <= 0.05) rejected++;
    }
    if (Number.isNaN(result.parameters.p_c.lower)) continue;
    resolved++;
    for (const [name, value] of Object.entries(truth)) {
      const { lower, upper } = result.parameters[name as keyof typeof truth];
      covered[name] = (covered[name] ?? 0) + (lower <= value && value <= upper ? 1 : 0);
    }
  }
  assert.ok(resolved >= 190, `resolved: ${resolved}`);
  for (const name of Object.keys(truth)) {
    const share = covered[name]! / resolved;
    assert.ok(share >= 0.9 && share <= 0.99, `${name}: ${share}`);
  }
  assert.ok(rejected / tested <= 0.15, `rejected: ${rejected} of ${tested}`);
});
