import assert from "node:assert/strict";
import { test } from "node:test";
import type { SizeSample } from "../../src/models/sample.js";
import { scale } from "../../src/scaling/scale.js";
import { collapseWords } from "../../src/scaling/words.js";
import { continuous, draw, moving, smooth } from "./synthetic.js";

const options = { seed: 2, repetitions: 200, confidence: 0.95, name: "test" };

function words(samples: readonly SizeSample[]): string {
  const result = scale(samples, options);
  return "reason" in result ? result.reason : collapseWords(result);
}

test("the verdict of the collapse: a transition, no sharpening, p_c zero", () => {
  assert.equal(words(draw({ ...continuous, seeds: 20 }, "a")), "collapses as at a transition");
  assert.match(words(draw(smooth, "b")), /^rejected/);
  // A true collapse is rejected once in twenty: four of five will do.
  const zero = [1, 2, 3, 4, 5].map((i) => words(draw(moving, `moving ${i}`)));
  const count = zero.filter((word) => word === "collapses, but p_c may be zero").length;
  assert.ok(count >= 4, zero.join("; "));
});

test("curves that fall on none are rejected by S", () => {
  const broken = {
    ...continuous,
    // Sizes differ by a kink at places that no power law orders.
    order: (p: number, size: number, z: number) =>
      (1 / (1 + Math.exp(-((p - 0.5) * (size === 32 ? 60 : 15) + 0.1 * z)))) *
      (size === 64 ? 0.6 : 1),
  };
  assert.equal(words(draw(broken, "d")), "rejected: the curves do not fall on one");
});

test("the order of sizes does not matter, and the same seed gives the same result", () => {
  const samples = draw(continuous, "e");
  const [one, other] = [scale(samples, options), scale([...samples].reverse(), options)];
  assert.deepEqual(one, other);
});

test("what cannot be scaled is said in a sentence", () => {
  const samples = draw(continuous, "g");
  const change = (f: (m: number, seed: number, level: number) => number) =>
    samples.map((sample) => ({
      ...sample,
      values: sample.values.map((row, s) => row.map((m, l) => f(m, s, l))),
    }));
  const cases: [string, readonly SizeSample[]][] = [
    ["one size only: finite-size scaling needs at least 3", samples.slice(0, 1)],
    ["2 sizes only: finite-size scaling needs at least 3", samples.slice(0, 2)],
    ["two groups have the same size", [...samples, samples[0]!]],
    [
      "one seed only at size 16: no error to weigh by",
      samples.map((s) => ({ ...s, values: s.values.slice(0, 1), control: s.control.slice(0, 1) })),
    ],
    [
      "no variance over seeds at size 16: no error to weigh by",
      samples.map((s) => ({ ...s, values: s.values.map(() => s.values[0]!) })),
    ],
    ["the order parameter does not change at size 16", change(() => 1)],
    [
      "the order parameter or its control parameter is undefined at some level",
      change((m, s, l) => (s === 1 && l === 3 ? Number.NaN : m)),
    ],
    [
      "only 3 levels at size 16",
      samples.map((s) => ({
        ...s,
        values: s.values.map((row) => row.slice(0, 3)),
        control: s.control.map((row) => row.slice(0, 3)),
      })),
    ],
  ];
  for (const [reason, given] of cases) assert.equal(words(given), reason);
});

test("a thousand simulated experiments of 6 sizes x 30 levels x 20 seeds take under a minute", () => {
  const law = {
    ...continuous,
    sizes: [16, 24, 32, 48, 64, 96],
    seeds: 20,
    controls: Array.from({ length: 30 }, (_, i) => 0.3 + (0.4 * i) / 29),
  };
  let shown = 0;
  const start = process.cpuUsage();
  const progress = () => {
    shown++;
  };
  scale(draw(law, "h"), { ...options, repetitions: 1000, progress });
  const { user } = process.cpuUsage(start);
  assert.equal(shown, 1000);
  assert.ok(user < 60e6, `${user / 1e6} s`);
});
