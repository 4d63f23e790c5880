import assert from "node:assert/strict";
import { readdirSync } from "node:fs";
import { test } from "node:test";
import { UserError } from "../../src/error.js";
import type { Chain } from "../../src/experiment/experiment.js";
import { parseExperiment, readExperiment } from "../../src/experiment/read.js";
import { packageRoot } from "../../src/package.js";

const refuses = (experiment: unknown, pattern: RegExp) =>
  assert.throws(
    () => parseExperiment("x.json", experiment),
    (error: unknown) => {
      assert.ok(error instanceof UserError);
      assert.match(error.message, pattern);
      assert.match(error.message, /^x\.json: [^\n]*$/);
      return true;
    },
  );

test("every experiment that we ship is accepted", () => {
  const files = readdirSync(`${packageRoot}experiments`).filter((name) => name.endsWith(".json"));
  for (const file of files)
    assert.equal(`${readExperiment(`${packageRoot}experiments/${file}`).name}.json`, file);
});

test("keys that begin with two slashes are comments, anywhere", () => {
  const dataset = { train: 80, "// train": "few" };
  const commented = {
    "//": "a word",
    dataset,
    architectures: [{ name: "a", "//": 1, hidden: [3] }],
  };
  const plain = { dataset: { train: 80 }, architectures: [{ name: "a", hidden: [3] }] };
  assert.deepEqual(parseExperiment("x.json", commented), parseExperiment("x.json", plain));
});

test("what is left out takes its default", () => {
  const experiment = parseExperiment("folder/mine.json", {});
  assert.equal(experiment.name, "mine");
  assert.deepEqual(experiment.dataset, { name: "glyphs", train: 6000, test: 2000, seed: 0 });
  assert.equal(experiment.training.optimizer, "adam");
  assert.deepEqual(experiment.schedule, { ratio: 0.75, minimumDensity: 0.001 });
  assert.equal(experiment.fineTuning.epochs, 2);
  const until = parseExperiment("x.json", { schedule: { until: "disconnected" } }).schedule;
  assert.deepEqual(until, { ratio: 0.75, until: "disconnected" });
});

test("convolutions take their defaults", () => {
  const pool = { kind: "max" };
  const architectures = [{ name: "a", hidden: [4], convolutions: [{ channels: 2, pool }] }];
  const experiment = parseExperiment("x.json", { architectures });
  assert.equal(experiment.graph, "channels");
  const [own] = experiment.architectures as readonly Chain[];
  assert.deepEqual(own!.convolutions, [
    { channels: 2, kernel: 3, stride: 1, padding: "same", pool: { kind: "max", size: 2 } },
  ]);
});

test("unknown keys are refused by name, at every depth", () => {
  refuses({ sedes: 5 }, /unknown key "sedes"; the keys are name, dataset/);
  refuses({ training: { rate: 1 } }, /unknown key "rate" in training; the keys are optimizer/);
  refuses(
    { architectures: [{ name: "a", hidden: [1], depth: 2 }] },
    /unknown key "depth" in archi/,
  );
});

test("what a stage would refuse after hours of training is refused at once", () => {
  refuses({ robustness: { amplitudes: [0.5, 1] } }, /robustness\.amplitudes to ascend from 0/);
  refuses({ robustness: { shares: [0, 0.5, 0.5] } }, /robustness\.shares to ascend from 0/);
});

test("values out of range are refused with what was expected and found", () => {
  refuses({ schedule: { densities: [-0.1] } }, /schedule\.densities\.0 must be > 0, found -0\.1/);
  refuses({ schedule: { minimumDensity: -1 } }, /must be > 0, found -1/);
  refuses({ schedule: { ratio: 1 } }, /schedule\.ratio must be < 1, found 1/);
  refuses({ seeds: 0 }, /seeds must be >= 1, found 0/);
  refuses({ seeds: 2.5 }, /seeds must be integer, found 2\.5/);
  refuses(
    { architectures: [{ name: "a", hidden: [] }] },
    /hidden must NOT have fewer than 1 items/,
  );
  const kernel = (value: number) => ({
    architectures: [{ name: "a", hidden: [1], convolutions: [{ channels: 1, kernel: value }] }],
  });
  refuses(
    kernel(0),
    /convolutions\.0\.kernel to be an integer from 1 to 255 or \[rows, columns\] of such, found 0/,
  );
  const layer = (one: object) => ({
    architectures: [{ name: "a", hidden: [1], convolutions: [{ channels: 1, ...one }] }],
  });
  refuses(layer({ padding: [1, 2, 3] }), /padding to be same, valid, .*, found \[1,2,3\]/);
  refuses(layer({ padding: { top: 1 } }), /padding to be same, valid, .*, found \{"top":1\}/);
  refuses(layer({ stride: [1, 0] }), /stride to be an integer from 1 to 255 .*, found \[1,0\]/);
  refuses(layer({ pool: { kind: "max", ceil: 1 } }), /pool\.ceil must be boolean, found 1/);
  refuses(layer({ dilation: 2 }), /unknown key "dilation" in .*; the keys are channels, kernel,/);
  refuses(
    {
      architectures: [{ name: "a", hidden: [9], convolutions: [{ channels: 4 }] }],
      widths: [1, 0.1],
    },
    /width 0\.1 leaves a hidden layer of "a" empty/,
  );
  refuses({ graph: "edges" }, /graph to be one of channels, units, found "edges"/);
  refuses(
    { criteria: ["mag"] },
    /one of magnitude, layer-magnitude, snip, synflow, wanda, random, found "mag"/,
  );
  refuses({ schedule: { densities: [0.1, 0.5] } }, /densities to fall/);
  refuses({ schedule: { densities: [0.1], ratio: 0.5 } }, /either densities, or ratio/);
  refuses({ widths: [0.001] }, /width 0\.001 leaves a hidden layer of "fc4" empty/);
  refuses(
    {
      architectures: [
        { name: "a", hidden: [1] },
        { name: "a", hidden: [2] },
      ],
    },
    /twice/,
  );
  refuses({ name: "../x" }, /expected name of letters, digits and \. _ -, a letter or digit first/);
  refuses([], /must be object/);
});
