/**
 * A small part of `make calibrate`: verdicts on experiments of known truth, at the design of 4 sizes,
 * 8 seeds and a ratio of 0.65. Bounds are those of a binomial with the rates of docs/calibration.md.
 */
import assert from "node:assert/strict";
import { test } from "node:test";
import { families } from "../../bench/calibration/families.js";
import { runTrial, type Trial } from "../../bench/calibration/trial.js";

const design = { sizes: [16, 32, 64, 128], seeds: 8, ratio: 0.65, until: 5e-4, noise: 0.01 };

function trials(names: readonly string[]): Trial[] {
  return names.map((name, i) => {
    const family = families.find((f) => f.name === name)!;
    return runTrial(family, design, "test", i);
  });
}

test("transitions are called transitions: 5 of 6 at least, of 9 in 10", () => {
  const found = trials([
    "logistic, p_c 0.01, 1/nu 0.5, beta/nu 0.15",
    "gompertz, p_c 0.02, 1/nu 0.75, beta/nu 0.2",
    "weibull, p_c 0.02, 1/nu 0.6, beta/nu 0.1",
    "min(1, h), p_c 0.01, 1/nu 0.75, beta/nu 0.25",
    "bkt, logistic, p_c 0.02",
    "bkt, gompertz, p_c 0.02",
  ]);
  const named = found.filter(({ verdict }) => /transition/.test(verdict));
  assert.ok(named.length >= 5, found.map(({ verdict }) => verdict).join("; "));
});

test("smooth changes are called crossovers, and none a transition or a jump", () => {
  const found = trials([
    "logistic, in place",
    "gompertz, drift 0.5",
    "weibull, drift 1, wide",
    "error law, drift 0.5",
    "logistic, curved drift",
    "gompertz, levelling drift",
    "weibull, narrowing",
    "normal, widening",
  ]);
  const words = found.map(({ family, verdict }) => `${family}: ${verdict}`).join("; ");
  assert.ok(found.filter(({ verdict }) => /^crossover/.test(verdict)).length >= 7, words);
  assert.ok(
    found.every(({ verdict }) => !/transition|jump/.test(verdict)),
    words,
  );
});

test("a jump is called one, and a curve that does not fall no collapse", () => {
  const [jump, flat] = trials(["jump by 0.9", "constant"]);
  assert.equal(jump!.verdict, "first-order jump");
  assert.equal(flat!.verdict, "no collapse");
});
