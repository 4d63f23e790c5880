/** What is said of degrees: one word a verdict, each beside those that are said of another. */
import assert from "node:assert/strict";
import { test } from "node:test";
import type { Contrast } from "../../src/null-model/contrasts.js";
import type { Model } from "../../src/null-model/ladder.js";
import type { Verdict } from "../../src/null-model/paired.js";
import { degreeSentences } from "../../src/null-model/sentences.js";

const key = {
  dataset: "d",
  architecture: "fc4",
  criterion: "magnitude",
  pruning: "iterative",
  width: 0.5,
};

function contrast(second: Model, verdict: Verdict, change: Partial<Contrast> = {}): Contrast {
  return {
    key,
    start: "initial",
    scope: "side",
    level: -1,
    density: 0.01,
    side: "above",
    first: "degrees",
    second,
    verdict,
    seeds: 5,
    difference: 0.012,
    lower: 0.004,
    upper: 0.02,
    p: 0.01,
    q: 0.02,
    equivalenceP: 0.3,
    ...change,
  };
}

const said = (help: Verdict, suffice: Verdict, change: Partial<Contrast> = {}) =>
  degreeSentences(
    [contrast("layer-random", help, change), contrast("learned", suffice, change)],
    0.02,
  );

const start =
  "fc4, width 0.5, magnitude pruning, subnetworks retrained from their initial weights: above p_c ";
const numbers = "m +0.012, +0.004 to +0.020, 5 seeds";
const layers = `against layer densities alone (${numbers})`;
const mask = `against the learned mask (${numbers})`;

test("whether degrees help, by verdict", () => {
  const words: [Verdict, string][] = [
    ["higher", `help ${layers}`],
    ["lower", `harm ${layers}`],
    ["equivalent", `change nothing beyond the margin of 0.02 ${layers}`],
    ["higher within the margin", `change nothing beyond the margin of 0.02 ${layers}`],
    ["lower within the margin", `change nothing beyond the margin of 0.02 ${layers}`],
    ["undecided", `leave it open whether they help ${layers}`],
    ["one seed only", `are not compared ${layers}: there is one seed only`],
    ["nothing varies", `are not compared ${layers}: no seed differs from another`],
    [
      "neither functions",
      `are not compared ${layers}: neither subnetwork functions there (m below 0.1)`,
    ],
  ];
  for (const [verdict, text] of words)
    assert.deepEqual(said(verdict, "lower"), [
      `${start}the degrees ${text} and do not suffice ${mask}.`,
    ]);
});

test("whether degrees suffice, by verdict", () => {
  const words: [Verdict, string][] = [
    ["higher", `do better ${mask}`],
    ["lower", `do not suffice ${mask}`],
    ["equivalent", `suffice within the margin of 0.02 ${mask}`],
    ["higher within the margin", `suffice within the margin of 0.02 ${mask}`],
    ["lower within the margin", `suffice within the margin of 0.02 ${mask}`],
    ["undecided", `leave it open whether they suffice ${mask}`],
    ["one seed only", `are not compared ${mask}: there is one seed only`],
    ["nothing varies", `are not compared ${mask}: no seed differs from another`],
    [
      "neither functions",
      `are not compared ${mask}: neither subnetwork functions there (m below 0.1)`,
    ],
  ];
  for (const [verdict, text] of words)
    assert.deepEqual(said("higher", verdict), [`${start}the degrees help ${layers} and ${text}.`]);
});

test("nothing is known where both lack a test for the same reason; said once", () => {
  const nothing = `${start}nothing is known of the degrees: `;
  assert.deepEqual(said("one seed only", "one seed only"), [`${nothing}there is one seed only.`]);
  assert.deepEqual(said("nothing varies", "nothing varies"), [
    `${nothing}no seed differs from another.`,
  ]);
  // two reasons: each is given
  const [both] = said("nothing varies", "neither functions");
  assert.match(both!, /are not compared .*: no seed differs .* are not compared .*: neither sub/);
  assert.match(said("undecided", "undecided")[0]!, /leave it open whether they help/);
});

test("numbers carry their sign, and an interval is given whole or not at all", () => {
  const change = { difference: -0.03, lower: Number.NaN, upper: 0 };
  assert.match(said("lower", "lower", change)[0]!, /\(m -0\.030, without an interval, 5 seeds\)/);
});

test("one sentence a group and start, one clause a side; sides alone, and both comparisons", () => {
  const pair = (change: Partial<Contrast>) => [
    contrast("layer-random", "higher", change),
    contrast("learned", "lower", change),
  ];
  const all = [
    contrast("learned", "undecided", { first: "shuffled-weights" }),
    ...pair({}),
    ...pair({ side: "below" }),
    ...pair({ start: "inherited" }),
    ...pair({ key: { ...key, width: 2 } }),
    ...pair({ scope: "level", side: "at" }),
    contrast("layer-random", "lower", { side: "far-above" }),
  ];
  const sentences = degreeSentences(all, 0.02);
  const clauses = (sentence: string) => sentence.match(/\b(far )?(above|below|at) p_c\b/g);
  assert.deepEqual(sentences.map(clauses), [
    ["above p_c", "below p_c"],
    ["above p_c"],
    ["above p_c"],
  ]);
  assert.equal(sentences[0]!.split("; ").length, 2);
  assert.match(sentences[0]!, /do not suffice .*5 seeds\); below p_c the degrees help/);
  assert.match(sentences[1]!, /fine-tuned from the dense network's weights: above p_c/);
  assert.match(sentences[2]!, /^fc4, width 2,/);
  assert.deepEqual(degreeSentences([], 0.02), []);
});
