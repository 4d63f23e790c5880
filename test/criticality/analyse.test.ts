import assert from "node:assert/strict";
import { test } from "node:test";
import { analyse, type Plan } from "../../src/criticality/analyse.js";
import type { VerdictWord } from "../../src/criticality/evidence.js";
import { groups } from "../../src/criticality/groups.js";
import type { Observation } from "../../src/criticality/observation.js";
import { seriesOf } from "../../src/criticality/series.js";
import { trajectories } from "../../src/criticality/trajectories.js";
import type { SizeSample } from "../../src/models/sample.js";
import { evenly, percolation } from "../scaling/lattices.js";
import { draw, jump, moving, smooth } from "../scaling/synthetic.js";

/** Samples as the observations of networks of that width, from the highest control downwards. */
function observations(samples: readonly SizeSample[]): Observation[] {
  return samples.flatMap(({ size, factor, control, values }) =>
    values.flatMap((row, seed) => {
      const order = Array.from(row.keys()).sort((a, b) => control[seed]![b]! - control[seed]![a]!);
      return order.map((at, level): Observation => {
        const [m, p] = [row[at]!, control[seed]![at]!];
        return {
          dataset: "d",
          architecture: "a",
          criterion: "c",
          pruning: "p",
          width: size,
          seed,
          level,
          size: factor,
          order: { before: m, after: m },
          control: { density: p, effective_density: p, weights: p, mean_degree: p },
        };
      });
    }),
  );
}

const plan: Plan = {
  controls: ["density"],
  lengths: ["width"],
  quantities: [],
  restore: (control) => control,
};

function verdictOf(samples: readonly SizeSample[]): [VerdictWord, string] {
  const all = groups(observations(samples)).map(trajectories);
  const options = { seed: 0, repetitions: 200, confidence: 0.95 };
  const [analysis] = analyse(seriesOf(all, ["after"]), plan, options);
  return [analysis!.verdict.verdict, Object.values(analysis!.verdict.sentences).join(" ")];
}

test("percolation is a continuous transition", () => {
  const samples = [12, 24, 48, 96].map((L) => percolation(L, 20, evenly(0.3, 0.7, 31)));
  const [verdict, why] = verdictOf(samples);
  assert.equal(verdict, "continuous transition", why);
});

test("a sigmoid of fixed width is a crossover, towards zero where its middle goes there", () => {
  assert.equal(verdictOf(draw({ ...smooth, seeds: 20 }, "verdict"))[0], "crossover");
  assert.equal(verdictOf(draw({ ...moving, seeds: 20 }, "verdict"))[0], "crossover towards zero");
});

test("runs that are in one of two phases are a first-order jump", () => {
  const [verdict, why] = verdictOf(draw(jump, "verdict"));
  assert.equal(verdict, "first-order jump", why);
});

test("no collapse within the levels is said as such", () => {
  const [verdict, why] = verdictOf(draw({ ...smooth, order: () => 0.9 }, "verdict"));
  assert.equal(verdict, "no collapse");
  assert.match(why, /all levels functional/);
});
