/** The rules of verdict.ts, each with the case next to it in which the answer is another. */
import assert from "node:assert/strict";
import { test } from "node:test";
import type { Evidence } from "../../src/criticality/evidence.js";
import type { JumpTest } from "../../src/criticality/jump-test.js";
import { isTransition, judgeSeries, tendsToZero } from "../../src/criticality/verdict.js";
import { bkt } from "../../src/models/bkt.js";
import type { Comparison, LawResult } from "../../src/models/compare.js";
import { critical } from "../../src/models/critical.js";
import { drift } from "../../src/models/drift.js";
import type { Law, LawName } from "../../src/models/law.js";
import { narrowing } from "../../src/models/narrowing.js";
import { saturations } from "../../src/models/saturation.js";
import type { Limit } from "../../src/scaling/limit.js";

const none = saturations[0]!;
const lawsByName: Readonly<Record<LawName, Law>> = { critical, bkt, drift, narrowing };

/** A law with parameters known to `spread`; by default a sound one. */
function law(name: LawName, theta: readonly number[], spread = 0.01, p = 0.5): LawResult {
  const own = lawsByName[name];
  const fit = { law: own, theta: Float64Array.from(theta), saturation: none, chiSquare: 20 };
  const replicates = Array.from({ length: 101 }, (_, r) => ({
    ...fit,
    theta: Float64Array.from(theta, (value) => value + (spread * (r - 50)) / 25),
  }));
  return {
    name,
    best: { ...fit, forms: [fit] },
    p,
    replicates,
    residual: 0.01,
    prediction: 0.02,
    aicc: 40,
    bic: 50,
    challenge: { gain: 0, p: Number.NaN, beaten: false },
  };
}

const sound = {
  critical: law("critical", [0.5, 0.7, 0.1]),
  bkt: law("bkt", [0.5, -3, 0.1]),
  drift: law("drift", [0.5, 0]),
  narrowing: law("narrowing", [-3, 0.5, 0.2]),
};

function comparison(results: readonly LawResult[], remaining: readonly LawName[]): Comparison {
  return { results, error: 0.01, remaining };
}

const all = Object.values(sound);
const noJump: JumpTest = {
  verdict: "no jump",
  runs: 32,
  split: 30,
  independent: 32,
  narrowest: 0.8,
  widest: 1,
  heights: [0.5, 0.5],
  power: 0.9,
  sentence: "No jump: 30 of 32 runs pass through values in between.",
};
const narrows = { value: 0.5, lower: 0.4, upper: 0.6, ratios: [1, 0.5] };

const evidence: Evidence = {
  found: 4,
  sizes: 4,
  missing: "",
  limits: [],
  scaling: { reason: "not looked at" },
  models: comparison(all, ["critical"]),
  sharpening: narrows,
  jump: noJump,
};
const word = (change: Partial<Evidence>) => judgeSeries({ ...evidence, ...change }).verdict;
const open = (change: Partial<Evidence>) => judgeSeries({ ...evidence, ...change }).sentences.open;

test("a transition of each kind, and of a kind that is left open", () => {
  assert.equal(word({}), "continuous transition");
  assert.equal(word({ models: comparison(all, ["bkt"]) }), "BKT-like transition");
  assert.equal(word({ models: comparison(all, ["critical", "bkt"]) }), "transition, kind open");
  assert.equal(word({ jump: { ...noJump, verdict: "cannot tell" } }), "transition, kind open");
});

test("a verdict that is one leaves nothing open", () => {
  assert.equal(open({}), "");
  assert.equal(open({ models: comparison(all, ["drift"]) }), "");
  assert.equal(open({ jump: { ...noJump, verdict: "jump" } }), "");
  assert.equal(open({ found: 0, missing: "all levels functional" }), "");
});

test("a jump decides before all else, but not where nothing falls", () => {
  const jump = { ...noJump, verdict: "jump" as const };
  assert.equal(word({ jump }), "first-order jump");
  assert.equal(word({ jump, models: { reason: "few" } }), "first-order jump");
  assert.equal(word({ jump, found: 0 }), "no collapse");
});

test("a smooth law that is not beaten makes a crossover of it", () => {
  const standing = comparison(all, ["critical", "bkt", "drift"]);
  assert.equal(word({ models: standing }), "crossover");
  assert.equal(word({ models: comparison(all, ["critical", "narrowing"]) }), "crossover");
});

