import assert from "node:assert/strict";
import { test } from "node:test";
import { compareRungs, contrasts, type NullObservation } from "../../src/null-model/contrasts.js";
import { type Model, models } from "../../src/null-model/ladder.js";
import { degreeSentences } from "../../src/null-model/sentences.js";
import { sideOf, unknownDensity } from "../../src/null-model/side.js";
import { Random } from "../../src/random.js";
import { benjaminiHochberg } from "../../src/statistics/false-discovery.js";

const key = {
  dataset: "d",
  architecture: "fc4",
  criterion: "magnitude",
  pruning: "iterative",
  width: 1,
};
const densities = [0.03, 0.019, 0.004, 0.002, 0.001];
const critical = { value: 0.004, lower: 0.0035, upper: 0.0045 };
const settings = { margin: 0.02, confidence: 0.95 };

/** Draws of every rung: `truth` of the level and the rung, a seed's own part, and noise. */
function observe(
  truth: (model: Model, density: number) => number,
  noise: number,
  seed0: number,
): NullObservation[] {
  const random = new Random(seed0, "observations");
  return densities.flatMap((density, i) =>
    Array.from({ length: 5 }, (_, seed) => {
      const own = 0.2 * random.normal(); // shared by all rungs: pairing takes it out
      return models.flatMap((model) =>
        Array.from({ length: 2 }, () => ({
          ...key,
          seed,
          level: i + 1,
          density,
          start: "initial" as const,
          model,
          order: truth(model, density) + own + noise * random.normal(),
        })),
      );
    }).flat(),
  );
}

/** Above p_c degrees change nothing and the learned mask is better; below they help and suffice not. */
const planted = (model: Model, density: number) => {
  if (density > 0.0045) return model === "learned" || model === "shuffled-weights" ? 0.9 : 0.8;
  return 0.2 * models.indexOf(model);
};

test("finds what was planted on each side of p_c", () => {
  const rows = compareRungs(observe(planted, 0.002, 1), () => critical, settings);
  const verdict = (side: string, first: Model, second: Model) =>
    rows.find(
      (r) => r.scope === "side" && r.side === side && r.first === first && r.second === second,
    )!.verdict;
  assert.equal(verdict("far-above", "degrees", "layer-random"), "equivalent");
  assert.equal(verdict("far-above", "degrees", "learned"), "lower");
  assert.equal(verdict("below", "degrees", "layer-random"), "higher");
  assert.equal(verdict("below", "degrees", "learned"), "lower");
  const [sentence] = degreeSentences(rows, settings.margin);
  assert.match(sentence!, /far above p_c the degrees change nothing beyond the margin of 0.02/);
  assert.match(sentence!, /far above p_c .* do not suffice against the learned mask/);
  assert.match(sentence!, /below p_c the degrees help/);
});

test("every level and side is compared, with the mean difference by seed", () => {
  const observations = observe(planted, 0.01, 2);
  const rows = compareRungs(observations, () => critical, settings);
  assert.equal(rows.length, (densities.length + 3) * contrasts.length);
  const row = rows.find((r) => r.level === 2 && r.first === "degrees" && r.second === "learned")!;
  const of = (model: Model, seed: number) => {
    const own = observations.filter((o) => o.level === 2 && o.model === model && o.seed === seed);
    return own.reduce((sum, o) => sum + o.order, 0) / own.length;
  };
  const byHand = [0, 1, 2, 3, 4].map((s) => of("degrees", s) - of("learned", s));
  assert.ok(Math.abs(row.difference - byHand.reduce((a, b) => a + b) / 5) < 1e-12);
  assert.equal(row.seeds, 5);
  assert.equal(row.side, "far-above");
});

/** What is found below p_c of degrees against the learned mask, and the sentence. */
function below(truth: (model: Model, density: number) => number, noise: number) {
  // No seed's own part: it would keep the dead ones alive.
  const own = observe(truth, noise, 4).map((o, i) => ({
    ...o,
    order: truth(o.model, o.density) + noise * Math.sin(i),
  }));
  const rows = compareRungs(own, () => critical, settings);
  const row = rows.find(
    (r) =>
      r.scope === "side" && r.side === "below" && r.first === "degrees" && r.second === "learned",
  )!;
  return { row, sentence: degreeSentences(rows, settings.margin)[0]! };
}

