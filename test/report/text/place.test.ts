import assert from "node:assert/strict";
import { test } from "node:test";
import type { Estimate } from "../../../src/report/inputs/estimates.js";
import type { Results } from "../../../src/report/inputs/results.js";
import type { LabelledSeries } from "../../../src/report/inputs/series.js";
import type { Row } from "../../../src/report/rows.js";
import { place, placeRows } from "../../../src/report/text/place.js";

const series = { label: "magnitude" } as LabelledSeries;

const estimate = (width: number, value: number, lower: number, upper: number) =>
  ({ width, value, lower, upper, seeds: 5 }) as Estimate;
const small = estimate(0.25, 0.02, 0.016, 0.027);
const large = estimate(2, 0.0034, 0.0022, 0.005);

/** A row of limits.arrow on the half-recovery density. */
const limit = (law: string, parameter: string, value: number, lower = NaN, upper = NaN): Row => ({
  series: "magnitude",
  phase: "after",
  control: "density",
  estimator: "half-recovery",
  law,
  parameter,
  value,
  lower,
  upper,
});
const other = { ...limit("offset", "p", 0.9), control: "weights" };

const resultsOf = (found: readonly Estimate[], limits: readonly Row[] = [], widths = [0.25, 2]) =>
  ({
    widths,
    critical: (_: unknown, width: number) => found.find((e) => e.width === width),
    rows: () => [other, ...limits],
  }) as unknown as Results;

/** What is said, with plain spaces. */
function says(found: readonly Estimate[], limits: readonly Row[] = []): string {
  const results = resultsOf(found, limits);
  const { short, more } = place(results, series);
  return [short, ...more].join(" ").replaceAll("\u00a0", " ").trim();
}

test("p_c at the largest size, and what it does with size", () => {
  assert.match(
    says([small, large]),
    /^p_c = 0\.34 % \(0\.22 to 0\.50 %\) density at width 2, the largest\. It falls with size: from 2\.0 % \(1\.6 to 2\.7 %\) at width 0\.25, by a factor of 5\.9\./,
  );
  const same = estimate(2, 0.018, 0.012, 0.02);
  assert.match(says([small, same]), /no change with size is seen/);
  assert.match(
    says([small, estimate(2, 0.0034, NaN, NaN)]),
    /At width 0\.25 it is 2\.0 % .*: without intervals it is not known whether it moves with size\./,
  );
  assert.match(
    says([large, estimate(2, 0.05, 0.04, 0.06)].map((e, i) => ({ ...e, width: [0.25, 2][i]! }))),
    /It rises with size/,
  );
});

test("a size without p_c is not called the largest; without any nothing is said", () => {
  assert.equal(says([small]), "p_c = 2.0 % (1.6 to 2.7 %) density at width 0.25.");
  assert.equal(says([]), "");
});

test("an interval over more than a decade is no place", () => {
  const wide = estimate(2, 0.002, 0.000021, 0.0099);
  assert.match(
    says([small, wide]),
    /^5 seeds do not locate p_c at width 2: its interval spans 2\.7 decades\./,
  );
});

test("nothing is extrapolated by a law that does not describe the points", () => {
  const limits = (p: number, lower: number, upper = 0.002) => [
    limit("offset", "p_inf", 0.001, lower, upper),
    limit("offset", "p", p),
  ];
  assert.match(says([small, large], limits(0.05, 0.0005)), /nothing is said of larger networks/);
  assert.match(
    says([small, large], limits(0.051, 0.0005)),
    /large networks collapse at 0\.10 % \(0\.050 to 0\.20 %\)/,
  );
  assert.match(says([small, large], limits(0.3, 0)), /may be zero and is at most 0\.20 %/);
  assert.match(says([small, large], limits(0.3, 0, 0)), /, no limit above zero is seen in large/);
  assert.match(says([small, large], limits(0.3, NaN)), /has no interval/);
  assert.match(
    says([small, large], [limit("power", "p", 0.3)]),
    /Too few sizes to say where it goes/,
  );
});

test("a bend is told only by a law that describes the points", () => {
  const limits = (p: number, lower: number, upper: number) => [
    limit("curved", "h", 0.45, lower, upper),
    limit("curved", "p", p),
  ];
  assert.match(says([small, large], limits(0.7, 0.2, 0.7)), /, faster from size to size\./);
  assert.match(says([small, large], limits(0.7, -0.7, -0.2)), /, more slowly from size to size\./);
  assert.doesNotMatch(says([small, large], limits(0.7, -0.2, 0.7)), /from size to size/);
  assert.doesNotMatch(says([small, large], limits(0.01, 0.2, 0.7)), /from size to size/);
});

test("a rising place has no bend; a bend that touches zero is none; the only width is not the largest", () => {
  const limits = (lower: number, upper: number) => [
    limit("curved", "h", 0.45, lower, upper),
    limit("curved", "p", 0.7),
  ];
  const rising = [small, estimate(2, 0.05, 0.04, 0.06)];
  assert.doesNotMatch(says(rising, limits(0.2, 0.7)), /from size to size/);
  assert.doesNotMatch(says([small, large], limits(0, 0.7)), /from size to size/);
  assert.doesNotMatch(says([small, large], limits(-0.7, 0)), /from size to size/);
  const { short } = place(resultsOf([large], [], [2]), series);
  assert.equal(
    short.replaceAll("\u00a0", " "),
    "p_c = 0.34 % (0.22 to 0.50 %) density at width 2.",
  );
});

test("beside the largest stand the smallest width and large networks, where there are two", () => {
  const rows = (found: readonly Estimate[]) =>
    placeRows(resultsOf(found), series).map((row) =>
      row.map((text) => text.replaceAll("\u00a0", " ")),
    );
  assert.deepEqual(rows([small, large]), [
    ["At the smallest width, 0.25", "2.0 % (1.6 to 2.7 %) density."],
    ["In large networks", ""],
  ]);
  assert.deepEqual(rows([small]), []);
  assert.deepEqual(rows([]), []);
});
