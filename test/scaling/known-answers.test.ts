/**
 * Systems with a known transition, simulated here: p_c (T_c), 1/nu and beta/nu within two bootstrap
 * standard errors of the truth, and S between 0.5 and 2. Truths: bond percolation on the square
 * lattice p_c = 1/2 (Kesten 1980), nu = 4/3, beta = 5/36; 2D Ising T_c = 2 / ln(1 + sqrt 2), nu = 1,
 * beta = 1/8 (Onsager 1944, Yang 1952); Erdos-Renyi graphs mean degree 1, with L the number of nodes
 * 1/nu = beta/nu = 1/3 (Bollobas 1984).
 */
import assert from "node:assert/strict";
import { test } from "node:test";
import type { SizeSample } from "../../src/models/sample.js";
import { type Estimated, type ScalingResult, scale } from "../../src/scaling/scale.js";
import { variance } from "../../src/statistics/moments.js";
import { evenly, ising, percolation, randomGraphs } from "./lattices.js";

function scaled(samples: readonly SizeSample[], repetitions = 200): ScalingResult {
  const result = scale(samples, { seed: 1, repetitions, confidence: 0.95, name: "known" });
  assert.ok(!("reason" in result), "reason" in result ? result.reason : "");
  return result;
}

function assertTrue(name: string, { value, replicates }: Estimated, truth: number): void {
  const error = Math.sqrt(variance(replicates));
  assert.ok(Math.abs(value - truth) <= 2 * error, `${name}: ${value} ± ${error}, not ${truth}`);
}

function assertLaw(result: ScalingResult, truths: Readonly<Record<string, number>>): void {
  for (const [name, truth] of Object.entries(truths))
    assertTrue(name, result.parameters[name as keyof ScalingResult["parameters"]], truth);
  const { quality } = result.fit;
  assert.ok(quality > 0.5 && quality < 2, `S = ${quality}`);
  assert.ok(result.p > 0.05, `p = ${result.p}`);
}

test("bond percolation on the square lattice", () => {
  const result = scaled([12, 24, 48, 96].map((L) => percolation(L, 40, evenly(0.42, 0.6, 31))));
  // gamma/nu = 43/24 from the variance of the largest cluster
  assertLaw(result, { p_c: 0.5, "1/nu": 3 / 4, "beta/nu": 5 / 48, "gamma/nu": 43 / 24 });
});

test("two-dimensional Ising model", () => {
  const result = scaled([12, 16, 24, 32].map((L) => ising(L, 12, evenly(2.16, 2.46, 21), 10)));
  assertLaw(result, { p_c: 2 / Math.log(1 + Math.SQRT2), "1/nu": 1, "beta/nu": 1 / 8 });
});

test("Erdos-Renyi graphs: the size is the number of nodes", () => {
  // Large graphs: corrections fall as slowly as N^(-1/3) themselves, and with thousands of nodes and
  // many seeds they show as beta/nu near 1/4.
  const result = scaled(
    [4000, 16000, 64000].map((n) => randomGraphs(n, 12, evenly(0.85, 1.2, 21))),
  );
  assertLaw(result, { p_c: 1, "1/nu": 1 / 3, "beta/nu": 1 / 3 });
});
