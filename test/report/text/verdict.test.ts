import assert from "node:assert/strict";
import { test } from "node:test";
import { verdicts } from "../../../src/criticality/evidence.js";
import type { Results } from "../../../src/report/inputs/results.js";
import type { Row } from "../../../src/report/rows.js";
import { evidence, evidenceOf, verdict, verdictAnswers } from "../../../src/report/text/verdict.js";

const row: Row = {
  series: "magnitude",
  phase: "after",
  verdict: "undecided",
  ...Object.fromEntries(evidence.map((name) => [name, `${name} says so.`])),
};

const textOf = (found: Row) =>
  verdict({
    primary: { label: "magnitude", phrase: "magnitude pruning" },
    rows: (name: string) => (name === "verdict" ? [found] : []),
  } as unknown as Results);

test("the section says the verdict, why it is open, then its evidence, each sentence once", () => {
  assert.equal(
    textOf(row).lead,
    "Verdict for magnitude pruning after fine-tuning: undecided. open says so. collapse says so. models says so. sharpening says so. place says so. jump says so. power says so.",
  );
  assert.equal(
    textOf({ ...row, open: "", power: "", phase: "given" }).lead,
    "Verdict: undecided. collapse says so. models says so. sharpening says so. place says so. jump says so.",
  );
});

test("one reason that several sentences give is given once", () => {
  const said = evidenceOf(
    {
      open: "Laws could not be compared: one size only: scaling needs 3.",
      collapse: "No scaling collapse: one size only: scaling needs 3.",
      models: "No comparison of laws: one seed only.",
    },
    ["open", "collapse", "models", "jump"],
  );
  assert.equal(
    said,
    "Laws could not be compared: one size only: scaling needs 3. No comparison of laws: one seed only.",
  );
});

test("every verdict has a short answer, and only transitions are a yes", () => {
  assert.deepEqual(Object.keys(verdictAnswers).sort(), [...verdicts].sort());
  for (const [word, answer] of Object.entries(verdictAnswers))
    assert.equal(answer.startsWith("Yes"), /transition|jump/.test(word), word);
});
