import assert from "node:assert/strict";
import { test } from "node:test";
import { verdicts } from "../../../src/criticality/evidence.js";
import type { Results } from "../../../src/report/inputs/results.js";
import type { Row } from "../../../src/report/rows.js";
import {
  evidence,
  evidenceOf,
  otherVerdicts,
  verdict,
  verdictAnswers,
  verdictOf,
} from "../../../src/report/text/verdict.js";

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

test("the verdict is that of the series, not before fine-tuning; others are named after it", () => {
  const rows: Row[] = [
    { series: "magnitude", phase: "before", verdict: "no collapse" },
    { series: "magnitude", phase: "after", verdict: "crossover" },
    { series: "random", phase: "after", verdict: "undecided" },
  ];
  const results = (labels: readonly string[]) =>
    ({
      primary: { label: labels[0], phrase: "" },
      series: labels.map((label) => ({ label })),
      rows: () => rows,
    }) as unknown as Results;
  assert.equal(verdictOf(results(["magnitude"]))?.["verdict"], "crossover");
  assert.equal(verdictOf(results(["magnitude"]), "random")?.["verdict"], "undecided");
  assert.equal(verdictOf(results(["snip"])), undefined);
  assert.equal(
    otherVerdicts(results(["magnitude", "random", "snip"])),
    "Other series: random (undecided).",
  );
  assert.equal(otherVerdicts(results(["magnitude"])), "");
  assert.equal(otherVerdicts(results(["magnitude", "snip"])), "");
});

test("titles say what the verdict's own sentences say first; without a verdict the kind is open", () => {
  assert.deepEqual(
    textOf({ ...row, sharpening: "The fall widens: by much.", collapse: "Rejected (S = 9)." })
      .titles,
    {
      transition: "The fall widens",
      collapse: "Rejected",
      models: "models says so",
    },
  );
  assert.ok(!("transition" in textOf({ ...row, sharpening: "" }).titles));
  const none = textOf({ ...row, series: "another" });
  assert.deepEqual(none.titles, {});
  assert.match(none.lead, /^No verdict table was given/);
});
