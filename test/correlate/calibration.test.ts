/** Whether the permutation test rejects 5 % at 5 % where there is nothing to find. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { blocks } from "../../src/correlate/block.js";
import { CellPermutations, pooledP } from "../../src/correlate/cell-permutations.js";
import { ranked } from "../../src/correlate/ranked.js";
import { methods } from "../../src/correlate/scores.js";
import { strata } from "../../src/correlate/strata.js";
import { Random } from "../../src/random.js";
import { assertShare } from "../statistics/near.js";
import { type Shape, synthetic } from "./synthetic.js";

const trials = 400;
const zone = [0.05, 0.95] as const;

/** How many of the trials are rejected at 5 %, by method; `held`: with the control held fixed. */
function rejections(name: string, shape: Shape, held: boolean): Record<string, number> {
  const counts: Record<string, number> = Object.fromEntries(methods.map((m) => [m, 0]));
  for (let trial = 0; trial < trials; trial++) {
    const { data, metrics, controls } = synthetic(shape, new Random(trial, name));
    const covariates = held ? [controls["control"]!] : [];
    const columns = [metrics["metric"]!, data.target, ...covariates];
    const values = blocks(strata(data, "magnitude", zone), columns);
    for (const method of methods) {
      const p = pooledP(ranked(values, method), method, new CellPermutations(trial, 99));
      if (p <= 0.05) counts[method]!++;
    }
  }
  return counts;
}

const nothing = { levels: 14, effect: 0, hidden: 0 };

for (const cells of [[5, 5, 5, 5], [12], [4, 36]]) {
  test(`nothing to find, strata of ${cells.join(", ")} cells`, () => {
    const counts = rejections(`null ${cells}`, { ...nothing, cells }, false);
    for (const method of methods) assertShare(counts[method]!, trials, 0.05);
  });
}

test("nothing to find, and an idle control held fixed", () => {
  const counts = rejections("idle control", { ...nothing, cells: [5, 5, 5, 5] }, true);
  for (const method of methods) assertShare(counts[method]!, trials, 0.05);
});

test("what goes through the control alone is found without it and gone when it is held", () => {
  const shape = { levels: 14, effect: 0, hidden: 1.5, cells: [6, 6, 6, 6] };
  const without = rejections("through", shape, false);
  const held = rejections("through", shape, true);
  for (const method of methods) {
    assert.ok(without[method]! > 0.7 * trials, `${method} without: ${without[method]}`);
    // Ranks are no straight line through each other, so a trace of the control can stay.
    assert.ok(held[method]! < 0.12 * trials, `${method} held: ${held[method]}`);
  }
});

/** A test that ignores the cell structure, as a warning example: every row exchanged by itself. */
test("exchanging rows instead of cells would find what is not there", () => {
  let rejected = 0;
  for (let trial = 0; trial < 100; trial++) {
    const { data, metrics } = synthetic({ ...nothing, cells: [12] }, new Random(trial, "rows"));
    const [stratum] = strata(data, "magnitude", zone);
    // Each level as a stratum of its own: its cells are then exchanged apart from other levels.
    const apart = stratum!.levels.map((level, l) => ({
      ...stratum!,
      name: `level ${level}`,
      levels: [level],
      rows: stratum!.rows.map((row) => row.slice(l, l + 1)),
    }));
    const values = blocks(apart, [metrics["metric"]!, data.target]);
    const p = pooledP(ranked(values, "partial"), "partial", new CellPermutations(trial, 99));
    if (p <= 0.05) rejected++;
  }
  assert.ok(rejected > 20, String(rejected));
});
