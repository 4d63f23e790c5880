import assert from "node:assert/strict";
import { test } from "node:test";
import {
  paired,
  pairedVerdicts,
  untested,
  verdictOf,
  withinMargin,
} from "../../src/null-model/paired.js";
import { Random } from "../../src/random.js";
import { python } from "../support/python.js";

const samples = [
  [0.01, 0.02, -0.005, 0.012, 0.003],
  [-0.2, -0.1, -0.15, -0.22],
  [0.5, -0.5],
  [0.018, 0.021, 0.019, 0.02, 0.022, 0.0195],
];

test("agrees with SciPy's t-tests", (t) => {
  const script = `
from scipy import stats
d = json.load(sys.stdin)
print(json.dumps([[stats.ttest_1samp(x, 0).pvalue,
  max(stats.ttest_1samp(x, -0.02, alternative="greater").pvalue,
      stats.ttest_1samp(x, 0.02, alternative="less").pvalue),
  *stats.t.interval(0.9, len(x) - 1, loc=stats.tmean(x), scale=stats.sem(x))] for x in d]))`;
  const expected = python(script, samples) as number[][] | undefined;
  if (!expected) return t.skip("needs Debian's python3-scipy");
  samples.forEach((sample, i) => {
    const { p, equivalenceP, lower, upper } = paired(sample, 0.02, 0.9);
    [p, equivalenceP, lower, upper].forEach((value, j) => {
      assert.ok(Math.abs(value - expected[i]![j]!) < 1e-9, `${i} ${j}: ${value}`);
    });
  });
});

test("a difference rejects at its nominal rate, equivalence at no more than its own", () => {
  const random = new Random(1, "paired");
  const trials = 3000;
  let differs = 0;
  let alike = 0;
  for (let trial = 0; trial < trials; trial++) {
    const noise = Array.from({ length: 5 }, () => 0.004 * random.normal());
    if (paired(noise, 0.02, 0.95).p <= 0.05) differs++;
    // The true difference is the margin itself: calling it equivalent is an error.
    const atMargin = noise.map((x) => x + 0.02);
    if (paired(atMargin, 0.02, 0.95).equivalenceP <= 0.05) alike++;
  }
  // 4 binomial standard deviations of 0.05 over 3000 trials are 0.016.
  assert.ok(Math.abs(differs / trials - 0.05) < 0.016, `${differs / trials}`);
  assert.ok(Math.abs(alike / trials - 0.05) < 0.016, `${alike / trials}`);
});

test("verdicts", () => {
  const verdict = (values: number[]) => verdictOf(paired(values, 0.02, 0.95), 0.05);
  assert.equal(verdict([0.1, 0.11, 0.12, 0.1, 0.09]), "higher");
  assert.equal(verdict([-0.1, -0.11, -0.12, -0.1, -0.09]), "lower");
  assert.equal(verdict([0.001, -0.001, 0.002, -0.002, 0]), "equivalent");
  assert.equal(verdict([0.005, 0.006, 0.004, 0.005, 0.006]), "higher within the margin");
  assert.equal(verdict([-0.005, -0.006, -0.004, -0.005, -0.006]), "lower within the margin");
  assert.equal(verdict([0.1, -0.1, 0.2, -0.2, 0]), "undecided");
});

test("without a second seed or any spread there is no test, and the verdict says why", () => {
  const verdict = (values: number[]) => verdictOf(paired(values, 0.02, 0.95), 0.05);
  assert.equal(verdict([0.3]), "one seed only");
  assert.equal(verdict([0, 0, 0]), "nothing varies");
  assert.equal(verdict([0.5, 0.5, 0.5]), "nothing varies");
  assert.equal(verdict([0.1 + 0.2, 0.3, 0.3]), "nothing varies", "but for rounding");
  const { lower, upper, p, equivalenceP } = paired([0, 0, 0], 0.02, 0.95);
  assert.deepEqual([lower, upper, p, equivalenceP], [0, 0, Number.NaN, Number.NaN]);
});

test("verdicts at their limits: a p equal to alpha counts, zero is no higher", () => {
  const result = { seeds: 5, difference: 0.01, lower: 0, upper: 0.02, p: 0.05, equivalenceP: 0.05 };
  const verdict = (change: Partial<typeof result>) => verdictOf({ ...result, ...change }, 0.05);
  assert.equal(verdict({}), "higher within the margin");
  assert.equal(verdict({ difference: -0.01 }), "lower within the margin");
  assert.equal(verdict({ difference: 0 }), "lower within the margin");
  assert.equal(verdict({ p: 0.0501 }), "equivalent");
  assert.equal(verdict({ equivalenceP: 0.0501 }), "higher");
  assert.equal(verdict({ equivalenceP: 0.0501, difference: -0.01 }), "lower");
  assert.equal(verdict({ p: 0.0501, equivalenceP: 0.0501 }), "undecided");
  assert.equal(verdict({ p: Number.NaN, seeds: 2 }), "nothing varies");
  assert.equal(verdict({ p: Number.NaN, seeds: 1 }), "one seed only");
});

test("by hand: two seeds, and differences on either side of the margin", () => {
  // Student's distribution of one degree of freedom is Cauchy's: P(T > t) = 1/2 - atan(t) / pi,
  // and its 97.5 % quantile is tan(0.475 pi) = 12.7062.
  const tail = (t: number) => 0.5 - Math.atan(t) / Math.PI;
  for (const sign of [1, -1]) {
    // mean 0.2, standard error 0.1
    const found = paired([0.3 * sign, 0.1 * sign], 0.05, 0.95);
    assert.equal(found.seeds, 2);
    assert.ok(Math.abs(found.difference - 0.2 * sign) < 1e-15);
    assert.ok(Math.abs(found.lower - (0.2 * sign - 1.27062)) < 1e-5);
    assert.ok(Math.abs(found.upper - (0.2 * sign + 1.27062)) < 1e-5);
    assert.ok(Math.abs(found.p - 2 * tail(2)) < 1e-9);
    assert.ok(Math.abs(found.equivalenceP - tail(-1.5)) < 1e-9, "beyond the margin: above 1/2");
  }
  assert.ok(Math.abs(paired([0.1, -0.1], 0.05, 0.95).p - 1) < 1e-12);
  const none = paired([0.3], 0.02, 0.95);
  assert.deepEqual([none.lower, none.upper, none.p, none.equivalenceP], Array(4).fill(Number.NaN));
});

test("every verdict is a difference, none within the margin, open, or no test", () => {
  const rest = pairedVerdicts.filter((v) => !withinMargin.includes(v) && !untested.includes(v));
  assert.deepEqual(rest, ["higher", "lower", "undecided"]);
  assert.equal(withinMargin.length, 3);
  assert.equal(untested.length, 3);
});
