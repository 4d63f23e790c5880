import assert from "node:assert/strict";
import { test } from "node:test";
import type { Results } from "../../../src/report/inputs/results.js";
import type { Row } from "../../../src/report/rows.js";
import { scalingTables } from "../../../src/report/tables/scaling.js";

const series = ["magnitude", "random"].map((label) => ({
  label,
  dataset: "glyphs",
  architecture: "fc4",
  criterion: label,
  pruning: "iterative",
}));
const key = { phase: "after", control: "density", length: "hidden_units" };

type Tables = Readonly<Record<string, readonly Row[]>>;

/** Lines of all tables as a reader sees them. */
function linesOf(tables: Tables): string[] {
  const results = {
    series,
    primary: series[0],
    tables: {},
    rows: (name: string) => tables[name] ?? [],
  } as unknown as Results;
  return scalingTables(results)
    .flatMap(({ text }) => text.split("<tr>"))
    .map((line) => line.replace(/<[^>]*>/g, " ").replace(/[\s\u00a0]+/g, " "));
}

const scaling = (parameter: string, value: number, more: Row = {}): Row => ({
  ...key,
  series: "magnitude",
  quantity: "accuracy",
  variant: "all sizes",
  smallest: 56,
  sizes: 4,
  seeds: 5,
  saturation: "tanh",
  parameter,
  value,
  lower: null,
  upper: null,
  quality: 1.2,
  p: 0.4,
  verdict: "not rejected; without intervals",
  ...more,
});
const fit = (p_c: number, more: Row = {}) =>
  [
    ["p_c", p_c],
    ["1/nu", 1.03],
    ["beta/nu", 3e-8],
  ].map(([name, value]) => scaling(String(name), Number(value), more));

test("a p_c that is not above zero is no density; an exponent at its bound is 0", () => {
  const line = linesOf({ scaling: fit(-0.00037) }).find((l) => l.includes("without intervals"))!;
  assert.match(line, /1\.20 0\.40 none above zero 1\.03 0 /);
  assert.match(line, /tanh/);
});

test("where nothing could be fitted no table says so 32 times", () => {
  const none = { ...scaling("p_c", 0), value: null, saturation: "", verdict: "one size only" };
  assert.ok(!linesOf({ scaling: [none] }).some((l) => l.includes("one size only")));
});

test("the survey says what it is", () => {
  const [caption] = linesOf({ scaling: fit(0.01) }).filter((l) => l.includes("survey"));
  assert.match(
    caption!,
    /at most 39 simulated experiments, no interval, and no correction for the number of tries/,
  );
});

test("how the estimates drift: without the smallest sizes, and corrected with c and d", () => {
  const without = fit(0.02, { variant: "without the smallest", smallest: 112 });
  const more = { variant: "corrected" };
  const corrected = [...fit(0.03, more), scaling("c", 0.5, more), scaling("d", -0.25, more)];
  const verdict = [{ ...key, series: "magnitude", verdict: "undecided" }];
  const lines = linesOf({ scaling: [...fit(0.01), ...without, ...corrected], verdict });
  const has = (pattern: RegExp) =>
    assert.ok(
      lines.some((l) => pattern.test(l)),
      String(pattern),
    );
  has(/without the smallest 112 1\.20 0\.0200 1\.03 0/);
  has(/corrected 56\.0 1\.20 0\.0300 1\.03 0 0\.500 −0\.250/);
});

test("which estimates leave their interval where the fit is made otherwise", () => {
  const bounded = [
    scaling("p_c", 0.01, { lower: 0.008, upper: 0.012 }),
    scaling("1/nu", 1.03, { lower: 0.9, upper: 1.03 }),
    scaling("beta/nu", 0.1, { lower: 0, upper: 0.2 }),
  ];
  const variant = "a level less at each end";
  const other = (values: readonly (readonly [string, number])[]) =>
    values.map(([name, value]) => scaling(name, value, { variant }));
  const verdict = [{ ...key, series: "magnitude", verdict: "undecided" }];
  const line = (rows: readonly Row[]) =>
    linesOf({ scaling: rows, verdict }).find((l) => l.includes(variant))!;
  const out = other([
    ["p_c", 0.0121],
    ["1/nu", 1.03],
    ["beta/nu", -0.01],
  ]);
  assert.match(line([...bounded, ...out]), / p c , β\/ν *$/);
  const inside = other([["p_c", 0.012]]);
  assert.match(line([...bounded, ...inside]), / none *$/);
  assert.match(line([...fit(0.01), ...inside]), / no interval *$/);
  // the interval of another kind of pruning or phase is not its own
  for (const change of [{ series: "random" }, { phase: "before" }])
    assert.match(
      line([...bounded.map((row) => ({ ...row, ...change })), ...inside]),
      / no interval *$/,
    );
});

const limit = (law: string, parameter: string, value: number, verdict: string): Row => ({
  ...key,
  series: "magnitude",
  estimator: "half-recovery",
  law,
  parameter,
  value,
  lower: value / 2,
  upper: value * 2,
  verdict,
});

test("no exponent and no limit of a law that does not describe the points", () => {
  const limits = (p: number) => [
    limit("power", "g", 0.83, "no power"),
    limit("power", "p", p, "no power"),
    limit("offset", "p_inf", 0.0123, "no limit"),
    limit("offset", "p", p, "no limit"),
  ];
  const line = (p: number) =>
    linesOf({ limits: limits(p) }).find((l) => l.includes("power: no power; offset: no limit"))!;
  assert.match(line(0.06), /0\.830 0\.4\d to 1\.7 .*0\.0123/);
  assert.doesNotMatch(line(0.05), /0\.830|0\.0123/);
});

test("exponents of rejected collapses are not compared", () => {
  const universality = [
    {
      ...key,
      first: "glyphs/fc4/magnitude/iterative",
      second: "glyphs/fc4/random/iterative",
      parameter: "1/nu",
      difference: 1.9,
      lower: 0.6,
      upper: 2,
      p: 0.001,
      q: 0.001,
      verdict: "differ",
    },
  ];
  const says = (...verdicts: string[]) => {
    const both = verdicts.flatMap((verdict, i) => fit(0.01, { series: series[i]!.label, verdict }));
    return linesOf({ scaling: both, universality }).find((l) => l.includes("fc4/random"))!;
  };
  const [good, bad] = ["collapses as at a transition", "rejected: the curves do not fall on one"];
  assert.match(says(good, good), /differ/);
  assert.match(says(good, bad), /one collapse is rejected: nothing is compared/);
  assert.match(says(bad, bad), /both collapses are rejected: nothing is compared/);
});

test("a crossing without an interval is shown without one, with the reason", () => {
  const crossings = [
    {
      ...key,
      series: "magnitude",
      smaller: 56,
      larger: 112,
      value: 0.3,
      lower: null,
      upper: null,
      found: 0.9,
      verdict: "uncertain: beyond the levels",
    },
    {
      ...key,
      series: "magnitude",
      smaller: 112,
      larger: 224,
      value: null,
      lower: null,
      upper: null,
      found: 0,
      verdict: "the curves do not cross",
    },
  ];
  const lines = linesOf({ crossings });
  assert.ok(lines.some((l) => /56\.0 112 0\.300 uncertain: beyond the levels/.test(l)));
  assert.ok(lines.some((l) => /112 224 the curves do not cross/.test(l)));
  assert.ok(lines.some((l) => l.includes("cumulant over seeds are no such check")));
});
