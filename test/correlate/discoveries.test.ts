/** The whole stage with many metrics at once: false discoveries, and one that is true. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { correlate } from "../../src/correlate/correlate.js";
import { methods } from "../../src/correlate/scores.js";
import { Random } from "../../src/random.js";
import { synthetic } from "./synthetic.js";

const trials = 60;
const options = { permutations: 399, confidence: 0.95, zone: [0.05, 0.95] as const };
const shape = { cells: [6, 6, 6], levels: 12, effect: 0, hidden: 0 };

/** Tables whose metrics are those of other tables: real in every way, and about other cells. */
function metricsOf(count: number, trial: number, name: string) {
  return Object.fromEntries(
    Array.from({ length: count }, (_, i) => [
      `noise${i}`,
      synthetic(shape, new Random(trial, `${name} ${i}`)).metrics["metric"]!,
    ]),
  );
}

test("pure noise: some metric is called significant in 5 % of the tables at most", () => {
  const found: Record<string, number> = {};
  for (let trial = 0; trial < trials; trial++) {
    const { data, controls } = synthetic(shape, new Random(trial, "pure noise"));
    const metrics = metricsOf(8, trial, "pure noise");
    const rows = correlate(data, metrics, controls, { ...options, seed: trial });
    for (const method of methods)
      for (const control of ["", "control"]) {
        const own = rows.filter((r) => r.method === method && r.control === control);
        assert.equal(own.length, 8);
        const key = `${method} ${control}`;
        if (own.some((r) => r.verdict === "significant")) found[key] = (found[key] ?? 0) + 1;
      }
  }
  // Where all hypotheses are null the rate of false discoveries is that of any discovery: 5 %, 3 of
  // 60; 9 and more would have probability 0.003.
  for (const [key, count] of Object.entries(found)) assert.ok(count < 9, `${key}: ${count}`);
});

test("one planted effect among noise is found, and few of the others", () => {
  let [hits, others, discoveries] = [0, 0, 0];
  const runs = 30;
  for (let trial = 0; trial < runs; trial++) {
    const planted = synthetic({ ...shape, effect: 5 }, new Random(trial, "planted"));
    const metrics = { planted: planted.metrics["metric"]!, ...metricsOf(10, trial, "planted") };
    const rows = correlate(planted.data, metrics, {}, { ...options, seed: trial });
    for (const row of rows.filter((r) => r.method === "partial")) {
      if (row.verdict !== "significant") continue;
      discoveries++;
      if (row.metric === "planted") hits++;
      else others++;
    }
  }
  assert.ok(hits >= 0.9 * runs, `${hits}`);
  // False discoveries / all: at most 5 % is promised; 0.12 leaves room for 30 runs.
  assert.ok(others / discoveries < 0.12, `${others} of ${discoveries}`);
});
