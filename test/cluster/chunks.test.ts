/** What is left as tasks: all of it, once, in tasks of some minutes, with what they need. */
import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { arraysOf, noTries, type Tries } from "../../src/cluster/chunks.js";
import { isGivenUp, MOST_DOUBLINGS, stuckPieces, triesAfter } from "../../src/cluster/outcome.js";
import { bundlesOf, needsOf, type Piece, phases, piecesOf } from "../../src/cluster/pieces.js";
import { parseExperiment } from "../../src/experiment/read.js";
import { targets } from "../../src/experiment/targets.js";

const piece = (name: string, seconds: number, megabytes = 300): Piece => ({
  ...{ name, targets: [name], phase: "measures", seconds, megabytes },
});

const settings = { minutes: 10, margin: 5, tasks: 1000 };

test("each piece is in one task, in order, and tasks are as long as they should be", () => {
  const given = fc.array(fc.tuple(fc.double({ min: 0.1, max: 5000, noNaN: true }), fc.nat(9000)), {
    maxLength: 300,
  });
  fc.assert(
    fc.property(given, fc.integer({ min: 1, max: 40 }), (sizes, tasks) => {
      const pieces = sizes.map(([seconds, megabytes], i) => piece(`${i}`, seconds, megabytes));
      const bundles = pieces.map((one) => [one]);
      const arrays = arraysOf(bundles, () => noTries, { ...settings, tasks });
      const names = arrays.flatMap(({ chunks }) => chunks.flat().map(({ name }) => name));
      assert.deepEqual([...names].sort(), pieces.map(({ name }) => name).sort());
      const total = pieces.reduce((sum, { seconds }) => sum + seconds, 0);
      const aim = Math.max(600, (2 * total) / tasks);
      for (const { chunks, minutes, megabytes } of arrays) {
        assert.ok(chunks.length <= tasks);
        for (const chunk of chunks) {
          const seconds = chunk.reduce((sum, one) => sum + one.seconds, 0);
          assert.ok(chunk.length === 1 || seconds <= aim);
          assert.ok(60 * minutes >= 300 + 2 * seconds && minutes < 2 * (5 + seconds / 30));
          for (const one of chunk) assert.ok(one.megabytes <= megabytes);
          const order = chunk.map(({ name }) => Number(name));
          assert.deepEqual(
            order,
            [...order].sort((a, b) => a - b),
          );
        }
      }
    }),
  );
});

test("what ran out of time or memory is given twice as much, by itself", () => {
  const tries = new Map<string, Tries>([
    ["slow", { ...noTries, time: 2 }],
    ["large", { ...noTries, memory: 1 }],
  ]);
  const pieces = ["plain", "slow", "large"].map((name) => piece(name, 60));
  const arrays = arraysOf(
    pieces.map((one) => [one]),
    ({ name }) => tries.get(name) ?? noTries,
    settings,
  );
  const found = arrays.map(({ chunks, minutes, megabytes }) => [
    chunks.flat().map(({ name }) => name),
    minutes,
    megabytes,
  ]);
  assert.deepEqual(found, [
    [["plain"], 8, 512],
    [["slow"], 32, 512],
    [["large"], 8, 1024],
  ]);
});

test("how a task went, by what it left", () => {
  const left = (code: number | undefined, log = "", begun = true) =>
    triesAfter(noTries, { begun, code, log }, false);
  const limit = "slurmstepd: error: *** JOB 9 ON n1 CANCELLED AT 2026-01-01 DUE TO TIME LIMIT ***";
  const memory = "slurmstepd: error: Step 9.batch exceeded memory limit (900 > 500), being killed";
  const oom = "slurmstepd: error: Detected 1 oom-kill event(s) in StepId=9.batch";
  assert.deepEqual(left(undefined, limit), { ...noTries, time: 1 });
  assert.deepEqual(left(undefined, memory), { ...noTries, memory: 1 });
  assert.deepEqual(left(0, oom), { ...noTries, memory: 1 });
  assert.deepEqual(left(137), { ...noTries, memory: 1 }, "killed");
  assert.deepEqual(left(undefined), { time: 1, memory: 1, failures: 0 }, "nobody knows why");
  assert.deepEqual(left(2, "x.arrow: damaged"), { ...noTries, failures: 1 });
  assert.deepEqual(left(undefined, "", false), { ...noTries, failures: 1 }, "no trace");
  assert.deepEqual(triesAfter(noTries, { begun: true, code: 2, log: "" }, true), noTries);
});

test("what is given up holds up what is made from it, and nothing else", () => {
  assert.ok(!isGivenUp({ time: MOST_DOUBLINGS, memory: MOST_DOUBLINGS, failures: 1 }));
  assert.ok(isGivenUp({ ...noTries, time: MOST_DOUBLINGS + 1 }));
  assert.ok(isGivenUp({ ...noTries, failures: 2 }));
  const experiment = parseExperiment("x.json", { seeds: 1, widths: [1, 2] });
  const all = targets(experiment);
  const pieces = piecesOf(all, new Set(all.map(({ target }) => target)));
  const names = pieces.map(({ name }) => name);
  const bad = "dense/fc4-w2-s0/performance.arrow";
  const tries = (name: string) => ({ ...noTries, failures: name === bad ? 2 : 0 });
  const stuck = stuckPieces(names, needsOf(all, pieces), tries);
  const expected = pieces.filter(
    ({ name, phase }) => name === bad || phase === "run" || name.startsWith("cells/fc4-w2-"),
  );
  assert.deepEqual(
    [...stuck],
    expected.map(({ name }) => name),
  );
});

test("the pieces of a plan: each is made from what phases before it make, or its own task", () => {
  const experiment = parseExperiment("x.json", {
    ...{ seeds: 3, widths: [0.1, 8], criteria: ["magnitude", "random"] },
    ...{ nullModels: { densities: [0.1] }, robustness: {}, structure: {} },
  });
  const all = targets(experiment);
  const pieces = piecesOf(all, new Set(all.map(({ target }) => target)));
  assert.equal(pieces.flatMap(({ targets: own }) => own).length, all.length);
  const needs = needsOf(all, pieces);
  const byName = new Map(pieces.map((one) => [one.name, one]));
  let count = 0;
  for (const phase of phases) {
    const bundles = bundlesOf(
      pieces.filter((one) => one.phase === phase),
      needs,
    );
    for (const bundle of bundles)
      for (const [place, { name }] of bundle.entries()) {
        count++;
        for (const other of needs.get(name)!) {
          const from = byName.get(other)!;
          const before = phases.indexOf(from.phase) < phases.indexOf(phase);
          assert.ok(before || bundle.slice(0, place).includes(from), `${name} needs ${other}`);
        }
      }
  }
  assert.equal(count, pieces.length);
  assert.equal(pieces.filter(({ phase }) => phase === "run").length, 1);
  for (const { megabytes, seconds } of pieces) assert.ok(megabytes > 200 && seconds > 0);
});
