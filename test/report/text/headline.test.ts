import assert from "node:assert/strict";
import { test } from "node:test";
import type { Estimate } from "../../../src/report/inputs/estimates.js";
import type { Results } from "../../../src/report/inputs/results.js";
import { headline } from "../../../src/report/text/headline.js";

const named = (label: string) => ({ label, phrase: `${label} pruning`, criterion: label });
const [magnitude, random] = [named("magnitude"), named("random")];
const estimate = (value: number, lower: number, upper: number) =>
  ({ width: 1, value, lower, upper, seeds: 5 }) as Estimate;

function says(first: Estimate, other: Estimate): string {
  const results = {
    primary: magnitude,
    series: [magnitude, random],
    widths: [1],
    estimates: [first, other],
    tables: {},
    critical: (series: unknown) => (series === random ? other : first),
  } as unknown as Results;
  return headline(results).replaceAll("\u00a0", " ");
}

test("another criterion is compared, and that the intervals touch is said", () => {
  const first = estimate(0.01, 0.008, 0.012);
  assert.match(
    says(first, estimate(0.2, 0.15, 0.25)),
    / Random pruning collapses at 20 times that density\.$/,
  );
  assert.match(
    says(first, estimate(0.011, 0.009, 0.014)),
    / at 1\.1 times that density; the intervals are apart at no width\.$/,
  );
});

test("a density that is not located is not printed as if it were", () => {
  assert.match(
    says(estimate(0.028, 0.0000079, 0.046), estimate(0.2, 0.15, 0.25)),
    /loses half of its function at 2\.8 % \(interval over 3\.8 decades\) density\./,
  );
});
