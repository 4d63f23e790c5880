/** Experiments that are cut, damaged, or ask for more than there can be. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { parseExperiment } from "../../src/experiment/read.js";
import { targets } from "../../src/experiment/targets.js";
import { parseJson } from "../../src/json.js";
import { flips, readAll, truncations } from "../support/hostile.js";

const read = (text: string) => targets(parseExperiment("x.json", parseJson("x.json", text)));

test("every truncation, and bits turned over", (t) => {
  const experiment = {
    name: "mine",
    dataset: { train: 80, test: 20 },
    architectures: [{ name: "fc", hidden: [8, 4], convolutions: [{ channels: 2 }] }],
    widths: [0.5, 1],
    seeds: 2,
    schedule: { densities: [0.5, 0.25] },
    robustness: { shares: [0, 1] },
  };
  const whole = Buffer.from(JSON.stringify(experiment));
  const inputs = [...truncations(whole), ...flips(whole, 5, 300)];
  t.diagnostic(`${readAll(inputs, (bytes) => read(Buffer.from(bytes).toString()))} inputs`);
});

const layers = (hidden: number[]) => ({ architectures: [{ name: "a", hidden }] });
const named = (name: string) => ({ architectures: [{ name, hidden: [1] }] });

for (const [what, experiment, pattern] of [
  ["a million seeds", { seeds: 1_000_000 }, /seeds must be <= 100000/],
  ["too many cells", { seeds: 60_000, widths: [1, 2] }, /at most 100000 cells .* found 120000/],
  ["10^15 units", layers([1e15]), /hidden\.0 must be <= 1000000/],
  ["a width that makes them so many", { ...layers([9]), widths: [1e300] }, /at most 1000000 units/],
  ["too many weights", layers([20_000, 20_000]), /at most 100000000 weights, found 400040000/],
  ["300 hidden layers", layers(new Array(300).fill(1)), /must NOT have more than 254 items/],
  ["a name of 300 letters", { name: "a".repeat(300) }, /name must NOT have more than 100/],
  ["an architecture's", named("a".repeat(300)), /name must NOT have more than 100/],
  ["a data set's", { dataset: { name: "a".repeat(300) } }, /name must NOT have more than 100/],
  ["an integer beyond 2^53", { dataset: { seed: 2 ** 60 } }, /seed must be <= 4294967295/],
  ["10^15 epochs", { training: { epochs: 1e15 } }, /epochs must be <= 1000000/],
  ["10^15 samples", { analysis: { repetitions: 1e15 } }, /repetitions must be <= 1000000/],
  ["10^15 images", { dataset: { train: 1e15 } }, /train must be <= 2000000/],
  ["null", null, /must be object, found null/],
  ["a list", [], /must be object/],
  ["names of prototypes", { __proto__: null, constructor: 1 }, /unknown key "constructor"/],
] as const)
  test(`${what}: refused`, () => {
    assert.throws(() => read(JSON.stringify(experiment)), { name: "UserError", message: pattern });
  });

test("JSON of 20,000 levels: refused, in keys that are known as well", () => {
  const deep = `${"[".repeat(20_000)}${"]".repeat(20_000)}`;
  for (const text of [
    deep,
    `{"widths":${deep}}`,
    deep.replaceAll("[", '{"a":').replaceAll("]", "}"),
  ])
    assert.throws(() => read(text), { name: "UserError" });
});
