import assert from "node:assert/strict";
import { test } from "node:test";
import { extrapolationRows } from "../../../src/report/data/extrapolation.js";
import type { Results } from "../../../src/report/inputs/results.js";
import type { Rows } from "../../../src/report/rows.js";

const series = { label: "magnitude" };

/** Laws with their parameters: [value, lower, upper]. */
function rowsOf(laws: Record<string, Record<string, [number, number, number]>>): Rows {
  const limits = Object.entries(laws).flatMap(([law, parameters]) =>
    Object.entries(parameters).map(([parameter, [value, lower, upper]]) => ({
      ...{ series: "magnitude", phase: "after", control: "density", estimator: "half-recovery" },
      ...{ length: "width", law, parameter, value, lower, upper },
    })),
  );
  return extrapolationRows({
    series: [series],
    widths: [1, 2, 4],
    critical: () => ({ value: 0.1 }),
    rows: () => limits,
  } as unknown as Results);
}

const p = (value: number): Record<string, [number, number, number]> => ({ p: [value, 0, 0] });
const near = (a: unknown, b: number) => assert.ok(Math.abs(Number(a) / b - 1) < 1e-9, `${a}, ${b}`);

test("a law with a limit is drawn beyond the points, with the limit's interval", () => {
  const rows = rowsOf({
    offset: { ...p(0.5), p_inf: [0.01, 0.005, 0.02], c: [0.1, 0, 1], g: [1, 0, 2] },
    power: { ...p(0.5), c: [1, 0, 2], g: [1, 0, 2] },
  });
  near(rows[0]!["value"], 0.01 + 0.1);
  near(rows.at(-1)!["width"], 32);
  near(rows.at(-1)!["value"], 0.01 + 0.1 / 32);
  assert.equal(rows[0]!["limit"], 0.01);
  assert.deepEqual([rows[0]!["limit_lower"], rows[0]!["limit_upper"]], [0.005, 0.02]);
});

test("without a limit that describes them only between the points, and no limit is named", () => {
  const rows = rowsOf({
    offset: { ...p(0.001), p_inf: [0.01, 0.005, 0.02], c: [0.1, 0, 1], g: [1, 0, 2] },
    power: { ...p(0.5), c: [1, 0, 2], g: [0.5, 0, 2] },
  });
  near(rows.at(-1)!["width"], 4);
  near(rows.at(-1)!["value"], 1 / 2);
  assert.ok(rows.every(({ limit }) => limit === null));
});

test("a bent law about the mean of the logarithms; no law at all where none describes the points", () => {
  const bent: Record<string, [number, number, number]> = {
    c: [0.1, 0, 1],
    g: [1, 0, 2],
    h: [0.5, 0, 1],
  };
  const rows = rowsOf({ curved: { ...p(0.5), ...bent } });
  const l = Math.log(2); // of width 4, about the mean of ln 1, ln 2, ln 4
  near(rows.at(-1)!["value"], 0.1 * Math.exp(-l - 0.5 * l * l));
  assert.deepEqual(rowsOf({ curved: { ...p(0.001), ...bent } }), []);
  assert.deepEqual(rowsOf({}), []);
});
