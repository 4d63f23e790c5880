import assert from "node:assert/strict";
import { test } from "node:test";
import type { Estimate } from "../../../src/report/inputs/estimates.js";
import type { Results } from "../../../src/report/inputs/results.js";
import { joins } from "../../../src/report/text/graph.js";
import { beforeGraph, criteria, fineTuning, scaling } from "../../../src/report/text/states.js";

const estimate = (width: number, value: number, lower: number, upper: number) =>
  ({ width, value, lower, upper, seeds: 5, verdict: "resolved" }) as Estimate;
const missing = (verdict: string) => ({ width: 1, value: Number.NaN, verdict }) as Estimate;

const magnitude = {
  label: "magnitude",
  phrase: "magnitude pruning",
  dataset: "d",
  architecture: "a",
};
const random = { ...magnitude, label: "random", phrase: "random pruning" };

interface Given {
  readonly widths?: readonly number[];
  /** Estimates after fine-tuning and before it, of the first series and of the other. */
  readonly after: readonly Estimate[];
  readonly before?: Estimate;
  readonly other?: Estimate;
}

function results({ widths = [1], after, before, other }: Given): Results {
  const find = (
    series: unknown,
    width: number,
    wanted: { phase?: string; estimator?: string } = {},
  ) => {
    if (wanted.estimator) return undefined;
    if (wanted.phase === "before") return before;
    return series === random ? other : after.find((e) => e.width === width);
  };
  return {
    primary: magnitude,
    series: [magnitude, random],
    widths,
    estimate: find,
    critical: (...asked: Parameters<typeof find>) => {
      const found = find(...asked);
      return found && Number.isFinite(found.value) ? found : undefined;
    },
  } as unknown as Results;
}

const plain = (text: string | undefined) => text?.replaceAll("\u00a0", " ");

test("most networks are not all of them, and one is no number", () => {
  assert.equal(
    plain(beforeGraph(40, 40)),
    "All 40 networks that fail stop working before the graph falls apart",
  );
  assert.equal(
    plain(beforeGraph(39, 40)),
    "39 of 40 networks stop working before their graph falls apart",
  );
  assert.equal(
    plain(beforeGraph(1, 40)),
    "1 of 40 networks stops working before its graph falls apart",
  );
  assert.equal(
    plain(beforeGraph(0, 40)),
    "All 40 networks that fail stop working when the graph falls apart",
  );
  assert.equal(
    plain(beforeGraph(1, 1)),
    "The one network that fails stops working before the graph falls apart",
  );
});

test("the graph joins inputs to outputs in all cells, in some, in none", () => {
  assert.equal(joins("width 1", 1), "At p_c the graph of width 1 still joins inputs to outputs");
  assert.equal(
    plain(joins("width 1", 0.6)),
    "At p_c the graph of width 1 still joins inputs to outputs in 60 % of the cells",
  );
  assert.equal(
    joins("width 1", 0),
    "At p_c the graph of width 1 no longer joins inputs to outputs",
  );
});

const known = estimate(1, 0.01, 0.008, 0.012);

test("what is not known of p_c and size is said by its own reason", () => {
  assert.match(scaling(results({ after: [known] })).lead, /^One width only/);
  assert.match(
    scaling(results({ widths: [1, 2], after: [known] })).lead,
    /^Only width 1 has a half-recovery density/,
  );
  assert.match(
    scaling(results({ after: [missing("all levels collapsed")] })).lead,
    /all levels collapsed/,
  );
});

test("a move of p_c with size is a finding only where the intervals are apart", () => {
  const to = (e: Estimate) => scaling(results({ widths: [1, 2], after: [known, e] }));
  assert.equal(
    to(estimate(2, 0.005, 0.004, 0.006)).titles["scaling"],
    "At 2 times the width, the critical density is 0.50 times as high",
  );
  const same = to(estimate(2, 0.009, 0.007, 0.011));
  assert.equal(
    same.titles["scaling"],
    "The critical density is not seen to move from width 1 to 2",
  );
  assert.match(same.lead, /the intervals overlap\.$/);
  assert.match(
    to(estimate(2, 0.005, NaN, NaN)).lead,
    /without intervals it is not known whether it moves\.$/,
  );
  assert.equal(
    to(estimate(2, 0.005, NaN, NaN)).titles["scaling"]?.replaceAll("\u00a0", " "),
    "The critical density is 1.0 % at width 1 and 0.50 % at width 2, without intervals",
  );
});

test("fine-tuning: what it moves, and that half recovery is missing before it alone", () => {
  const said = (before: Estimate) => fineTuning(results({ after: [known], before }));
  assert.equal(
    said(missing("all levels collapsed")).lead,
    "Before fine-tuning width 1 has no half-recovery density: all levels collapsed.",
  );
  const title = (before: Estimate) => said(before).titles["fine-tuning"];
  assert.match(title(estimate(1, 0.05, 0.04, 0.06))!, /lower by a factor of 5\.0$/);
  assert.match(title(estimate(1, 0.011, 0.009, 0.013))!, /is not seen to move/);
  assert.match(title(estimate(1, 0.05, NaN, NaN))!, /is not known without intervals$/);
  assert.match(
    title(estimate(1, 0.005, 0.004, 0.006))!,
    /to a density higher by a factor of 2\.0$/,
  );
});

test("two criteria are told apart only where the intervals are apart", () => {
  const title = (other: Estimate) =>
    criteria(results({ after: [known], other })).titles["criteria"];
  assert.match(
    title(estimate(1, 0.1, 0.08, 0.12))!,
    /works to a density lower by a factor of 10 than/,
  );
  assert.match(title(estimate(1, 0.011, 0.009, 0.2))!, /are not told apart at width 1$/);
});
