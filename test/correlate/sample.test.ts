/** Of many cells a sample: how many, which, and that it is said. */
import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { correlate, correlateDefaults } from "../../src/correlate/correlate.js";
import { criticalProblem, orderProblem } from "../../src/correlate/problem.js";
import { correlationBudget, predictionBudget, sampled } from "../../src/correlate/sample.js";
import { Random } from "../../src/random.js";
import { synthetic } from "./synthetic.js";

const strata = (counts: readonly number[], levels: number) =>
  counts.map((count, s) => ({
    name: `w${s}`,
    cells: Array.from({ length: count }, (_, c) => `c${c}`),
    levels: { length: levels },
  }));

test("a sample keeps to its budget, and what is within the budget is kept whole", () => {
  const budgets = fc.constantFrom(correlationBudget, predictionBudget);
  const counts = fc.array(fc.integer({ min: 3, max: 2000 }), { minLength: 1, maxLength: 30 });
  fc.assert(
    fc.property(budgets, counts, fc.integer({ min: 1, max: 40 }), (budget, sizes, levels) => {
      const all = strata(sizes, levels);
      const places = sampled(all, budget, 1, "test");
      const cost = budget.cost === "cells" ? 1 : levels;
      const used = places.reduce((sum, own) => sum + own.length, 0);
      assert.ok(used * cost <= budget.all, `${used} cells at ${cost}`);
      places.forEach((own, s) => {
        assert.ok(own.length === 0 || own.length >= Math.min(sizes[s]!, budget.least));
        assert.ok(own.length * cost <= Math.max(budget.each, budget.least * cost));
        assert.deepEqual(
          own,
          [...new Set(own)].sort((a, b) => a - b),
        );
        assert.ok(own.every((place) => place < sizes[s]!));
      });
      const share = Math.min(budget.each, budget.all / sizes.length);
      if (sizes.every((size) => size * cost <= share))
        assert.deepEqual(
          places.map((own) => own.length),
          sizes,
        );
    }),
    { seed: 4, numRuns: 200 },
  );
});

test("of more strata than there is room for some are drawn, with cells enough to exchange", () => {
  const places = sampled(strata(Array(5000).fill(3), 1), correlationBudget, 0, "test");
  const used = places.filter((own) => own.length > 0);
  assert.equal(used.length, 333);
  assert.ok(used.every((own) => own.length === 3));
});

test("cells are drawn evenly, by the seed and the stratum's name alone", () => {
  const draw = (seed: number, sizes: readonly number[]) =>
    sampled(strata(sizes, 1), correlationBudget, seed, "test");
  assert.deepEqual(draw(1, [900, 900])[0], draw(1, [900, 4])[0]);
  assert.notDeepEqual(draw(1, [900])[0], draw(2, [900])[0]);
  const times = new Float64Array(900);
  for (let seed = 0; seed < 400; seed++) for (const c of draw(seed, [900])[0]!) times[c]!++;
  // 250 of 900 in 400 draws: 111 times each, with a deviation of 9.
  assert.ok(times.every((n) => n > 111 - 45 && n < 111 + 45));
});

test("many cells are sampled, which each row says; few are not", () => {
  const table = (cells: readonly number[]) =>
    synthetic({ cells, levels: 3, effect: 3, hidden: 0 }, new Random(2, "many"));
  const { data, metrics } = table([260, 10]);
  const rows = correlate(data, metrics, {}, { ...correlateDefaults, permutations: 200 });
  assert.deepEqual(
    rows.map(({ cells, sample }) => [cells, sample]),
    rows.map(() => [260, { cells: 260, of: 270 }]),
  );
  assert.ok(rows.every(({ verdict }) => verdict === "significant"));
  const few = table([8, 8]);
  const whole = correlate(few.data, few.metrics, {}, { ...correlateDefaults, permutations: 50 });
  assert.ok(whole.every(({ sample, cells }) => sample === undefined && cells === 16));
});

test("what is predicted is a sample too, of rows", () => {
  const shape = { cells: [700, 700], levels: 8, effect: 3, hidden: 0 };
  const { data } = synthetic(shape, new Random(3, "many"));
  const sizes = { hidden: data.stratum.map(() => 100), prunable: data.stratum.map(() => 5000) };
  for (const { target, sample, y, strata: parts } of [
    orderProblem(data, sizes, "magnitude", [0.05, 0.95]),
    criticalProblem(data, sizes, "magnitude"),
  ]) {
    assert.ok(y.length <= 2 * predictionBudget.each && y.length > predictionBudget.each, target);
    assert.equal(sample!.cells, parts[0]!.cells.length + parts[1]!.cells.length);
    assert.ok(sample!.of > sample!.cells);
  }
});
