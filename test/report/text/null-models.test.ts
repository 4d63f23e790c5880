import assert from "node:assert/strict";
import { test } from "node:test";
import type { Results } from "../../../src/report/inputs/results.js";
import type { Row } from "../../../src/report/rows.js";
import { nullModels } from "../../../src/report/text/null-models.js";

const base = {
  series: "magnitude",
  start: "initial",
  width: 1,
  first: "degrees",
  second: "learned",
};
const level = (density: number, difference: number | null, more: Row = {}): Row => ({
  ...base,
  scope: "level",
  density,
  difference,
  ...more,
});

function title(rows: readonly Row[]): string | undefined {
  const results = {
    primary: { label: "magnitude" },
    widths: [],
    tables: {},
    inputs: { cells: { "null-model": [] } },
    series: [],
    rows: () => rows,
  } as unknown as Results;
  return nullModels(results).titles["null-models"]?.replaceAll("\u00a0", " ");
}

test("the title names the point that the chart shows, not a mean over levels", () => {
  const side = { ...base, scope: "side", side: "above", difference: 0.47, density: 0.007 };
  assert.equal(
    title([side, level(0.01, 0.66, { first: "layer-random" }), level(0.004, 0.28)]),
    "The largest step of the ladder: layer-random − learned, +0.66 in m at 1.0 % density",
  );
});

test("a step down counts as well; other starts, series and missing values do not", () => {
  assert.equal(
    title([
      level(0.01, 0.2),
      level(0.02, -0.3),
      level(0.03, 0.9, { start: "inherited" }),
      level(0.03, 0.9, { series: "random" }),
      level(0.04, null),
      level(0.05, 0.1, { width: 2 }),
    ]),
    "The largest step of the ladder: degrees − learned, −0.30 in m at 2.0 % density, width 1",
  );
  assert.equal(title([{ ...base, scope: "side", difference: 0.5 }]), undefined);
});
