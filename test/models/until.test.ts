/** Fits that end once the answer is certain: the same answer as to the end. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { bkt } from "../../src/models/bkt.js";
import { critical } from "../../src/models/critical.js";
import { Experiment, fitsBelow, refitBest, studyLaw } from "../../src/models/study.js";
import { Random } from "../../src/random.js";
import { minimise } from "../../src/statistics/nelder-mead.js";

/** Curves of four sizes that steepen, each seed noisy. */
function experimentOf(seed: number): Experiment {
  const random = new Random(seed, "until");
  const control = Float64Array.from({ length: 18 }, (_, level) => 0.65 ** level);
  const samples = [16, 32, 64, 128].map((size) => ({
    size,
    factor: size,
    control: Array.from({ length: 5 }, () => control),
    values: Array.from({ length: 5 }, () =>
      control.map((p) => 1 / (1 + (0.02 / p) ** (0.4 * size ** 0.4)) + 0.02 * random.normal()),
    ),
  }));
  return new Experiment(samples);
}

test("whether a fit lies below a limit is told as by the whole fit", () => {
  const told = { below: 0, above: 0 };
  for (const seed of [1, 2]) {
    const experiment = experimentOf(seed);
    for (const law of [critical, bkt]) {
      const best = experiment.best(law);
      for (const fit of experiment.simulated(best, 12, new Random(seed, law.name))) {
        const whole = refitBest(fit, best).chiSquare;
        for (const share of [0.5, 0.999, 1, 1.0001, 1.002, 1.5]) {
          const below = whole < share * whole;
          assert.equal(fitsBelow(fit, best, share * whole), below, `${law.name}, ${share}`);
          told[below ? "below" : "above"]++;
        }
      }
    }
  }
  assert.deepEqual(told, { below: 144, above: 144 });
});

test("p alone is the p of a whole study, without replicates", () => {
  for (const seed of [3, 4, 5]) {
    const experiment = experimentOf(seed);
    const best = experiment.best(critical);
    const options = { repetitions: 29, seed, name: "alone" };
    const whole = studyLaw(experiment, best, options);
    const alone = studyLaw(experiment, best, { ...options, pAlone: true });
    assert.equal(alone.p, whole.p);
    assert.equal(alone.replicates.length, 0);
    assert.equal(whole.replicates.length, 29);
  }
});

test("a search ends at the first value that is enough, and else as without", () => {
  let calls = 0;
  const bowl = ([x, y]: Float64Array | number[]) => {
    calls++;
    return 1 + (x! - 3) ** 2 + (y! + 1) ** 2;
  };
  const steps = [0.5, 0.5];
  const whole = minimise(bowl, [0, 0], { steps });
  const all = calls;
  calls = 0;
  const soon = minimise(bowl, [0, 0], { steps, enough: 4 });
  assert.ok(soon.value < 4 && soon.value > whole.value);
  assert.ok(calls < all / 2);
  calls = 0;
  assert.deepEqual(minimise(bowl, [0, 0], { steps, enough: 1 }), whole);
  assert.equal(calls, all);
});
