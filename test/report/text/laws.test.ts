import assert from "node:assert/strict";
import { test } from "node:test";
import type { Results } from "../../../src/report/inputs/results.js";
import type { Row } from "../../../src/report/rows.js";
import { lawsSentence, lawsTitle, whyUndecided } from "../../../src/report/text/laws.js";

const key = { series: "magnitude", phase: "after", control: "density", length: "hidden_units" };
const verdict = (word: string): Row => ({
  ...key,
  verdict: word,
  models: "No comparison: one size.",
});

/** Results whose models are these, with the error of m and whether they remain. */
function withModels(...models: [name: string, prediction: number, remaining: number][]): Results {
  const rows = models.map(([model, prediction, remaining]) => {
    return { ...key, model, prediction, remaining, error: 0.02 };
  });
  const other = {
    ...key,
    phase: "before",
    model: "critical",
    prediction: 0,
    remaining: 1,
    error: 1,
  };
  return { rows: () => [...rows, other] } as unknown as Results;
}

test("a law that does best and is poor is said to be both, and why it is not accepted", () => {
  const results = withModels(["sigmoid", 0.13, 0], ["bkt", 0.11, 1]);
  assert.match(
    lawsSentence(results, verdict("undecided")),
    /the BKT-like law predicts .* best: error of m 0\.11, before the sigmoid \(0\.13\)\. .*off by 5\.5 times that: none describes them/,
  );
  assert.match(lawsTitle(results, verdict("undecided")), /^The BKT-like law .* best, but poorly$/);
  assert.match(
    whyUndecided(results, verdict("undecided")),
    /^The BKT-like law predicts best, but a transition is accepted only where the curves collapse/,
  );
  assert.equal(whyUndecided(results, verdict("BKT-like transition")), "");
});

test("a law as good as the curves are known is not called poor", () => {
  const results = withModels(["critical", 0.03, 1], ["jump", 0.2, 0]);
  assert.match(lawsSentence(results, verdict("continuous transition")), /are known to 0\.020\.$/);
  assert.match(
    lawsTitle(results, verdict("continuous transition")),
    /about as well as they are known$/,
  );
});

test("several laws left: by their errors, and of which kinds they are", () => {
  const mixed = withModels(["sigmoid", 0.031, 1], ["critical", 0.03, 1], ["jump", 0.2, 0]);
  assert.match(
    lawsSentence(mixed, verdict("undecided")),
    /equally well.*the critical power law \(0\.030\) and the sigmoid \(0\.031\), before the jump/,
  );
  assert.match(whyUndecided(mixed, verdict("undecided")), /of a transition and of a smooth change/);
  const abrupt = withModels(["bkt", 0.031, 1], ["critical", 0.03, 1]);
  assert.match(whyUndecided(abrupt, verdict("undecided")), /^Laws of different transitions/);
  const jump = withModels(["jump", 0.03, 1]);
  assert.match(whyUndecided(jump, verdict("undecided")), /runs of two kinds/);
});

test("without models the verdict's own words stand", () => {
  const none = withModels();
  assert.equal(lawsSentence(none, verdict("undecided")), "No comparison: one size.");
  assert.equal(whyUndecided(none, verdict("undecided")), "");
  assert.equal(lawsTitle(none, verdict("undecided")), "No comparison");
});
