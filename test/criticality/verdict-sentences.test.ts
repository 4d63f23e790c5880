/** Each clause of the verdict's sentences, and the evidence beside it that gives another. */
import assert from "node:assert/strict";
import { test } from "node:test";
import type { Evidence } from "../../src/criticality/evidence.js";
import type { JumpTest } from "../../src/criticality/jump-test.js";
import type { Power } from "../../src/criticality/power.js";
import { sentencesOf } from "../../src/criticality/verdict-sentences.js";
import { bkt } from "../../src/models/bkt.js";
import type { LawResult } from "../../src/models/compare.js";
import { critical } from "../../src/models/critical.js";
import { drift } from "../../src/models/drift.js";
import type { Law, LawName } from "../../src/models/law.js";
import { narrowing } from "../../src/models/narrowing.js";
import type { Limit } from "../../src/scaling/limit.js";
import type { Estimated, ScalingResult } from "../../src/scaling/scale.js";
import { best, ToldExperiment } from "../models/told.js";

const none = Number.NaN;
const jump: JumpTest = {
  verdict: "cannot tell",
  runs: 0,
  split: 0,
  independent: 0,
  narrowest: 0,
  widest: 1,
  heights: [none, none],
  power: 0,
  sentence: "Of jumps.",
};
const evidence: Evidence = {
  found: 3,
  sizes: 4,
  missing: "all levels functional",
  limits: [],
  scaling: { reason: "two sizes" },
  models: { reason: "three sizes" },
  jump,
};
const said = (change: Partial<Evidence>) => sentencesOf({ ...evidence, ...change }, "Open.");

test("what is not there is said with its reason", () => {
  assert.deepEqual(said({}), {
    place: "Half recovery is found at 3 of 4 sizes; too few sizes to extrapolate.",
    collapse: "No scaling collapse: two sizes.",
    models: "No comparison of laws: three sizes.",
    sharpening: "",
    jump: "Of jumps.",
    power: "",
    open: "Open.",
  });
  assert.equal(
    said({ found: 0 }).place,
    "No half recovery at any of 4 sizes: all levels functional.",
  );
});

function limit(law: Limit["law"], describes: boolean | undefined, lower = 0.2): Limit {
  const name = law === "power" ? "g" : law === "offset" ? "p_inf" : "h";
  const first = { name: "c", value: 9, lower: 8, upper: 10 };
  const own = { name, value: 0.3, lower, upper: 0.4 };
  return { law, describes, verdict: `of ${law}`, parameters: [first, own] };
}

test("where: each law speaks where it describes the points; curvature where no power does", () => {
  const place = (...limits: Limit[]) =>
    said({ limits }).place.replace("Half recovery is found at 3 of 4 sizes", "…");
  const few = "; too few sizes to extrapolate.";
  assert.equal(place(limit("power", true)), `…; as L^-g, g = 0.3 [0.2, 0.4]: of power${few}`);
  assert.equal(
    place(limit("power", undefined, none)),
    `…; as L^-g, g = 0.3 (no interval): of power${few}`,
  );
  assert.equal(place(limit("power", false)), `…; of power${few}`);
  assert.equal(place({ ...limit("power", undefined), parameters: [] }), `…; of power${few}`);
  const [broken, offset, curved] = [
    limit("power", false),
    limit("offset", true),
    limit("curved", true),
  ];
  assert.equal(place(broken, curved, offset), "…; of power; of curved; extrapolated, of offset.");
  assert.equal(
    place(broken, limit("curved", false), limit("offset", false)),
    "…; of power; no law with a limit describes it, so none is extrapolated.",
  );
  // a power law that describes the points needs no curvature beside it
  assert.equal(
    place(limit("power", true), curved, offset),
    "…; as L^-g, g = 0.3 [0.2, 0.4]: of power; extrapolated, of offset.",
  );
  assert.equal(
    place(limit("power", undefined), curved),
    `…; as L^-g, g = 0.3 [0.2, 0.4]: of power${few}`,
  );
  assert.equal(place(curved, offset), "…; extrapolated, of offset.");
});

function result(law: Law, chiSquare: number, p: number): LawResult {
  return {
    name: law.name as LawName,
    best: best(law, chiSquare),
    p,
    replicates: [],
    residual: chiSquare / 1000,
    prediction: none,
    aicc: none,
    bic: none,
    challenge: { gain: 0, p: none, beaten: false },
  };
}

test("laws: those that remain and those that are beaten, the best first", () => {
  const results = [
    result(critical, 40, 0.3),
    result(bkt, 30, 0.5),
    result(drift, 90, none),
    result(narrowing, 80, 0.04),
  ];
  const models = (remaining: LawName[]) =>
    said({ models: { results, error: 0.0123, remaining } }).models;
  assert.equal(
    models(["critical", "bkt"]),
    "Not beaten by another law: a BKT-like law (off by 0.03, p = 0.5), a critical power law (off by 0.04, p = 0.3); beaten: a curve that narrows or widens as it moves (off by 0.08, p = 0.04), a curve that only moves with size (off by 0.09). The curves are known to 0.012.",
  );
  const all = models(["critical", "bkt", "drift", "narrowing"]);
  assert.ok(!all.includes("beaten:") && all.endsWith("The curves are known to 0.012."), all);
});

