import assert from "node:assert/strict";
import { test } from "node:test";
import type { Results } from "../../../src/report/inputs/results.js";
import type { Row } from "../../../src/report/rows.js";
import { topologyShort } from "../../../src/report/text/topology.js";

const series = { label: "magnitude" };

/** Verdicts of degrees against layer densities and against the learned mask, side by side. */
function withVerdicts(verdicts: Readonly<Record<string, readonly [string, string]>>): Results {
  const rows = Object.entries(verdicts).flatMap(([side, [help, suffice]]): Row[] => {
    const own = {
      series: series.label,
      width: 1,
      start: "initial",
      scope: "side",
      side,
      first: "degrees",
    };
    return [
      { ...own, second: "layer-random", verdict: help },
      { ...own, second: "learned", verdict: suffice },
      // Of another start and another rung: not what the answer is about.
      { ...own, start: "inherited", second: "learned", verdict: "equivalent" },
      { ...own, first: "layer-random", second: "learned", verdict: "equivalent" },
    ];
  });
  return {
    primary: series,
    widths: [1],
    critical: () => undefined,
    rows: () => rows,
  } as unknown as Results;
}

test("degrees: where they help, and where they suffice", () => {
  const says = (verdicts: Parameters<typeof withVerdicts>[0]) =>
    topologyShort(withVerdicts(verdicts));
  assert.equal(
    says({
      "far-above": ["undecided", "lower"],
      above: ["higher", "lower"],
      below: ["higher", "lower"],
    }),
    "Degrees help above and below p_c and suffice nowhere.",
  );
  assert.equal(
    says({
      "far-above": ["equivalent", "lower within the margin"],
      above: ["lower", "lower"],
      below: ["neither functions", "neither functions"],
    }),
    "Degrees alone do not help and suffice far above p_c.",
  );
  assert.equal(
    says({ above: ["higher", "undecided"] }),
    "Degrees help above p_c and are not shown to suffice.",
  );
  assert.equal(
    says({ above: ["undecided", "lower"], below: ["neither functions", "nothing varies"] }),
    "Degrees are not shown to help and suffice nowhere.",
  );
  assert.equal(
    says({ below: ["neither functions", "neither functions"] }),
    "Of degrees the null models say nothing.",
  );
  assert.equal(says({}), "");
});
