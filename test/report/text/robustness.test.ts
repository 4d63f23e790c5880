import assert from "node:assert/strict";
import { test } from "node:test";
import type { Results } from "../../../src/report/inputs/results.js";
import type { Row } from "../../../src/report/rows.js";
import { robustness } from "../../../src/report/text/robustness.js";

const shift = (amplitude: number, value: number, lower: number, upper: number): Row => ({
  series: "magnitude",
  width: 1,
  amplitude,
  value,
  lower,
  upper,
  ratio: value / 0.01,
});

function says(tables: Readonly<Record<string, readonly Row[]>>) {
  const results = {
    primary: { label: "magnitude" },
    series: [],
    widths: [],
    inputs: { cells: { robustness: [] } },
    rows: (name: string) => tables[name] ?? [],
  } as unknown as Results;
  const { lead, titles } = robustness(results);
  return { lead: lead.replaceAll("\u00a0", " "), title: titles["noise-shift"] };
}

test("noise is said to move p_c only where the intervals are apart", () => {
  const without = shift(0, 0.01, 0.008, 0.012);
  assert.equal(
    says({ "noise-shift": [without, shift(0.5, 0.02, 0.016, 0.025)] }).title,
    "Noise of amplitude 0.5 multiplies p_c of width 1 by 2.0",
  );
  const same = says({ "noise-shift": [without, shift(0.5, 0.011, 0.009, 0.013)] });
  assert.equal(same.title, "Noise of amplitude 0.5 is not seen to move p_c of width 1");
  assert.match(same.lead, /1\.1 times that without noise; the intervals overlap\.$/);
});

test("comparisons are counted, not null models", () => {
  const areas = [0.1, 0.2, -0.1].map((difference) => ({
    series: "magnitude",
    difference,
    q: 0.05,
  }));
  const open = { series: "magnitude", difference: 0.3, q: 0.051 };
  assert.match(
    says({ "robustness-areas": [...areas, open] }).lead,
    /^Of 4 comparisons .* a larger share of its m under damage or noise in 2, a smaller one in 1, and in 1 they are not told apart/,
  );
});
