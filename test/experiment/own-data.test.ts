/** Data of one's own in an experiment: names, settings, messages. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { parseExperiment } from "../../src/experiment/read.js";
import { targets } from "../../src/experiment/targets.js";
import { userError } from "../data/files.js";

const parse = (dataset: object) => parseExperiment("x.json", { dataset });
const settingsOf = (dataset: object) => targets(parse(dataset))[0]!.settings;

test("data are named after their file, where the experiment does not name them", () => {
  const names = (path: string) => parse({ path }).dataset.name;
  assert.equal(names("../tables/iris.csv"), "iris");
  assert.equal(names("wine.csv.gz"), "wine");
  assert.equal(names("folder/"), "folder");
  assert.equal(names("_ä b.npz"), "b");
  assert.equal(names("…"), "data");
  assert.equal(parse({ path: "a.csv", name: "own" }).dataset.name, "own");
});

test("what is not said is no setting, nor is the place; lists and numbers are JSON", () => {
  assert.deepEqual(settingsOf({}), { name: "glyphs", train: 6000, test: 2000, seed: 0 });
  const all = {
    path: "a.npz",
    train: 5,
    test: 5,
    label: "y",
    columns: ["a,b", "c"],
    arrays: ["x", "y"],
    layout: "channels-last",
    image: [3, 2, 2],
    normalise: { mean: [0.5], std: [2] },
  };
  assert.deepEqual(settingsOf(all), {
    name: "a",
    train: 5,
    test: 5,
    seed: 0,
    label: "y",
    columns: '["a,b","c"]',
    arrays: '["x","y"]',
    layout: "channels-last",
    image: [3, 2, 2],
    normalise: '{"mean":[0.5],"std":[2]}',
  });
  assert.equal(settingsOf({ normalise: "standardise" })["normalise"], "standardise");
});

test("a wrong key is named with what it may be", () => {
  const refused = (dataset: object, ...words: string[]) =>
    assert.throws(() => parse(dataset), userError("x.json: ", ...words));
  const forms = ["none, standardise or {", '"std": [numbers above 0] }'];
  refused({ normalise: "half" }, "dataset.normalise", ...forms, 'found "half"');
  refused({ normalise: { mean: [1], std: [0] } }, "dataset.normalise", ...forms);
  refused({ layout: "last" }, "channels-first, channels-last");
  refused({ path: 3 }, "dataset.path must be string");
  refused({ image: [1, 2] }, "dataset.image");
});
