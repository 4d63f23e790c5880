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
