/** p of a law by counting, and how forms of saturation that are not told apart share the draws. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { critical } from "../../src/models/critical.js";
import { drift } from "../../src/models/drift.js";
import { type Best, Experiment, studyLaw } from "../../src/models/study.js";
import { Random } from "../../src/random.js";
import { best, type Told, ToldExperiment } from "./told.js";

function studied(own: Best, repetitions: number, told: Told) {
  const experiment = new ToldExperiment(told);
  let steps = 0;
  const progress = () => {
    steps++;
  };
  const options = { repetitions, seed: 1, name: "study", progress };
  const { p, replicates } = studyLaw(experiment, own, options);
  return { p, count: replicates.length, drawn: experiment.drawn, steps };
}

test("p: how many draws fit as badly, the experiment itself among them", () => {
  const own = best(critical, 20);
  const four: Told = (_, draw) => (draw < 4 ? 20 : 19.9); // as badly counts
  assert.deepEqual(studied(own, 19, four), {
    p: 5 / 20,
    count: 19,
    drawn: { none: 19 },
    steps: 19,
  });
  assert.equal(studied(own, 19, () => 19).p, 1 / 20);
  assert.equal(studied(own, 19, () => 21).p, 1);
  assert.deepEqual(studied(own, 0, four), { p: Number.NaN, count: 0, drawn: {}, steps: 0 });
  assert.equal(studied(own, 1, () => 19).p, 1 / 2);
});

test("forms within 6 of the best share the draws; p is of those of the best form", () => {
  const own = best(critical, 20, { tanh: 26, exponential: 26.1 });
  const shared = studied(own, 5, (_, draw) => (draw === 1 ? 50 : 10));
  assert.deepEqual(shared.drawn, { none: 3, tanh: 2 });
  assert.deepEqual([shared.p, shared.count, shared.steps], [2 / 4, 5, 5]);
  const three = studied(best(critical, 20, { tanh: 26, exponential: 25 }), 8, () => 10);
  assert.deepEqual(three.drawn, { none: 3, tanh: 3, exponential: 2 });
  assert.equal(three.p, 1 / 4);
});

test("so many experiments are simulated, on the levels that were compared", () => {
  const random = new Random(1, "noisy");
  const noisy = new ToldExperiment(() => 0).samples.map((sample) => ({
    ...sample,
    values: sample.values.map((row) => row.map((m) => m + 0.03 * random.normal())),
  }));
  const experiment = new Experiment(noisy);
  const fits = [...experiment.simulated(experiment.best(drift), 20, random)];
  assert.equal(fits.length, 20);
  for (const fit of fits) {
    assert.equal(fit.points, experiment.fit.points);
    assert.equal(fit.rough, experiment.fit.rough);
  }
  assert.ok(new Set(fits.map((fit) => fit.chiSquare(drift, [0, 0]))).size > 15, "they differ");
  const silent = { repetitions: 3, seed: 1, name: "silent" };
  assert.equal(studyLaw(experiment, experiment.best(drift), silent).replicates.length, 3);
});

test("draws are fitted in every form that was near, and the preferred one counts", () => {
  const own = best(critical, 20, { tanh: 30 });
  // tanh lowers chi-square by more than 4 (fit-law.ts), or by less
  assert.equal(studied(own, 9, (_, __, { name }) => (name === "tanh" ? 15 : 22)).p, 1 / 10);
  assert.equal(studied(own, 9, (_, __, { name }) => (name === "tanh" ? 19 : 22)).p, 1);
});

test("an own experiment's forms: one for laws in ln p, those worth trying for the others", () => {
  const experiment = new ToldExperiment(() => 0);
  const found = experiment.best(critical);
  const least = Math.min(...found.forms.map(({ chiSquare }) => chiSquare));
  assert.ok(found.forms.every(({ chiSquare }) => chiSquare <= least + 6));
  assert.ok(found.forms.some(({ chiSquare }) => chiSquare === found.chiSquare));
  assert.ok(found.chiSquare <= least + 4);
  assert.deepEqual(
    experiment.best(drift).forms.map(({ saturation }) => saturation.name),
    ["none"],
  );
});