test("none describes the curves where the p of all that remain is 0.02 or less", () => {
  const models = (...p: number[]) =>
    said({
      models: {
        results: [result(critical, 40, p[0]!), result(bkt, 30, p[1]!), result(drift, 90, 0.5)],
        error: 0.01,
        remaining: ["critical", "bkt"],
      },
    }).models;
  const none = / None of them describes the curves within their errors\.$/;
  assert.match(models(0.02, 0.01), none);
  assert.doesNotMatch(models(0.021, 0.01), none);
  assert.doesNotMatch(models(0.3, 0.5), none);
});

test("the fall narrows, widens, or is not seen to; by how much", () => {
  const sharpening = (lower: number, upper: number) =>
    said({ sharpening: { value: 0.2, lower, upper, ratios: [Math.log(4), 1, Math.log(2)] } })
      .sharpening;
  const measured = (interval: string) =>
    `from three quarters of m to a quarter, density falls by a factor of 4 at the smallest size and 2 at the largest (width ~ L^-c, c = 0.2${interval}).`;
  assert.equal(sharpening(0.1, 0.3), `The fall narrows with size: ${measured(" [0.1, 0.3]")}`);
  assert.equal(sharpening(-0.3, -0.1), `The fall widens with size: ${measured(" [-0.3, -0.1]")}`);
  const unseen = "The fall is not seen to narrow with size: ";
  assert.equal(sharpening(-0.1, 0.3), unseen + measured(" [-0.1, 0.3]"));
  assert.equal(sharpening(0, 0.3), unseen + measured(" [0, 0.3]"));
  assert.equal(sharpening(-0.3, 0), unseen + measured(" [-0.3, 0]"));
  assert.equal(
    sharpening(none, none),
    `Whether the fall narrows is not known: ${measured(" (no interval)")}`,
  );
});

test("power in per cent, of the calibrated design", () => {
  const power: Power = {
    sizes: 4,
    seeds: 5,
    ratio: 0.654,
    found: 0.704,
    mistaken: 0.0125,
    own: { sizes: 6, seeds: 7, ratio: 0.8 },
  };
  assert.equal(
    said({ power }).power,
    "With 4 sizes, 5 seeds and levels 0.65 apart this analysis finds a transition in 70 % of experiments that have one and claims one in 1.3 % of those that have none (docs/calibration.md).",
  );
});

const estimated = (value: number, lower: number, upper: number): Estimated => ({
  value,
  lower,
  upper,
  replicates: new Float64Array(0),
});

const experiment = new ToldExperiment(() => 0);
const fitted = best(critical, 30);
const scaling: ScalingResult = {
  experiment,
  study: { best: fitted, p: 0.4, replicates: [] },
  points: [],
  windows: [],
  fit: {
    criticalPoint: 0.01,
    sharpening: 0.5,
    decay: 0.1,
    saturation: fitted.saturation,
    chiSquare: 30,
    quality: 1.234,
  },
  parameters: {
    p_c: estimated(0.01, 0.008, 0.012),
    "1/nu": estimated(0.5, 0.3, 0.7),
    "beta/nu": estimated(0.1, -0.1, 0.3),
    "gamma/nu": estimated(1, 0.5, 1.5),
  },
  susceptibilityQuality: 1,
  p: 0.4,
  variants: [],
};

test("the collapse: rejected, without intervals, without sharpening, at p_c of zero, or as it should", () => {
  const collapse = (change: Partial<ScalingResult>, parameters = {}) =>
    said({
      scaling: { ...scaling, ...change, parameters: { ...scaling.parameters, ...parameters } },
    }).collapse;
  const numbers = (p: string, place: string, nu = "0.5 [0.3, 0.7]", S = "1.2") =>
    `: S = ${S} (p = ${p}) with ${place}, 1/nu = ${nu}, beta/nu = 0.1 [0, 0.3].`;
  const place = "p_c = 0.01 [0.008, 0.012]";
  assert.equal(collapse({}), `The curves collapse as at a transition${numbers("0.4", place)}`);
  assert.equal(collapse({ p: 0.05 }), `The collapse is rejected${numbers("0.05", place)}`);
  assert.match(collapse({ p: 0.051 }), /^The curves collapse as at a transition/);
  assert.equal(
    collapse({ fit: { ...scaling.fit, quality: none } }),
    `Whether the curves collapse is not resolved, since the sizes do not overlap${numbers("0.4", place, undefined, "unknown")}`,
  );
  assert.equal(
    collapse({}, { "1/nu": estimated(0.5, none, none) }),
    `The curves collapse, but without intervals${numbers("0.4", place, "0.5 (no interval)")}`,
  );
  assert.equal(
    collapse({}, { "1/nu": estimated(0.5, 0, 0.7) }),
    `The curves collapse only without sharpening, which is no transition${numbers("0.4", place, "0.5 [0, 0.7]")}`,
  );
  // a density is not negative: the interval is cut, and a fit below zero has no p_c
  assert.equal(
    collapse({}, { p_c: estimated(0.01, -0.001, 0.012) }),
    `The curves collapse, but p_c may be zero${numbers("0.4", "p_c = 0.01 [0, 0.012]")}`,
  );
  assert.equal(
    collapse({}, { p_c: estimated(0, -0.001, 0.001) }),
    `The curves collapse, but p_c may be zero${numbers("0.4", "no positive p_c")}`,
  );
  assert.match(collapse({}, { p_c: estimated(0.01, 0, 0.012) }), /but p_c may be zero/);
});
