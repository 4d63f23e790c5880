/** One metric that says all, among many that say nothing: it must be able to be significant. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { type Correlation, correlate } from "../../src/correlate/correlate.js";
import { Random } from "../../src/random.js";
import { assertNear } from "../statistics/near.js";
import { synthetic } from "./synthetic.js";

const options = { seed: 0, permutations: 2000, confidence: 0.95, zone: [0.05, 0.95] as const };

/** A metric that is the target, among so many of which each cell has one at random. */
function lone(cells: readonly number[], others: number, trial: number): Correlation[] {
  const random = new Random(trial, "lone");
  const { data } = synthetic({ cells, levels: 8, effect: 0, hidden: 0 }, random);
  const idle = Array.from({ length: others }, (_, i) => {
    const ofCell = new Map([...new Set(data.cell)].map((cell) => [cell, random.normal()]));
    return [`idle${i}`, Float64Array.from(data.cell, (cell) => ofCell.get(cell)!)];
  });
  return correlate(data, { copy: data.target, ...Object.fromEntries(idle) }, {}, options);
}

test("a metric identical to m, among 160 others, reaches q <= 0.01; few others do", () => {
  let [others, found] = [0, 0];
  for (let trial = 0; trial < 5; trial++) {
    const rows = lone([5, 5, 5, 5], 160, trial);
    for (const row of rows) {
      assert.ok(row.least <= 0.01, String(row.least));
      if (row.metric === "copy") assert.ok(row.q <= 0.01, `${row.method} ${row.q}`);
      if (row.verdict === "significant") row.metric === "copy" ? found++ : others++;
    }
  }
  assert.equal(found, 10);
  // Benjamini-Hochberg: at most 5 % of discoveries are false in the mean, that is about one of 11 here.
  assert.ok(others <= 4, String(others));
});

test("where no metric says anything, a table has a discovery at the nominal rate", () => {
  let found = 0;
  for (let trial = 0; trial < 20; trial++) {
    const rows = lone([5, 5, 5], 40, 100 + trial).filter((row) => row.metric !== "copy");
    const within = rows.filter((row) => row.method === "within-level");
    // Their own family: q without the copy.
    if (Math.min(...within.map((row) => row.p)) * within.length <= 0.05) found++;
  }
  // Expected 20 x 0.05 = 1; 5 and more have probability 0.003.
  assert.ok(found < 5, String(found));
});

test("a design in which no single metric could be significant says so", () => {
  const few = lone([5], 30, 1); // 120 exchanges of five cells: q >= 31 / 120
  for (const row of few) {
    assertNear(row.least, 31 / 120, 1e-15);
    assert.equal(
      row.verdict,
      "not significant: with so few cells no single one of 31 metrics could be",
    );
  }
  const enough = lone([5, 5], 30, 1); // 14,400
  for (const row of enough) {
    assert.ok(row.least < 0.01);
    if (row.metric !== "copy") assert.match(row.verdict, /^(not )?significant$/);
  }
});

test("a lone metric of a small family needs no more exchanges than it was given", () => {
  const [row] = lone([5, 5, 5], 0, 2);
  assert.equal(row!.p, 1 / 2001);
  assert.equal(row!.least, 1 / 2001);
});

test("one metric of six could be significant with five cells, one of seven not", () => {
  // 120 exchanges: q of 6 / 120 = 0.05
  for (const row of lone([5], 5, 3)) {
    assertNear(row.least, 0.05, 1e-15);
    assert.doesNotMatch(row.verdict, /no single one/);
  }
  for (const row of lone([5], 6, 3)) {
    assertNear(row.least, 7 / 120, 1e-15);
    if (row.q > 0.05) assert.match(row.verdict, /no single one of 7 metrics could be$/);
  }
});

test("fewer than 40 exchanges are no test: three and three cells, or four", () => {
  const verdicts = (cells: readonly number[]) => [
    ...new Set(lone(cells, 0, 4).map(({ verdict }) => verdict.split(":")[0])),
  ];
  assert.deepEqual(verdicts([3, 3]), ["not tested"]); // 36
  assert.deepEqual(verdicts([4]), ["not tested"]); // 24
  assert.notDeepEqual(verdicts([3, 4]), ["not tested"]); // 144
});