test("where neither functions nothing is equivalent and nothing suffices", () => {
  const dead = (_: Model, density: number) => (density < 0.0035 ? 0 : 0.8);
  for (const noise of [0, 0.002]) {
    const { row, sentence } = below(dead, noise);
    assert.equal(row.verdict, "neither functions");
    assert.deepEqual([row.p, row.q, row.equivalenceP], [Number.NaN, Number.NaN, Number.NaN]);
    assert.match(
      sentence,
      /; below p_c nothing is known of the degrees: neither subnetwork functions there \(m below 0.1\)\.$/,
    );
  }
  // The false case: alike, and both of some use.
  const alive = below(() => 0.3, 0.002);
  assert.equal(alive.row.verdict, "equivalent");
  assert.match(alive.sentence, /below p_c .* and suffice within the margin/);
});

test("a rung functions from a mean m of a tenth on", () => {
  assert.equal(below(() => 0.1, 0).row.verdict, "nothing varies");
  assert.equal(below(() => 0.099, 0).row.verdict, "neither functions");
  const one = (model: Model) => (model === "degrees" ? 0.1 : 0);
  assert.equal(below(one, 0).row.verdict, "nothing varies", "one is enough");
});

test("by hand: draws, then levels, are averaged for each seed; each start by itself", () => {
  const row = (change: Partial<NullObservation>): NullObservation => ({
    ...key,
    seed: 0,
    level: 1,
    density: 0.002,
    start: "initial",
    model: "degrees",
    order: 0.5,
    ...change,
  });
  const rows = [
    // level 1: degrees less layer-random 0.1 and 0.4, level 2: 0.3 and 0
    ...[0.5, 0.7].map((order) => row({ order })),
    row({ model: "layer-random", order: 0.5 }),
    row({ seed: 1, order: 0.8 }),
    row({ seed: 1, model: "layer-random", order: 0.4 }),
    row({ level: 2, density: 0.001, order: 0.6 }),
    row({ level: 2, density: 0.001, model: "layer-random", order: 0.3 }),
    row({ level: 2, density: 0.001, seed: 1, order: 0.3 }),
    row({ level: 2, density: 0.001, seed: 1, model: "layer-random", order: 0.3 }),
    // another start, one seed
    row({ start: "inherited", order: 0.9 }),
    row({ start: "inherited", model: "layer-random", order: 0.2 }),
  ];
  const found = compareRungs([...rows].reverse(), () => critical, settings);
  const round = (x: number) => Number(x.toFixed(12));
  assert.deepEqual(
    found.map(({ start, scope, level, side, density, seeds, difference, verdict }) => [
      start,
      scope,
      level,
      side,
      round(density),
      seeds,
      round(difference),
      verdict,
    ]),
    [
      ["inherited", "level", 1, "below", 0.002, 1, 0.7, "one seed only"],
      ["inherited", "side", -1, "below", 0.002, 1, 0.7, "one seed only"],
      ["initial", "level", 1, "below", 0.002, 2, 0.25, "undecided"],
      ["initial", "level", 2, "below", 0.001, 2, 0.15, "undecided"],
      ["initial", "side", -1, "below", 0.0015, 2, 0.2, "nothing varies"],
    ],
  );
  // q of the two levels together: the larger p, twice the smaller at most; not with the sides
  const [one, two] = found.filter((r) => r.start === "initial" && r.scope === "level");
  const [low, high] = [one!, two!].sort((a, b) => a.p - b.p);
  assert.ok(Math.abs(high!.q - high!.p) < 1e-12);
  assert.ok(Math.abs(low!.q - Math.min(2 * low!.p, high!.p)) < 1e-12);
});

