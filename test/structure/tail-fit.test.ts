import assert from "node:assert/strict";
import { test } from "node:test";
import { exp, log, pow } from "../../src/math.js";
import { Random } from "../../src/random.js";
import { logLikelihood, logNormaliser, powerLawExponent } from "../../src/structure/bounded-law.js";
import { fitAlternative } from "../../src/structure/tail-alternatives.js";
import { fitPowerLaw, goodnessOfFit, leastTail, sampleOf } from "../../src/structure/tail-fit.js";
import { fitTail, likelihoodRatios, remainingLaws } from "../../src/structure/tail-laws.js";
import { codeOf, isCode, lawsOf } from "../../src/structure/tail-statistics.js";
import { python } from "../support/python.js";

/** Numbers from 1 to `most` with these weights. */
function draw(weight: (x: number) => number, most: number, n: number, random: Random): number[] {
  const cumulated: number[] = [];
  for (let x = 1; x <= most; x++) cumulated.push((cumulated.at(-1) ?? 0) + weight(x));
  return Array.from({ length: n }, () => {
    const u = random.uniform() * cumulated.at(-1)!;
    return 1 + cumulated.findIndex((c) => c > u);
  });
}

const power = (x: number) => pow(x, -2.5);
const logNormal = (x: number) => exp(-0.5 * ((log(x) - 2) / 0.5) ** 2) / x;

test("agrees with SciPy's maximum likelihood, for every law", (t) => {
  const most = 120;
  const values = draw(power, most, 400, new Random(1, "oracle")).filter((x) => x >= 2);
  const script = `
import numpy as np
from scipy.optimize import minimize, minimize_scalar
from scipy.special import logsumexp
d = json.load(sys.stdin)
x = np.array(d["values"], float); k = np.arange(2, d["most"] + 1.0)
def ll(shape): return shape(x).sum() - len(x) * logsumexp(shape(k))
p = minimize_scalar(lambda a: -ll(lambda v: -a * np.log(v)), bounds=(0, 10), method="bounded", options={"xatol": 1e-12})
e = minimize_scalar(lambda b: -ll(lambda v: -b * v), bounds=(0, 5), method="bounded", options={"xatol": 1e-12})
n = min((minimize(lambda q: -ll(lambda v: -0.5 * ((np.log(v) - max(0, q[0])) / np.exp(q[1])) ** 2 - np.log(v)), s, method="Nelder-Mead", options={"xatol": 1e-9, "fatol": 1e-11, "maxiter": 20000, "maxfev": 20000}) for s in ([1, 0], [0, 1], [-3, 1])), key=lambda r: r.fun)
c = minimize(lambda q: -ll(lambda v: -q[0] * np.log(v) - abs(q[1]) * v), [2, 0.01], method="Nelder-Mead", options={"xatol": 1e-9, "fatol": 1e-11, "maxiter": 20000})
print(json.dumps({"exponent": p.x, "power": -p.fun, "exponential": -e.fun, "log-normal": -n.fun, "truncated": -c.fun}))`;
  const expected = python(script, { values, most }) as Record<string, number> | undefined;
  if (!expected) return t.skip("needs Debian's python3-scipy");
  const sample = sampleOf(values);
  const support = { least: 2, most };
  const exponent = powerLawExponent(sample, support);
  assert.ok(Math.abs(exponent - expected["exponent"]!) < 1e-6);
  const own = logLikelihood((_, l) => -exponent * l, sample, support);
  assert.ok(Math.abs(own - expected["power"]!) < 1e-8);
  for (const name of ["exponential", "truncated"] as const) {
    const shape = fitAlternative(name, sample, support, exponent);
    const found = logLikelihood(shape, sample, support);
    assert.ok(Math.abs(found - expected[name]!) < 1e-4, `${name} ${found} ${expected[name]}`);
  }
  // The log-normal's likelihood is flat where it resembles a power law.
  const shape = fitAlternative("log-normal", sample, support, exponent);
  const found = logLikelihood(shape, sample, support);
  assert.ok(Math.abs(found - expected["log-normal"]!) < 0.02, `${found}`);
});

test("an exponent of 2.5 is recovered", () => {
  const random = new Random(2, "recovered");
  const fits = Array.from({ length: 60 }, () =>
    powerLawExponent(sampleOf(draw(power, 256, 300, random)), { least: 1, most: 256 }),
  );
  const mean = fits.reduce((sum, a) => sum + a, 0) / 60;
  const deviation = Math.sqrt(fits.reduce((sum, a) => sum + (a - mean) ** 2, 0) / 59);
  assert.ok(Math.abs(mean - 2.5) < (4 * deviation) / Math.sqrt(60), `${mean}`);
  // Fisher's information of the law itself: 1 / sqrt(n var(ln x)).
  const norm = exp(logNormaliser((_, l) => -2.5 * l, { least: 1, most: 256 }));
  const moment = (k: number) => {
    let sum = 0;
    for (let x = 1; x <= 256; x++) sum += (power(x) * log(x) ** k) / norm;
    return sum;
  };
  const theory = 1 / Math.sqrt(300 * (moment(2) - moment(1) ** 2));
  assert.ok(Math.abs(deviation / theory - 1) < 0.3, `${deviation} ${theory}`);
});

test("x_min is found where a power law begins", () => {
  const random = new Random(3, "x_min");
  const kinked = (x: number) => (x < 8 ? 0.4 * power(8) : power(x));
  const values = draw(kinked, 256, 1500, random);
  const law = fitPowerLaw(values, 256)!;
  assert.ok(law.least >= 6 && law.least <= 12, `${law.least}`);
  assert.equal(law.tail, values.filter((x) => x >= law.least).length);
  assert.ok(Math.abs(law.exponent - 2.5) < 0.4, `${law.exponent}`);
});

