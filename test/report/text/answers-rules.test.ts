/** The rules by which answers and the first sentence are chosen, each with the case beside it. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { type VerdictWord, verdicts } from "../../../src/criticality/evidence.js";
import type { Estimate } from "../../../src/report/inputs/estimates.js";
import type { Results } from "../../../src/report/inputs/results.js";
import type { Row, Rows } from "../../../src/report/rows.js";
import { answersOf, words } from "../../../src/report/text/answers.js";
import { frontSentences, manner } from "../../../src/report/text/front.js";

const plain = (text: string) => text.replaceAll("\u00a0", " ");
const primary = { label: "magnitude", criterion: "magnitude", phrase: "magnitude pruning" };
const key = { series: "magnitude", phase: "after", control: "density", length: "hidden_units" };

interface Given {
  readonly verdict?: Row;
  readonly models?: Rows;
  readonly tables?: Readonly<Record<string, Rows>>;
  /** Width -> value and interval of p_c. */
  readonly critical?: Readonly<Record<number, readonly [number, number, number]>>;
  readonly seeds?: number;
}

function resultsOf({
  verdict,
  models = [],
  tables = {},
  critical = {},
  seeds = 5,
}: Given): Results {
  const widths = [0.5, 1, 2];
  const all: Readonly<Record<string, Rows>> = {
    verdict: verdict ? [{ ...key, ...verdict }] : [],
    models: models.map((row) => ({ ...key, ...row })),
    ...tables,
  };
  return {
    primary,
    series: [primary],
    widths,
    topology: undefined,
    rows: (name: string) => all[name] ?? [],
    distinct: () => seeds,
    critical: (_: unknown, width: number): Estimate | undefined => {
      const found = critical[width];
      if (!found) return undefined;
      const [value, lower, upper] = found;
      return { width, value, lower, upper, seeds, confidence: 0.95 } as Estimate;
    },
  } as unknown as Results;
}

const answer = (given: Given, id: string) => {
  const found = answersOf(resultsOf(given)).find((one) => one.id === id)!;
  return { text: plain(found.text), sure: found.sure, why: plain(found.why) };
};

test("without results there is no answer, and the page says so", () => {
  const none = { primary: undefined } as unknown as Results;
  assert.deepEqual(answersOf(none), []);
  assert.deepEqual(frontSentences(none), ["No results were given to this report."]);
});

test("without a verdict nothing is judged", () => {
  const text = "Not judged: no verdict table was given to this report.";
  const why = "pcrit criticality judges it.";
  assert.deepEqual(answer({}, "transition"), { text, sure: "none", why });
  assert.deepEqual(answer({}, "kind"), { text, sure: "none", why: "" });
  assert.deepEqual(answer({ verdict: { verdict: "new word" } }, "kind").text, text);
  assert.equal(answer({ verdict: { verdict: "new word" } }, "transition").text, text);
});

const power = "this analysis finds a transition in 98 % of … and claims one in 0.5 % of those";

test("whether there is one: firm by what its own mistake would be", () => {
  const of = (verdict: VerdictWord, told = power) =>
    answer({ verdict: { verdict, power: told } }, "transition");
  const design = "5 seeds, 3 widths.";
  assert.deepEqual(of("crossover").why, `${design} This design finds 98 % of transitions.`);
  assert.deepEqual(
    of("first-order jump").why,
    `${design} This design claims one in 0.5 % of cases without.`,
  );
  for (const verdict of verdicts)
    assert.equal(of(verdict).sure, verdict === "undecided" ? "open" : "firm", verdict);
  assert.equal(of("undecided").why, `${design} More widths and seeds may decide it.`);
  const untold = {
    sure: "open",
    why: `${design} How often this design finds one is not calibrated.`,
  };
  assert.deepEqual({ ...of("crossover", ""), text: undefined }, { ...untold, text: undefined });
  assert.deepEqual(
    { ...of("BKT-like transition", ""), text: undefined },
    { ...untold, text: undefined },
  );
});

test("where: the largest width that has a place, the smallest where they differ", () => {
  const at = (critical: Given["critical"], seeds = 5) =>
    answer({ critical: critical!, seeds }, "place");
  assert.deepEqual(at({}), {
    text: "Not found: no width has a density at which half of its function is lost.",
    sure: "none",
    why: "5 seeds. A longer schedule may reach it.",
  });
  assert.deepEqual(at({ 0.5: [0.02, 0.018, 0.022], 2: [0.01, 0.008, 0.012] }), {
    text: "At 1.0 % of the weights (0.80 to 1.2 %) at width 2; 2.0 % at width 0.5.",
    sure: "firm",
    why: "5 seeds, 95 % interval over a factor of 1.5. More seeds narrow it.",
  });
  assert.equal(
    at({ 0.5: [0.012, 0.01, 0.022], 2: [0.01, 0.008, 0.012] }).text,
    "At 1.0 % of the weights (0.80 to 1.2 %) at width 2.",
    "intervals that touch are one place",
  );
  assert.equal(
    at({ 1: [0.01, 0.008, 0.012] }).text,
    "At 1.0 % of the weights (0.80 to 1.2 %) at width 1.",
  );
  assert.equal(at({ 2: [0.02, 0.01, 0.03] }).sure, "firm", "a factor of three");
  assert.equal(at({ 2: [0.02, 0.01, 0.0301] }).sure, "open");
  assert.deepEqual(at({ 2: [0.02, 0.001, 0.03] }), {
    text: "Not located: 5 seeds do not locate it at width 2: its interval spans 1.5 decades.",
    sure: "none",
    why: "More seeds would narrow it.",
  });
  assert.deepEqual(at({ 2: [0.02, Number.NaN, Number.NaN] }, 1), {
    text: "At 2.0 % of the weights at width 2.",
    sure: "open",
    why: "1 seed: too few for an interval.",
  });
});

