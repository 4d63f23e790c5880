import assert from "node:assert/strict";
import { test } from "node:test";
import { canonicalJson } from "../../src/canonical.js";
import { parseExperiment } from "../../src/experiment/read.js";
import { targets } from "../../src/experiment/targets.js";

const fc4 = { name: "fc4", hidden: [256, 128, 64] };
const base = { name: "x", architectures: [fc4], widths: [0.25, 0.5, 1, 2], seeds: 2 };

/** What the report of an experiment reads of networks and images. */
function liveOf(more: Record<string, unknown>): string[] {
  const all = targets(parseExperiment("x.json", { ...base, ...more }));
  const { inputs } = all.find(({ stage }) => stage === "report")!;
  return inputs.filter((path) => /(^|\/)(network|units|dataset)\.arrow$/.test(path));
}

test("the report gets the widest dense network that fits a page, its levels and the images", () => {
  assert.deepEqual(liveOf({ criteria: ["magnitude", "random"] }), [
    "dataset.arrow",
    "dense/fc4-w1-s0/network.arrow",
    "dense/fc4-w1-s0/units.arrow",
    "cells/fc4-w1-magnitude-s0/levels/*/network.arrow",
    "cells/fc4-w1-random-s0/levels/*/network.arrow",
  ]);
  const colour = { dataset: { path: "x.npz", image: [3, 32, 32] } };
  assert.ok(liveOf(colour).includes("dense/fc4-w0.25-s0/network.arrow"), "3072 x 64 weights");
  const unknown = { dataset: { path: "x.npz" } };
  assert.ok(liveOf(unknown).includes("dense/fc4-w0.25-s0/network.arrow"), "the narrowest");
  const small = { architectures: [{ name: "fc3", hidden: [16, 8] }] };
  assert.ok(liveOf(small).includes("dense/fc3-w2-s0/network.arrow"));
});

test("of graphs of layers too; images that cannot be drawn take room", () => {
  const architectures = [{ name: "resnet", layers: "resnet20" }]; // 272 000 weights at width 1
  const widths = [0.25, 0.5, 0.75, 0.95, 1];
  const drawn = { architectures, widths, dataset: { name: "colour-glyphs" } };
  assert.ok(liveOf(drawn).includes("dense/resnet-w0.95-s0/network.arrow"));
  const own = { architectures, widths, dataset: { path: "x.npz", image: [3, 32, 32] } };
  assert.ok(liveOf(own).includes("dense/resnet-w0.75-s0/network.arrow"));
  const wide = { ...drawn, widths: [2, 4] };
  assert.ok(liveOf(wide).includes("dense/resnet-w2-s0/network.arrow"), "the narrowest");
});

test('"report": { "live": false } leaves them out, and changes no other target', () => {
  assert.deepEqual(liveOf({ report: { live: false } }), []);
  assert.equal(liveOf({ report: {} }).length, 4);
  const others = (more: Record<string, unknown>) =>
    targets(parseExperiment("x.json", { ...base, ...more }))
      .filter(({ stage }) => stage !== "report")
      .map((target) => canonicalJson(target));
  assert.deepEqual(others({ report: { live: false } }), others({}));
  assert.equal("report" in parseExperiment("x.json", base), false, "an absent key stays absent");
  assert.throws(
    () => parseExperiment("x.json", { ...base, report: { life: false } }),
    /x\.json: unknown key "life" in report; the keys are live/,
  );
});
