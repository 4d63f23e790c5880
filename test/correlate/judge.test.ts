/** Each condition of the word "better", and a case in which it alone fails. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { better, judged, noBetter, uncertain, worse } from "../../src/correlate/judge.js";

const good = { base: 0.1, error: 0.08, exchanged: 0.102, lower: 0.01, upper: 0.03, p: 0.005 };
const of = (change: Partial<typeof good>) => judged({ ...good, ...change }, 0.95);

test("better where baseline and exchanged metrics are beaten and the interval is above zero", () => {
  assert.equal(of({}), better);
  assert.equal(of({ p: 0.05 }), better);
});

test("no better where exchanged metrics do as well", () => {
  assert.equal(of({ p: 0.055 }), noBetter);
  assert.equal(judged({ ...good, p: 0.03 }, 0.99), noBetter);
  assert.equal(of({ exchanged: 0.0801 }), noBetter);
});

test("no better where the baseline is not beaten, or by next to nothing", () => {
  assert.equal(of({ base: 0.08, lower: -0.01, upper: 0.01 }), noBetter);
  assert.equal(of({ base: 0.0801, exchanged: 0.0803, lower: 0.00005, upper: 0.00015 }), noBetter);
  assert.equal(of({ base: 0.0816, exchanged: 0.0803 }), noBetter);
  assert.equal(of({ base: 0.0817, exchanged: 0.0817 }), better); // a fiftieth and more
  const just = { error: 98, lower: 1, upper: 3 };
  assert.equal(of({ ...just, base: 100, exchanged: 200 }), better);
  assert.equal(of({ ...just, base: 200, exchanged: 100 }), better);
});

test("the amount is uncertain where the interval of the gain includes zero", () => {
  assert.equal(of({ lower: 0 }), uncertain);
  assert.equal(of({ lower: -0.001 }), uncertain);
  assert.match(uncertain, /^better than density and size alone/);
});

test("worse only where the whole interval is below zero", () => {
  const loss = { error: 0.12, lower: -0.04, p: 0.9 };
  assert.equal(of({ ...loss, upper: -0.001 }), worse);
  assert.equal(of({ ...loss, upper: 0.001 }), noBetter);
  assert.equal(of({ ...loss, upper: 0 }), noBetter);
});
