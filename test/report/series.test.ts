import assert from "node:assert/strict";
import { test } from "node:test";
import { labelSeries } from "../../src/report/series.js";

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
    "fc2, magnitude pruning",
    "fc4, random pruning",
  ]);
});
