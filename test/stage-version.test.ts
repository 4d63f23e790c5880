import assert from "node:assert/strict";
import { test } from "node:test";
import { canonicalJson } from "../src/canonical.js";
import { FileHashes } from "../src/chain/file-hashes.js";
import { whyUnfit } from "../src/chain/fit.js";
import { newRecord } from "../src/chain/record.js";
import { version } from "../src/package.js";
import { stageVersion } from "../src/stage-version.js";
import { scratchFolder } from "./support/folder.js";

test("an analysis is of this version; training is of the one in which it last changed", () => {
  for (const stage of ["criticality", "correlate", "report"])
    assert.equal(stageVersion(stage), version);
  // Networks trained by 0.2.0 are the same bytes as those of today (smoke.json, all artefacts compared).
  for (const stage of ["train", "trajectory", "graph"]) assert.equal(stageVersion(stage), "0.2.0");
});

test("networks with convolutions, or that normalise batches, are trained again, others are kept", () => {
  const version = (settings: object) => stageVersion("train", canonicalJson(settings));
  const full = { kind: "full", units: 9 };
  assert.equal(version({ convolutions: JSON.stringify([{ channels: 8, kernel: 3 }]) }), "0.6.0");
  assert.equal(version({ layers: JSON.stringify([{ kind: "convolution" }]) }), "0.11.0");
  assert.equal(
    version({ layers: JSON.stringify([full, { kind: "batch-normalisation" }]) }),
    "0.11.0",
  );
  assert.equal(version({ layers: "resnet8" }), "0.11.0");
  assert.equal(version({ layers: JSON.stringify([full]) }), "0.2.0");
  assert.equal(version({ layers: "" }), "0.2.0");
  assert.equal(version({ hidden: [16, 8] }), "0.2.0");
});

test("what may have been trained on WebGPU is trained again", () => {
  const version = (stage: string, backend: string) =>
    stageVersion(stage, canonicalJson({ engine: "tfjs", backend }));
  for (const stage of ["train", "trajectory", "fine-tune", "null-model"]) {
    assert.equal(version(stage, "webgpu"), "0.11.3");
    assert.equal(version(stage, "auto"), "0.11.3");
    assert.notEqual(version(stage, "wasm"), "0.11.3");
  }
  assert.equal(version("graph", "webgpu"), "0.2.0");
});

test("a trained network of an older version is kept, an older analysis is made again", (t) => {
  const link = (stage: string) => ({
    stage,
    target: "a.arrow",
    inputs: [],
    outputs: {},
    settings: {},
  });
  const hashes = new FileHashes(scratchFolder(t));
  const why = (stage: string, made: string) => {
    const record = { ...newRecord(link(stage), {}, {}, undefined), version: made };
    return whyUnfit(link(stage), record, [], hashes, undefined);
  };
  assert.equal(why("trajectory", "0.2.0"), undefined);
  assert.equal(why("criticality", "0.2.0"), "was made by pcrit 0.2.0");
  assert.equal(why("criticality", version), undefined);
});
