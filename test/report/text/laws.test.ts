import assert from "node:assert/strict";
import { test } from "node:test";
import { lawRows } from "../../../src/report/inputs/laws.js";
import type { Results } from "../../../src/report/inputs/results.js";
import type { Row } from "../../../src/report/rows.js";
import { lawsTitle } from "../../../src/report/text/laws.js";

const key = { series: "magnitude", phase: "after", control: "density", length: "hidden_units" };
const verdict: Row = { ...key, verdict: "undecided", models: "No comparison: one size." };

type Law = readonly [name: string, p: number | null, remaining: 0 | 1];

/** Results whose models are these, with one of another phase that must not count. */
function withModels(...models: readonly Law[]): Results {
  const rows = models.map(([model, p, remaining]) => ({ ...key, model, p, remaining }));
  const other = { ...key, phase: "before", model: "critical", p: 0.9, remaining: 1 };
  return { rows: () => [...rows, other] } as unknown as Results;
}

const title = (...models: readonly Law[]) => lawsTitle(withModels(...models), verdict);

test("a law that no other beats and that fits badly is not said to describe the curves", () => {
  assert.equal(
    title(["bkt", 0.02, 1], ["drift", 0.02, 0]),
    "None of the laws describes the curves; only the BKT-like law is not beaten by another",
  );
  assert.equal(
    title(["bkt", 0.02, 1], ["critical", null, 1]),
    "None of the laws that are left describes the curves: the BKT-like law and the critical power law",
  );
});

test("one law that describes the curves, alone or beside poor ones", () => {
  assert.equal(
    title(["critical", 0.021, 1], ["drift", 0.4, 0]),
    "Only the critical power law is left, and it describes the curves",
  );
  assert.equal(
    title(["critical", 0.4, 1], ["drift", 0.01, 1]),
    "Of the laws that are left only the critical power law describes the curves",
  );
});

test("several that describe the curves are not told apart; none left is said", () => {
  assert.equal(
    title(["critical", 0.4, 1], ["drift", 0.3, 1], ["bkt", 0.01, 1]),
    "Not told apart: the critical power law and the curve that only moves with size",
  );
  assert.equal(title(["critical", 0.4, 0], ["bkt", 0.3, 0]), "Every law is beaten by another");
});

test("without models the verdict's own words stand", () => {
  assert.equal(title(), "No comparison");
});

test("the chart is told how each law stands", () => {
  const rows = lawRows([
    { model: "drift", p: 0.3, remaining: 1 },
    { model: "bkt", p: 0.02, remaining: 1 },
    { model: "critical", p: 0.5, remaining: 0 },
    { model: "narrowing", p: null, remaining: 0 },
  ]);
  assert.deepEqual(
    rows.map(({ standing, describes }) => [standing, describes]),
    [
      ["not beaten; describes the curves", 1],
      ["not beaten; does not describe the curves", 0],
      ["beaten by another law", 0],
      ["beaten by another law", 0],
    ],
  );
});
