import assert from "node:assert/strict";
import { test } from "node:test";
import { type Evidence, judgeSeries } from "../../src/criticality/verdict.js";

const weak: Evidence = {
  found: 4,
  sizes: 4,
  missing: "",
  limits: [],
  scaling: { reason: "one seed only at size 3: no error to weigh by" },
  models: { reason: "one seed only at size 3: no error to weigh by" },
  unimodal: [Number.NaN, Number.NaN],
};

test("without a collapse and without models the answer is undecided, with the reasons", () => {
  const { verdict, sentences } = judgeSeries(weak);
  assert.equal(verdict, "undecided");
  assert.match(sentences[1]!, /^No scaling collapse: one seed only at size 3/);
  assert.match(sentences[3]!, /^Too few runs/);
});

test("two kinds of runs decide only where both of the largest sizes have them", () => {
  const word = (unimodal: readonly number[]) => judgeSeries({ ...weak, unimodal }).verdict;
  assert.equal(word([0.5, 0.01, 0.002]), "first-order jump");
  assert.equal(word([0.01, 0.002, 0.2]), "undecided");
  assert.equal(word([0.002]), "undecided");
});

test("no half recovery anywhere is no collapse", () => {
  const none = { ...weak, found: 0, missing: "all levels functional" };
  const { verdict, sentences } = judgeSeries(none);
  assert.equal(verdict, "no collapse");
  assert.match(sentences[0]!, /all levels functional/);
});

test("a transition needs a collapse: critical alone, but rejected, is undecided", () => {
  const models = { results: [], error: 0.02, remaining: ["critical"] as const };
  assert.equal(judgeSeries({ ...weak, models }).verdict, "undecided");
  const smooth = { results: [], error: 0.02, remaining: ["sigmoid", "error-law"] as const };
  assert.equal(judgeSeries({ ...weak, models: smooth }).verdict, "crossover");
});
