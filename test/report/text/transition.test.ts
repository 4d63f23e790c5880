import assert from "node:assert/strict";
import { test } from "node:test";
import type { Estimate } from "../../../src/report/inputs/estimates.js";
import type { Results } from "../../../src/report/inputs/results.js";
import { transition } from "../../../src/report/text/transition.js";

const estimate = (value: number, lower: number, upper: number) =>
  ({ width: 1, value, lower, upper, seeds: 5 }) as Estimate;

interface Curve {
  readonly levels: readonly (readonly [density: number, m: number])[];
  readonly half: Estimate;
  readonly peak?: Estimate;
}

/** Titles of the charts, with plain spaces. */
function titles({ levels, half, peak }: Curve): Record<"transition" | "susceptibility", string> {
  const results = {
    primary: { label: "magnitude", phrase: "magnitude pruning" },
    widths: [1],
    curve: () => levels.map(([density], level) => ({ density, level })),
    at: ({ level }: { level: number }) => ({ mean: levels[level]![1] }),
    critical: (_: unknown, __: number, wanted?: { estimator?: string; control?: string }) =>
      wanted?.control ? undefined : wanted?.estimator ? peak : half,
  } as unknown as Results;
  const said = transition(results).titles;
  const plain = (name: string) => said[name]!.replaceAll("\u00a0", " ");
  return { transition: plain("transition"), susceptibility: plain("susceptibility") };
}

const half = estimate(0.0098, 0.0067, 0.012);

test("to which m a network works down to which density", () => {
  const slow = titles({
    levels: [
      [1, 1],
      [0.1, 0.99],
      [0.049, 0.92],
      [0.02, 0.7],
      [0.0098, 0.5],
      [0.004, 0.3],
    ],
    half,
  });
  assert.equal(
    slow.transition,
    "Width 1 keeps 90 % of its m down to 4.9 % density, half of it down to 0.98 %",
  );
});

test("a network that loses a tenth at once, and one that dips below half of its m before", () => {
  assert.equal(
    titles({
      levels: [
        [1, 1],
        [0.5, 0.8],
        [0.01, 0.52],
        [0.004, 0.1],
      ],
      half,
    }).transition,
    "Width 1 keeps half of its m down to 0.98 % density",
  );
  assert.equal(
    titles({
      levels: [
        [1, 1],
        [0.5, 0.95],
        [0.1, 0.4],
        [0.01, 0.6],
        [0.004, 0.1],
      ],
      half,
    }).transition,
    "Width 1 keeps 90 % of its m down to 50 % density, dips below half of it and regains that as far down as 0.98 %",
  );
  assert.equal(
    titles({
      levels: [
        [1, 1],
        [0.5, 0.4],
        [0.01, 0.6],
        [0.004, 0.1],
      ],
      half,
    }).transition,
    "Width 1 regains half of its m as far down as 0.98 % density",
  );
});

test("a later return to 90 % does not count as kept", () => {
  const said = titles({
    levels: [
      [1, 1],
      [0.5, 0.95],
      [0.2, 0.8],
      [0.1, 0.93],
      [0.004, 0.1],
    ],
    half,
  });
  assert.match(said.transition, /^Width 1 keeps 90 % of its m down to 50 % density/);
});

test("where fluctuations peak is a finding only within a decade", () => {
  const peak = (value: number, lower: number, upper: number) =>
    titles({ levels: [[1, 1]], half, peak: estimate(value, lower, upper) }).susceptibility;
  assert.equal(
    peak(0.005, 0.000021, 0.0099),
    "5 seeds do not locate the peak of the fluctuations between them at width 1: its interval spans 2.7 decades",
  );
  assert.match(peak(0.005, 0.002, 0.02), /: p_c lies in the interval, 0\.20 % to 2\.0 %$/);
  assert.match(peak(0.005, 0.002, 0.0201), /do not locate/);
  assert.match(peak(0.005, 0.003, 0.007), /: below p_c \(0\.30 % to 0\.70 %\)$/);
  assert.match(peak(0.05, 0.03, 0.07), /: above p_c \(3\.0 % to 7\.0 %\)$/);
  assert.match(peak(0.05, NaN, NaN), /: without an interval$/);
  assert.match(titles({ levels: [[1, 1]], half }).susceptibility, /^No clear peak/);
});
