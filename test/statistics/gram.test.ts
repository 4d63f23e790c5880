import assert from "node:assert/strict";
import { test } from "node:test";
import { Random } from "../../src/random.js";
import { pearson } from "../../src/statistics/correlation.js";
import { gram, partialCorrelation } from "../../src/statistics/gram.js";
import { mean } from "../../src/statistics/moments.js";
import { residuals } from "../../src/statistics/residuals.js";
import { assertNear } from "./near.js";

function centred(random: Random, n: number, along?: Float64Array): Float64Array {
  const values = Float64Array.from({ length: n }, (_, i) => random.normal() + (along?.[i] ?? 0));
  const centre = mean(values);
  return values.map((value) => value - centre);
}

test("sweeping inner products gives the correlation of residuals", () => {
  const random = new Random(1, "gram");
  const z = centred(random, 30);
  const [x, y, w] = [centred(random, 30, z), centred(random, 30, z), centred(random, 30)];
  const found = (...vectors: Float64Array[]) => partialCorrelation(gram(vectors), vectors.length);
  assertNear(found(x, y), pearson(x, y), 1e-14);
  assertNear(found(x, y, z), pearson(residuals(x, [z]), residuals(y, [z])), 1e-13);
  assertNear(found(x, y, z, w), pearson(residuals(x, [z, w]), residuals(y, [z, w])), 1e-13);
  assertNear(found(x, y, z, w, z), found(x, y, z, w), 1e-12); // the same covariate twice
});

test("NaN where nothing varies or nothing is left", () => {
  const random = new Random(2, "gram");
  const [x, y] = [centred(random, 10), centred(random, 10)];
  const zero = new Float64Array(10);
  assert.ok(Number.isNaN(partialCorrelation(gram([x, zero]), 2)));
  assert.ok(Number.isNaN(partialCorrelation(gram([x, y, x.map((v) => 3 * v)]), 3)));
  assertNear(partialCorrelation(gram([x, y, zero]), 3), pearson(x, y), 1e-14);
});