const law = (model: string, p: number | null, remaining: 0 | 1): Row => ({ model, p, remaining });

test("of what kind: a gradual fall by how many laws describe it", () => {
  const of = (verdict: VerdictWord, ...models: Row[]) =>
    answer({ verdict: { verdict }, models }, "kind");
  const more = " More widths and seeds may tell the laws apart.";
  for (const verdict of ["crossover", "crossover towards zero"] as const) {
    assert.deepEqual(of(verdict, law("drift", 0.02, 1), law("bkt", 0.5, 0)), {
      text: "A gradual crossover; none of the laws tried describes the curves within their errors.",
      sure: "open",
      why: `2 laws compared.${more}`,
    });
    assert.deepEqual(of(verdict, law("drift", 0.4, 1), law("bkt", 0.01, 1)), {
      text: "A gradual crossover; one of the laws tried describes the curves.",
      sure: "firm",
      why: "2 laws compared.",
    });
    assert.deepEqual(
      of(verdict, law("drift", 0.4, 1), law("bkt", 0.3, 1), law("critical", 0.1, 0)),
      {
        text: "A gradual crossover; 2 of the laws tried describe the curves and are not told apart.",
        sure: "open",
        why: `3 laws compared.${more}`,
      },
    );
  }
  const one = law("critical", 0.4, 1);
  assert.deepEqual(of("continuous transition", one).sure, "firm");
  assert.deepEqual(of("continuous transition", one).why, "1 law compared.");
  assert.deepEqual(of("first-order jump", one).sure, "firm");
  assert.deepEqual(of("BKT-like transition", one).sure, "firm");
  assert.deepEqual(of("transition, kind open", one), {
    text: "Open: more than one law describes the curves, or a jump is not excluded.",
    sure: "open",
    why: `1 law compared.${more}`,
  });
  assert.deepEqual(of("no collapse"), {
    text: "None: where nothing collapses there is no kind to tell.",
    sure: "none",
    why: "No law could be compared.",
  });
  assert.deepEqual(of("undecided", one), {
    text: "Open, as long as the first question is undecided.",
    sure: "none",
    why: "1 law compared.",
  });
});

const prediction = {
  criterion: "magnitude",
  target: "order_parameter",
  scheme: "cells",
  predictors: "graph",
  verdict: "better",
  error: 0.04,
};

test("topology: predictions of this series alone, and only those that were made", () => {
  const of = (...predictions: Row[]) => answer({ tables: { predictions } }, "topology");
  const untested = {
    text: "Not tested by null models in this run.",
    sure: "none",
    why: "Null models would decide it: nullModels in the experiment.",
  };
  assert.deepEqual(of(), untested);
  assert.equal(of(prediction).text, "Not tested by null models; to predict m the graph is better.");
  for (const other of [
    { criterion: "random" },
    { target: "log_critical" },
    { scheme: "strata" },
    { predictors: "weights" },
    { error: null },
  ])
    assert.deepEqual(of({ ...prediction, ...other }), untested, JSON.stringify(other));
  const long =
    "no better than density and size alone, and worse than what the weights by themselves";
  assert.deepEqual(of({ ...prediction, verdict: long }), untested, "more than twenty words");
});

test("topology by null models: firm where they say something", () => {
  const side = (second: string, verdict: string): Row => ({
    ...{ scope: "side", series: "magnitude", width: 1, start: "trained", side: "above" },
    ...{ first: "degrees", second, verdict },
  });
  const of = (...equivalence: Row[]) => answer({ tables: { equivalence } }, "topology");
  const found = of(side("layer-random", "higher"), side("learned", "lower"));
  assert.equal(found.sure, "firm");
  assert.match(found.text, /^Degrees help .* and suffice nowhere\.$/);
  assert.equal(found.why, "5 seeds; null models tested side by side of p_c.");
  assert.equal(of(side("layer-random", "undecided"), side("learned", "lower")).sure, "open");
});

test("the first sentence: how they fail, and where, as far as it is known", () => {
  const said = (verdict: string | undefined, critical: Given["critical"] = {}) =>
    plain(
      frontSentences(resultsOf({ ...(verdict ? { verdict: { verdict } } : {}), critical }))[0]!,
    );
  const known = { 2: [0.01, 0.008, 0.012] } as const;
  const where = "at width 2 half of the function is lost at 1.0 % of the weights (0.80 to 1.2 %)";
  assert.equal(said("crossover", known), `${manner.crossover}: ${where}.`);
  assert.equal(said("crossover"), `${manner.crossover}.`);
  assert.equal(said("no collapse", known), `${manner["no collapse"]}.`);
  assert.equal(said(undefined, known), `A${where.slice(1)}.`);
  assert.equal(said(undefined), "No verdict and no critical density were given to this report.");
  assert.equal(
    said("undecided", { 2: [0.02, Number.NaN, Number.NaN] }),
    `${manner.undecided}: at width 2 half of the function is lost at 2.0 % of the weights, with no interval.`,
  );
  assert.equal(
    said("undecided", { 2: [0.02, 0.0001, 0.03] }),
    `${manner.undecided}: at width 2, 5 seeds do not locate where half of the function is lost.`,
  );
});

test("words are counted as they are read", () => {
  assert.equal(words("  one two\u00a0three  four "), 4);
  assert.equal(words(""), 0);
});