test("a smooth law that does not describe the curves is no answer", () => {
  const poor = { ...sound.drift, p: 0.02 };
  const models = comparison([sound.critical, poor], ["drift"]);
  assert.equal(word({ models }), "undecided");
  assert.match(open({ models }), /does not describe the curves either/);
  const fair = comparison([sound.critical, { ...poor, p: 0.04 }], ["drift"]);
  assert.equal(word({ models: fair }), "crossover");
});

test("narrowing in place is no smooth change: it must be seen to move", () => {
  const still = law("narrowing", [-3, 0.02, 0.5], 0.05);
  const models = comparison([sound.critical, still], ["narrowing"]);
  assert.equal(word({ models }), "undecided");
  assert.match(open({ models }), /not seen to move/);
  // an interval that ends at zero does not exclude that it stays
  const zero = comparison([sound.critical, law("narrowing", [-3, 0, 0.5], 0)], ["narrowing"]);
  assert.equal(word({ models: zero }), "undecided");
});

test("narrowing in place is spoken of where it remains and describes the curves", () => {
  const still = law("narrowing", [-3, 0.02, 0.5], 0.05);
  const misfit = { ...sound.critical, p: 0.01 };
  const poor = { ...sound.drift, p: 0.01 };
  assert.match(open({ models: comparison([misfit, still], ["narrowing"]) }), /not seen to move/);
  const either = /does not describe the curves either/;
  assert.match(open({ models: comparison([poor, still], ["drift"]) }), either, "it is beaten");
  assert.match(
    open({ models: comparison([misfit, { ...still, p: 0.02 }], ["narrowing"]) }),
    either,
  );
});

test("a fall that does not narrow is no transition, whatever law fits best", () => {
  const flat = { value: -0.3, lower: -0.5, upper: -0.1, ratios: [1, 2] };
  assert.equal(word({ sharpening: flat }), "crossover");
  // at most 0.1 is flat; more may be a slow narrowing
  assert.equal(word({ sharpening: { ...flat, upper: 0.1 } }), "crossover");
  assert.equal(word({ sharpening: { ...flat, upper: 0.11 } }), "undecided");
  assert.equal(word({ sharpening: { ...narrows, lower: 0 } }), "undecided");
  assert.equal(word({ sharpening: { ...narrows, lower: Number.NaN } }), "undecided");
});

test("without a measure of how the fall narrows it is neither a transition nor flat", () => {
  const { sharpening: _, ...unknown } = evidence;
  assert.equal(judgeSeries(unknown).verdict, "undecided");
  const standing = judgeSeries({ ...unknown, models: comparison(all, ["drift"]) });
  assert.equal(standing.verdict, "crossover");
});

test("a crossover is not claimed by a design that would seldom find a transition", () => {
  const models = comparison(all, ["drift"]);
  const power = {
    sizes: 3,
    seeds: 2,
    ratio: 0.65,
    found: 0.49,
    mistaken: 0,
    own: { sizes: 3, seeds: 2, ratio: 0.65 },
  };
  assert.equal(word({ models, power }), "undecided");
  assert.match(open({ models, power }), /seldom have found/);
  assert.equal(word({ models, power: { ...power, found: 0.5 } }), "crossover");
});

