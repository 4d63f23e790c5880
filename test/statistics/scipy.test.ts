/** Against SciPy and NumPy, where Debian's python3-scipy is installed. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { Random } from "../../src/random.js";
import { pearson, spearman } from "../../src/statistics/correlation.js";
import { normalProbability, normalQuantile } from "../../src/statistics/normal.js";
import { quantile, sorted } from "../../src/statistics/quantile.js";
import { ranks } from "../../src/statistics/ranks.js";
import { residuals } from "../../src/statistics/residuals.js";
import { studentQuantile, studentTail } from "../../src/statistics/student.js";
import { python } from "../support/python.js";
import { assertNear } from "./near.js";
import { partialSpearman } from "./partial.js";

const script = `
import numpy as np
from scipy import stats
d = json.load(sys.stdin)
x, y, z, w = (np.array(d[k]) for k in "xyzw")
def rest(v, controls):
    a = np.column_stack([np.ones(len(v))] + controls)
    return v - a @ np.linalg.lstsq(a, v, rcond=None)[0]
r = stats.rankdata
print(json.dumps({
  "ranks": list(r(x)), "pearson": stats.pearsonr(x, y)[0], "spearman": stats.spearmanr(x, y)[0],
  "residuals": list(rest(y, [z, w])),
  "partial": stats.pearsonr(rest(r(x), [r(z), r(w)]), rest(r(y), [r(z), r(w)]))[0],
  "quantiles": list(np.quantile(x, d["shares"])),
  "normal": list(stats.norm.cdf(d["points"])), "normal_quantiles": list(stats.norm.ppf(d["shares"])),
  "student": [[2 * stats.t.sf(t, f) for t in d["points"] if t >= 0] for f in d["freedoms"]],
  "student_quantiles": [list(stats.t.ppf(d["shares"], f)) for f in d["freedoms"]],
}))`;

interface Oracle {
  readonly ranks: number[];
  readonly pearson: number;
  readonly spearman: number;
  readonly residuals: number[];
  readonly partial: number;
  readonly quantiles: number[];
  readonly normal: number[];
  readonly normal_quantiles: number[];
  readonly student: number[][];
  readonly student_quantiles: number[][];
}

const random = new Random(1, "scipy");
const n = 60;
const z = Array.from({ length: n }, () => random.normal());
const w = Array.from({ length: n }, () => random.uniform());
const x = z.map((v, i) => Math.round(3 * (v + w[i]! + random.normal()))); // with ties
const y = z.map((v) => v * v + random.normal());
const points = [-37, -8, -5.01, -4.99, -2, -0.1, 0, 1e-9, 0.3, 1, 2.5, 4.999, 5.001, 9, 37];
const shares = [1e-12, 0.001, 0.025, 0.3, 0.5, 0.75, 0.975, 0.9995];
const freedoms = [1, 2, 3, 4, 7, 10, 39, 200];

/** Within a relative distance, or within 1e-15 where `nearZero` values are but rounding. */
function assertAllNear(
  found: ArrayLike<number>,
  expected: readonly number[],
  relative: number,
  nearZero = 0,
): void {
  assert.equal(found.length, expected.length);
  expected.forEach((value, i) => {
    const distance = Math.abs(found[i]! - value);
    const allowed = Math.max(relative * Math.abs(value), nearZero);
    assert.ok(distance <= allowed, `${i}: ${found[i]}, not ${value}`);
  });
}

test("ranks, correlations, residuals, quantiles and distributions agree with SciPy", (t) => {
  const oracle = python(script, { x, y, z, w, points, shares, freedoms }) as Oracle | undefined;
  if (!oracle) return t.skip("needs Debian's python3-scipy");
  assert.deepEqual(Array.from(ranks(x)), oracle.ranks);
  assertNear(pearson(x, y), oracle.pearson, 1e-13);
  assertNear(spearman(x, y), oracle.spearman, 1e-13);
  assertNear(partialSpearman(x, y, [z, w]), oracle.partial, 1e-12);
  assertAllNear(residuals(y, [z, w]), oracle.residuals, 1e-10);
  assertAllNear(
    shares.map((q) => quantile(sorted(x), q)),
    oracle.quantiles,
    1e-13,
  );
  assertAllNear(points.map(normalProbability), oracle.normal, 1e-12);
  assertAllNear(shares.map(normalQuantile), oracle.normal_quantiles, 1e-11, 1e-15);
  freedoms.forEach((freedom, i) => {
    const tails = points.filter((t0) => t0 >= 0).map((t0) => studentTail(t0, freedom));
    assertAllNear(tails, oracle.student[i]!, 1e-11);
    const quantiles = shares.map((p) => studentQuantile(p, freedom));
    assertAllNear(quantiles, oracle.student_quantiles[i]!, 1e-8, 1e-15);
  });
});
