import assert from "node:assert/strict";
import { test } from "node:test";
import { Random } from "../../src/random.js";
import type { Estimated } from "../../src/scaling/scale.js";
import { type ExponentSet, sharedExponents } from "../../src/scaling/universality.js";

/** A series whose exponents are known with standard error 0.1, and bootstrap replicates alike. */
function series(name: string, truth: number, random: Random): ExponentSet {
  const estimated = (): Estimated => {
    const value = truth + 0.1 * random.normal();
    const replicates = Float64Array.from({ length: 200 }, () => value + 0.1 * random.normal());
    return { value, lower: value - 0.2, upper: value + 0.2, replicates };
  };
  const parameters = {
    p_c: estimated(),
    "1/nu": estimated(),
    "beta/nu": estimated(),
    "gamma/nu": estimated(),
  };
  return { name, seeds: 20, freedom: 76, parameters };
}

test("equal exponents are called different in about 5 of 100 trials, their intervals hold zero", () => {
  let [rejected, held, all] = [0, 0, 0];
  for (let trial = 0; trial < 200; trial++) {
    const random = new Random(trial, "universality");
    const pair = [series("a", 0.8, random), series("b", 0.8, random)];
    for (const { p, lower, upper } of sharedExponents(pair, 0.95)) {
      all++;
      if (p <= 0.05) rejected++;
      if (lower <= 0 && 0 <= upper) held++;
    }
  }
  assert.ok(rejected / all > 0.02 && rejected / all < 0.08, `rejected ${rejected / all}`);
  assert.ok(held / all > 0.92 && held / all < 0.98, `held ${held / all}`);
});

test("exponents ten standard errors apart differ; all pairs are asked", () => {
  const random = new Random(1, "apart");
  const rows = sharedExponents(
    [series("a", 0.8, random), series("b", 0.8, random), series("c", 2.2, random)],
    0.95,
  );
  assert.equal(rows.length, 9);
  for (const { first, second, verdict } of rows)
    assert.equal(verdict, first === "c" || second === "c" ? "differ" : "compatible");
});

test("an exponent without interval cannot be compared", () => {
  const random = new Random(2, "unknown");
  const bare = series("a", 1, random);
  const nu = { ...bare.parameters["1/nu"], lower: Number.NaN, upper: Number.NaN };
  const without = { ...bare, parameters: { ...bare.parameters, "1/nu": nu } };
  const rows = sharedExponents([without, series("b", 1, random)], 0.95);
  assert.equal(rows.find(({ parameter }) => parameter === "1/nu")!.verdict, "unknown");
});
