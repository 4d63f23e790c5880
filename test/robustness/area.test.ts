import assert from "node:assert/strict";
import { test } from "node:test";
import { exp, log } from "../../src/math.js";
import { Random } from "../../src/random.js";
import { leastOrder, meanHeight, robustnessAreas } from "../../src/robustness/area.js";
import { NoisyCurves, noiseShift } from "../../src/robustness/noise-shift.js";
import type { RobustnessObservation } from "../../src/robustness/observation.js";

const key = { dataset: "d", architecture: "fc", criterion: "magnitude", pruning: "iterative" };
const cell = { ...key, width: 1, size: 100, prunable: 10000 };

test("mean heights", () => {
  assert.equal(meanHeight([0, 1], [1, 0]), 0.5);
  assert.equal(meanHeight([0, 1, 3], [1, 1, 1]), 1);
  assert.equal(meanHeight([0, 1, 3], [2, 0, 0]), 1 / 3);
  assert.ok(Number.isNaN(meanHeight([0], [1])));
});

/** m = start (1 - fall x amount) for each seed; null models fall faster. `apart`: spread between models of a seed. */
function curves(
  start: number,
  fall: Readonly<Record<string, number>>,
  apart = 0,
): RobustnessObservation[] {
  const random = new Random(1, "areas");
  return [0, 1, 2, 3, 4].flatMap((seed) => {
    const own = 0.01 * random.normal();
    return Object.entries(fall)
      .map(([model, slope]) => [model, slope + apart * random.normal()] as const)
      .flatMap(([model, slope]) =>
        [0, 1].flatMap((repetition) =>
          [1, 0.5, 0].map((amount) => ({
            ...cell,
            seed,
            level: 3,
            density: 0.1,
            model,
            start: "initial",
            repetition,
            perturbation: "random-edges" as const,
            amount,
            order: start * (1 - (slope + own + (repetition - 0.5) * 0.02) * amount),
          })),
        ),
      );
  });
}

test("areas, retained shares and differences to the learned subnetwork", () => {
  const rows = robustnessAreas([curves(0.8, { learned: 0.4, degrees: 0.6 })], 0.95);
  const of = (model: string) => rows.find((row) => row.model === model)!;
  // A line from 1 to 1 - slope has the mean height 1 - slope / 2.
  assert.ok(Math.abs(of("learned").area.mean - 0.8 * 0.8) < 0.01);
  assert.ok(Math.abs(of("learned").retained.mean - 0.8) < 0.01);
  assert.ok(Math.abs(of("degrees").difference.mean + 0.1) < 1e-9, "noise is shared by the pair");
  assert.ok(of("degrees").difference.upper < -0.0999);
  assert.ok(Number.isNaN(of("degrees").p), "differences without any spread are no test");
  assert.equal(of("degrees").seeds, 5);
  assert.ok(Number.isNaN(of("learned").difference.mean) && Number.isNaN(of("learned").p));
});

test("cells one after the other are as all at once", () => {
  const all = curves(0.8, { learned: 0.4, degrees: 0.6 }, 0.005);
  const cells = [0, 1, 2, 3, 4].map((seed) => all.filter((o) => o.seed === seed));
  const models = ["learned", "degrees"].flatMap((model) =>
    cells.map((own) => own.filter((o) => o.model === model)),
  );
  const whole = robustnessAreas([all], 0.95);
  for (const parts of [cells, models]) assert.deepEqual(robustnessAreas(parts, 0.95), whole);
});

test("a second curve of a network is refused", () => {
  const own = curves(0.8, { learned: 0.4 }).filter((o) => o.seed === 2);
  assert.throws(
    () => robustnessAreas([own, own], 0.95),
    /found two of learned at level 3, seed 2 of d\/fc\/magnitude\/iterative\/1 under random-edges/,
  );
});

test("a difference that varies from seed to seed is tested", () => {
  const rows = robustnessAreas([curves(0.8, { learned: 0.4, degrees: 0.6 }, 0.005)], 0.95);
  const { p, q } = rows.find((row) => row.model === "degrees")!;
  assert.ok(p < 1e-4 && q <= p * 1.001, `${p}`);
});

test("a network that does not function retains nothing that could be named", () => {
  const rows = robustnessAreas([curves(leastOrder / 2, { learned: 0.4, degrees: 0.6 })], 0.95);
  for (const row of rows) {
    assert.ok(Number.isNaN(row.retained.mean));
    assert.ok(Number.isNaN(row.difference.mean));
    assert.ok(row.area.mean > 0);
  }
});

test("p_c moves as it was planted", () => {
  const random = new Random(2, "shift");
  const levels = Array.from({ length: 24 }, (_, level) => exp(level * log(0.8)));
  const observations = [0, 1, 2, 3, 4].flatMap((seed) => {
    const own = 0.05 * random.normal();
    return levels.flatMap((density, level) =>
      [0, 0.5, 1].map((amount) => {
        const x = log(density) - log(0.05) - amount * log(2) - own;
        return {
          ...cell,
          seed,
          level,
          density,
          model: "trajectory",
          start: "trajectory",
          repetition: 0,
          perturbation: "weight-noise" as const,
          amount,
          order: 1 / (1 + exp(-4 * x)),
        };
      }),
    );
  });
  const rows = noiseShift(observations, { seed: 0, repetitions: 200, confidence: 0.95 });
  assert.deepEqual(
    rows.map((row) => row.amplitude),
    [0, 0.5, 1],
  );
  rows.forEach((row) => {
    const factor = exp(row.amplitude * log(2));
    assert.ok(Math.abs(row.ratio / factor - 1) < 0.02, `${row.ratio}`);
    assert.ok(row.lower < row.value && row.value < row.upper);
    assert.equal(row.seeds, 5);
  });
  assert.ok(Math.abs(rows[0]!.value - 0.05) < 0.005);
  const cells = new NoisyCurves();
  for (const seed of [3, 0, 4, 1, 2]) cells.add(observations.filter((o) => o.seed === seed));
  const byCell = cells.shift({ seed: 0, repetitions: 200, confidence: 0.95 });
  const values = (all: typeof rows) => all.map(({ key: _, ...row }) => row);
  assert.deepEqual(values(byCell), values(rows), "in whatever order cells come");
});