test("a transition needs p_c and 1/nu above zero and a law that describes the curves", () => {
  assert.ok(isTransition(sound.critical));
  assert.ok(!isTransition(law("critical", [0.01, 0.7, 0.1])));
  assert.ok(!isTransition(law("critical", [0.5, 0.01, 0.1])));
  assert.ok(!isTransition(law("critical", [0.5, 0.7, 0.1], 0.01, 0.02)));
  assert.ok(isTransition(law("critical", [0.5, 0.7, 0.1], 0.01, 0.03)));
  assert.ok(isTransition(law("critical", [0.5, 0.7, 0]))); // beta/nu may be zero
  assert.ok(isTransition(sound.bkt));
  assert.ok(!isTransition(law("bkt", [0.01, -3, 0.1])));
  const models = comparison([law("critical", [0.01, 0.7, 0.1])], ["critical"]);
  assert.equal(word({ models }), "undecided");
  assert.match(open({ models }), /p_c may be zero/);
  const misfit = comparison([law("critical", [0.5, 0.7, 0.1], 0.01, 0.01)], ["critical"]);
  assert.match(open({ models: misfit }), /not within their errors/);
  // zero itself is not above zero
  assert.ok(!isTransition(law("critical", [0, 0.7, 0.1], 0)));
  assert.ok(!isTransition(law("critical", [0.5, 0, 0.1], 0)));
  const edge = comparison([law("critical", [0.5, 0.7, 0.1], 0.01, 0.02)], ["critical"]);
  assert.match(open({ models: edge }), /not within their errors/);
  // of two, one describes the curves
  const two = [law("critical", [0.01, 0.7, 0.1]), law("bkt", [0.5, -3, 0.1], 0.01, 0.01)];
  assert.match(open({ models: comparison(two, ["critical", "bkt"]) }), /p_c may be zero/);
});

test("no half recovery anywhere is no collapse; no size at all is undecided", () => {
  const none = { found: 0, missing: "all levels functional" };
  assert.equal(word(none), "no collapse");
  assert.match(judgeSeries({ ...evidence, ...none }).sentences.place, /all levels functional/);
  assert.equal(word({ ...none, sizes: 0 }), "undecided");
  assert.equal(open({ ...none, sizes: 0 }), "There are no curves: all levels functional.");
});

test("laws that could not be compared leave it open, with the reason", () => {
  const models = { reason: "one seed only at size 3: no error to weigh by" };
  assert.equal(word({ models }), "undecided");
  assert.match(open({ models }), /one seed only at size 3/);
});

const limit = (
  of: Limit["law"],
  describes: boolean | undefined,
  name: string,
  lower: number,
  upper: number,
): Limit => ({
  law: of,
  describes,
  verdict: "",
  parameters: [{ name, value: (lower + upper) / 2, lower, upper }],
});

test("towards zero: p_c falls, and no law that describes it ends above zero", () => {
  const power = limit("power", true, "g", 0.3, 0.6);
  assert.ok(tendsToZero([power]));
  assert.ok(!tendsToZero([limit("power", true, "g", -0.1, 0.2)]));
  assert.ok(!tendsToZero([limit("power", true, "g", 0, 0.2)]));
  assert.ok(tendsToZero([power, limit("offset", true, "p_inf", 0, 0.01)]));
  assert.ok(!tendsToZero([power, limit("offset", true, "p_inf", 0.001, 0.01)]));
  // p_inf is read, not what stands before it
  const offset = limit("offset", true, "p_inf", 0, 0.01);
  const level = { name: "c", value: 2, lower: 1, upper: 3 };
  assert.ok(tendsToZero([power, { ...offset, parameters: [level, ...offset.parameters] }]));
  // an offset that does not describe the points has no limit to speak of
  assert.ok(tendsToZero([power, limit("offset", false, "p_inf", 0.001, 0.01)]));
});

test("towards zero without a power law only where p_c falls ever faster", () => {
  const broken = limit("power", false, "g", 0.3, 0.6);
  assert.ok(!tendsToZero([broken]));
  assert.ok(tendsToZero([broken, limit("curved", true, "h", 0.1, 0.4)]));
  assert.ok(!tendsToZero([broken, limit("curved", true, "h", 0, 0.4)]));
  assert.ok(!tendsToZero([broken, limit("curved", true, "h", -0.4, -0.1)]));
  const models = comparison(all, ["drift"]);
  assert.equal(
    word({ models, limits: [limit("power", true, "g", 0.3, 0.6)] }),
    "crossover towards zero",
  );
});

test("the sentence on laws says who stands, who is beaten, and where none does well", () => {
  const sentence = (models: Comparison) => judgeSeries({ ...evidence, models }).sentences.models;
  assert.match(sentence(comparison(all, ["critical"])), /^Not beaten by another law: a critical/);
  assert.doesNotMatch(sentence(comparison(all, ["critical"])), /None of them/);
  const poor = comparison([{ ...sound.drift, p: 0.02 }], ["drift"]);
  assert.match(sentence(poor), /None of them describes the curves/);
  assert.match(sentence(comparison(all, [])), /^Every law is beaten by another; beaten: /);
});
