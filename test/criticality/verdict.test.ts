import assert from "node:assert/strict";
import { test } from "node:test";
import { type JumpTest, jumpTest } from "../../src/criticality/jump-test.js";
import { type Evidence, judgeSeries } from "../../src/criticality/verdict.js";

const weak: Evidence = {
  found: 4,
  sizes: 4,
  missing: "",
  limits: [],
  scaling: { reason: "one seed only at size 3: no error to weigh by" },
  models: { reason: "one seed only at size 3: no error to weigh by" },
  jump: jumpTest([]),
};

test("without a collapse and without models the answer is undecided, with the reasons", () => {
  const { verdict, sentences } = judgeSeries(weak);
  assert.equal(verdict, "undecided");
  assert.match(sentences[1]!, /^No scaling collapse: one seed only at size 3/);
  assert.match(sentences[3]!, /^No run falls within the levels/);
});

test("a jump decides where the runs show one, and is in the sentences either way", () => {
  const judged = (verdict: JumpTest["verdict"]) =>
    judgeSeries({ ...weak, jump: { ...weak.jump, verdict, sentence: `Said: ${verdict}.` } });
  assert.equal(judged("jump").verdict, "first-order jump");
  assert.equal(judged("no jump").verdict, "undecided");
  assert.equal(judged("cannot tell").verdict, "undecided");
  assert.equal(judged("cannot tell").sentences[3], "Said: cannot tell.");
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
