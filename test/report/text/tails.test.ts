import assert from "node:assert/strict";
import { test } from "node:test";
import type { Level } from "../../../src/report/inputs/levels.js";
import type { Results } from "../../../src/report/inputs/results.js";
import { tailSentence } from "../../../src/report/text/tails.js";

const level = { rows: [0, 1, 2] } as unknown as Level;

function results(law: readonly number[], share: readonly number[]): Results {
  return {
    layers: (name: string) => (name === "in_tail_law" ? [1] : []),
    topology: {
      float64: (name: string) => Float64Array.from(name === "in_tail_law_layer1" ? law : share),
    },
  } as unknown as Results;
}

test("a law is named only where it remains alone, and the share of the tail is said", () => {
  assert.equal(
    tailSentence(results([1, 3, 3], [0.9, 0.25, 0.5]), level),
    "Tails of degrees there, by layer, side and seed: 1 power law and 2 undecided (not told apart: power law, log-normal); a tail holds 25\u00a0% to 90\u00a0% of the units with edges.",
  );
  assert.match(
    tailSentence(results([2, 0, Number.NaN], [0.5, 0.5, Number.NaN]), level),
    /: 1 rejected as a power law with no other law better and 1 log-normal; a tail holds 50\u00a0% of/,
  );
});

test("without a fit nothing is said of a law; without the columns nothing at all", () => {
  const none = [Number.NaN, Number.NaN, Number.NaN];
  assert.match(tailSentence(results(none, none), level), /^No layer has 50 units/);
  assert.equal(tailSentence({ layers: () => [] } as unknown as Results, level), "");
});
