/** When a law is beaten: by a margin of 10 and at 2 %, and what is simulated for it. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { bkt } from "../../src/models/bkt.js";
import { critical } from "../../src/models/critical.js";
import { drift } from "../../src/models/drift.js";
import { challenge } from "../../src/models/rivals.js";
import { best, type Told, ToldExperiment } from "./told.js";

/** drift at `own` against the critical law at 20 and BKT at `bktSquare`. */
function challenged(own: number, repetitions: number, told: Told, bktSquare = 1000) {
  const experiment = new ToldExperiment(told);
  const rivals = [best(critical, 20), best(bkt, bktSquare)];
  const options = { repetitions, seed: 1, name: "rivals" };
  const result = challenge(experiment, best(drift, own), rivals, options);
  return { ...result, drawn: experiment.drawn["none"] ?? 0 };
}

/** In the first `far` draws drift is worse than the critical law by `gain`, in the others by nothing. */
const worse =
  (gain: number, far = Number.POSITIVE_INFINITY): Told =>
  ({ name }, draw) =>
    name === "drift" && draw < far ? 30 + gain : 30;

test("a law within the margin is not beaten, and nothing is simulated", () => {
  assert.deepEqual(challenged(30, 49, worse(0)), {
    gain: 10,
    p: Number.NaN,
    beaten: false,
    drawn: 0,
  });
  assert.deepEqual(challenged(15, 49, worse(0)), {
    gain: -5,
    p: Number.NaN,
    beaten: false,
    drawn: 0,
  });
  assert.equal(challenged(Number.NaN, 49, worse(0)).beaten, false);
});

test("beyond the margin it is beaten where none of 49 draws has so large a gain", () => {
  const { gain, p, beaten, drawn } = challenged(30.5, 49, worse(0));
  assert.deepEqual([gain, p, beaten, drawn], [10.5, 1 / 50, true, 49]);
  // as large a gain counts, a smaller one does not
  assert.equal(challenged(30.5, 49, worse(10.4)).beaten, true);
  const one = challenged(30.5, 49, worse(10.5, 1));
  assert.deepEqual([one.beaten, one.drawn], [false, 1], "2 of 50: the rest decides nothing");
  assert.ok(one.p > 0.02);
});

test("of 99 draws one may have it", () => {
  const one = challenged(30.5, 99, worse(11, 1));
  assert.deepEqual([one.p, one.beaten, one.drawn], [0.02, true, 99]);
  const two = challenged(30.5, 99, worse(11, 2));
  assert.deepEqual([two.p, two.beaten, two.drawn], [0.03, false, 2]);
});

test("the best rival counts; those within the margin are not simulated", () => {
  assert.equal(challenged(30.5, 49, worse(0), 10).gain, 20.5);
  // BKT fits the draws far better, but did not beat the law on the data
  const byBkt: Told = ({ name }) => (name === "bkt" ? 0 : 30);
  assert.equal(challenged(30.5, 49, byBkt).beaten, true);
  assert.equal(challenged(30.5, 49, byBkt, 20.5).beaten, true, "at the margin");
  assert.equal(challenged(30.5, 49, byBkt, 20.4).beaten, false);
});