test("goodness of fit keeps power laws and rejects others", () => {
  const trials = 30;
  const rejected = (weight: (x: number) => number, n: number, name: string) => {
    const random = new Random(4, name);
    let count = 0;
    for (let trial = 0; trial < trials; trial++) {
      const values = draw(weight, 128, n, random);
      const law = fitPowerLaw(values, 128)!;
      if (goodnessOfFit(values, 128, law, 39, random) <= 0.1) count++;
    }
    return count;
  };
  // 3 of 30 expected; 8 or more have probability 0.008.
  const kept = rejected(power, 150, "power");
  assert.ok(kept < 8, `${kept}`);
  // All degrees within one tail: a Poisson law with mean 6 and no room to hide in the far tail.
  const poisson = (x: number) => exp(x * log(6) - logFactorial(x));
  const caught = rejected((x) => poisson(x) + 1e-9, 150, "poisson");
  assert.ok(caught > kept, `${caught} against ${kept}`);
});

const logFactorial = (n: number) => {
  let sum = 0;
  for (let k = 2; k <= n; k++) sum += log(k);
  return sum;
};

test("a log-normal sample is not called a power law", () => {
  const random = new Random(5, "log-normal");
  const values = draw(logNormal, 200, 600, random);
  const whole = { exponent: 0, least: 1, distance: 0, tail: values.length };
  const exponent = powerLawExponent(sampleOf(values), { least: 1, most: 200 });
  const ratios = likelihoodRatios(fitTail(values, 200, { ...whole, exponent }));
  assert.ok(ratios["log-normal"].ratio < 0 && ratios["log-normal"].p < 0.01);
  assert.ok(ratios.truncated.ratio < 0 && ratios.truncated.p < 0.01);
});

test("a power law is preferred to an exponential, and no cutoff is found", () => {
  const values = draw(power, 256, 600, new Random(6, "preferred"));
  const law = fitPowerLaw(values, 256)!;
  const whole = {
    ...law,
    least: 1,
    exponent: powerLawExponent(sampleOf(values), { least: 1, most: 256 }),
  };
  const ratios = likelihoodRatios(fitTail(values, 256, whole));
  assert.ok(ratios.exponential.ratio > 0 && ratios.exponential.p < 0.05);
  assert.ok(ratios.truncated.ratio <= 0 && ratios.truncated.p > 0.05);
});

test("fewer than 50 points give no fit", () => {
  const values = draw(power, 100, leastTail - 1, new Random(7, "few"));
  assert.equal(fitPowerLaw(values, 100), undefined);
  assert.equal(fitPowerLaw([], 100), undefined);
  assert.equal(
    fitPowerLaw(
      Array.from({ length: 80 }, () => 5),
      100,
    ),
    undefined,
    "one value",
  );
});

/** What remains of the laws of `trials` samples, as counts of "power-law", "log-normal, truncated" … */
function remaining(weight: (x: number) => number, n: number, trials: number, name: string) {
  const counts = new Map<string, number>();
  let kept = 0;
  for (let trial = 0; trial < trials; trial++) {
    const random = new Random(trial, `remaining ${name}`);
    const values = draw(weight, 300, n, random);
    const law = fitPowerLaw(values, 300)!;
    const p = goodnessOfFit(values, 300, law, 19, random);
    if (p > 0.1) kept++;
    const laws = remainingLaws(fitTail(values, 300, law), p)
      .sort()
      .join(", ");
    counts.set(laws, (counts.get(laws) ?? 0) + 1);
  }
  return { kept, of: (laws: string) => counts.get(laws) ?? 0 };
}

test("log-normal samples keep the power law by goodness of fit, but are never named one", () => {
  for (const [centre, width] of [
    [2, 0.5],
    [1, 1],
  ] as const) {
    const shape = (x: number) => exp(-0.5 * ((log(x) - centre) / width) ** 2) / x;
    const found = remaining(shape, 300, 30, `log-normal ${centre}`);
    assert.ok(found.kept >= 15, `${found.kept} keep it`);
    assert.equal(found.of("power-law"), 0);
  }
});

test("a power law is named where it beats all others, and hardly from few points", () => {
  assert.ok(remaining(power, 1200, 15, "power").of("power-law") >= 10);
  const few = remaining(power, 80, 15, "few");
  assert.ok(few.of("power-law") <= 3, `${few.of("power-law")}`);
  const cut = remaining((x) => pow(x, -1.5) * exp(-x / 15), 1200, 10, "cut");
  assert.ok(cut.of("truncated") + cut.of("log-normal, truncated") >= 6);
  assert.equal(cut.of("power-law"), 0);
});

test("without a goodness of fit no power law is named; one that is rejected and best leaves none", () => {
  const values = draw(power, 300, 1200, new Random(8, "no fit"));
  const tail = fitTail(values, 300, fitPowerLaw(values, 300)!);
  assert.deepEqual(remainingLaws(tail, 0.5), ["power-law"]);
  assert.deepEqual(remainingLaws(tail, 0.1), []);
  assert.deepEqual(remainingLaws(tail, Number.NaN), []);
});

test("laws as one number and back", () => {
  assert.equal(codeOf(["power-law"]), 1);
  assert.equal(codeOf(["truncated", "log-normal"]), 10);
  assert.ok(isCode("in_tail_law_layer2") && isCode("out_tail_law"), "no metric to correlate");
  assert.ok(!isCode("in_tail_share_layer2") && !isCode("in_tail_exponent_layer2"));
  for (let code = 0; code < 16; code++) assert.equal(codeOf(lawsOf(code)), code);
});