test("q is adjusted over the levels by themselves, and over the sides", () => {
  const rows = compareRungs(observe(planted, 0.2, 7), () => critical, settings);
  for (const scope of ["level", "side"]) {
    const own = rows.filter((row) => row.scope === scope);
    const q = benjaminiHochberg(own.map(({ p }) => p));
    assert.deepEqual(
      own.map((row) => row.q),
      [...q],
    );
  }
});

test("a rung that no seed has is not compared", () => {
  const rows = observe(planted, 0.01, 5).filter(({ model }) => model !== "learned");
  const found = compareRungs(rows, () => critical, settings);
  assert.ok(
    found.length > 0 && found.every(({ first, second }) => ![first, second].includes("learned")),
  );
});

test("a side of which one level lacks a rung has no comparison with it; its other levels have", () => {
  const rows = observe(planted, 0.01, 6).filter((o) => o.level !== 5 || o.model !== "degrees");
  const found = compareRungs(rows, () => critical, settings).filter(
    ({ first, second, side }) => side === "below" && [first, second].includes("degrees"),
  );
  assert.deepEqual(
    found.map(({ scope, level }) => [scope, level]),
    [4, 4, 4].map((level) => ["level", level]),
  );
});

test("levels at which neither functions do not dilute the mean of their side", () => {
  const mixed = (model: Model, density: number) =>
    density < 0.0015 ? 0 : model === "learned" ? 0.3 : 0.27;
  const { row } = below(mixed, 0.0005);
  assert.equal(row.verdict, "lower", "-0.015 with the dead level: within the margin");
  assert.equal(row.density, 0.002);
  const half = (model: Model) => (model === "learned" ? 0.3 : 0);
  assert.equal(below(half, 0.002).row.verdict, "lower", "one of the two functions");
});

test("differences without any spread are no test", () => {
  const { row, sentence } = below(() => 0.5, 0);
  assert.equal(row.verdict, "nothing varies");
  assert.match(sentence, /below p_c nothing is known of the degrees: no seed differs from another/);
});

test("under the null at most the nominal share of levels differs", () => {
  let differs = 0;
  let all = 0;
  let adjusted = 0;
  const runs = 60;
  for (let run = 0; run < runs; run++) {
    const rows = compareRungs(
      observe(() => 0.5, 0.05, 100 + run),
      () => critical,
      settings,
    );
    const levels = rows.filter((r) => r.scope === "level");
    all += levels.length;
    differs += levels.filter((r) => r.p <= 0.05).length;
    if (levels.some((r) => r.q <= 0.05)) adjusted++;
  }
  // 1500 tests, of which those of one level share rungs: 5 % within 3 percentage points.
  assert.ok(Math.abs(differs / all - 0.05) < 0.03, `${differs / all}`);
  assert.ok(adjusted / runs <= 0.05 + 3 * Math.sqrt((0.05 * 0.95) / runs), `${adjusted / runs}`);
});

test("a seed without some rung is left out of its comparisons alone", () => {
  const observations = observe(planted, 0.01, 3).filter(
    (o) => !(o.seed === 4 && o.model === "learned"),
  );
  const rows = compareRungs(observations, () => unknownDensity, settings);
  const seeds = (first: Model, second: Model) =>
    rows.find((r) => r.scope === "level" && r.first === first && r.second === second)!.seeds;
  assert.equal(seeds("degrees", "learned"), 4);
  assert.equal(seeds("degrees", "layer-random"), 5);
  assert.ok(rows.every((r) => r.side === "unknown"));
});

test("sides of p_c", () => {
  assert.equal(sideOf(0.0181, critical), "far-above");
  assert.equal(sideOf(0.0179, critical), "above");
  assert.equal(sideOf(0.005, critical), "above");
  assert.equal(sideOf(0.0045, critical), "at");
  assert.equal(sideOf(0.003, critical), "below");
  assert.equal(sideOf(0.0041, { ...critical, lower: Number.NaN, upper: Number.NaN }), "above");
  assert.equal(sideOf(0.5, unknownDensity), "unknown");
});
