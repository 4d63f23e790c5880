import assert from "node:assert/strict";
import { test } from "node:test";
import { labelSeries, rivals } from "../../../src/report/inputs/series.js";

const series = (criterion: string, architecture = "fc4") => ({
  dataset: "glyphs",
  architecture,
  criterion,
  pruning: "iterative",
});

test("magnitude comes first, random after it, each once, named by what differs", () => {
  const all = [series("random"), series("magnitude"), series("random"), series("layer-magnitude")];
  assert.deepEqual(
    labelSeries(all).map((s) => s.label),
    ["magnitude", "layer-magnitude", "random"],
  );
});

test("architectures are named where there are two, a lone series by its criterion", () => {
  assert.deepEqual(
    labelSeries([series("magnitude"), series("magnitude", "fc2")]).map((s) => s.label),
    ["fc4", "fc2"],
  );
  assert.deepEqual(
    labelSeries([series("random"), series("magnitude", "fc2")]).map((s) => s.label),
    ["fc2, magnitude", "fc4, random"],
  );
  assert.deepEqual(
    labelSeries([series("random")]).map((s) => s.label),
    ["random"],
  );
});

test("sentences speak of pruning only where the label says which", () => {
  const phrases = (all: Parameters<typeof labelSeries>[0]) => labelSeries(all).map((s) => s.phrase);
  assert.deepEqual(phrases([series("random")]), ["random pruning"]);
  assert.deepEqual(phrases([series("magnitude"), series("magnitude", "fc2")]), ["fc4", "fc2"]);
  assert.deepEqual(phrases([series("random"), series("magnitude", "fc2")]), [
    "magnitude pruning of fc2",
    "random pruning of fc4",
  ]);
  const oneShot = { ...series("magnitude"), pruning: "one-shot" };
  assert.deepEqual(phrases([series("magnitude"), oneShot]), [
    "iterative pruning",
    "one-shot pruning",
  ]);
});

test("kinds of pruning are compared within a network; networks where each is pruned in one way", () => {
  const labels = (all: Parameters<typeof labelSeries>[0]) =>
    rivals(labelSeries(all)).map((pair) => pair.map((s) => s.label));
  const [a, b] = [series("magnitude"), series("random")];
  const [c, d] = [series("magnitude", "cnn5"), series("random", "cnn5")];
  assert.deepEqual(labels([a, b, c, d]), [
    ["fc4, magnitude", "fc4, random"],
    ["cnn5, magnitude", "cnn5, random"],
  ]);
  assert.deepEqual(labels([a, c]), [["fc4", "cnn5"]]);
  assert.deepEqual(labels([a]), []);
});
