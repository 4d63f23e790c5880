/** A residual network that was trained elsewhere, by its tensors and stated layers, pruned from where it stands. */
import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { readTable } from "../../src/arrow/read.js";
import { pcrit, run } from "../support/command.js";
import { scratchFolder } from "../support/folder.js";
import { make } from "../support/run.js";

const conv = (name: string, more: object = {}) => ({
  kind: "convolution",
  name,
  channels: 4,
  bias: false,
  ...more,
});
const layers = [
  conv("stem", { stride: 4 }),
  { kind: "batch-normalisation", name: "n" },
  { kind: "relu", name: "a" },
  conv("first"),
  { kind: "batch-normalisation", name: "m" },
  { kind: "add", from: ["m", "a"] },
  { kind: "global-average-pool" },
  { kind: "full", name: "last" },
];

test("it answers as it did, and is pruned from there", (t) => {
  const home = scratchFolder(t);
  const at = (name: string) => join(home, name);
  run("data", "--name", "colour-glyphs", "--train", "120", "--test", "60", "--out", at("d.arrow"));
  const files = ["--units", at("u.arrow"), "--performance", at("p.arrow"), "--out", at("n.arrow")];
  run("train", at("d.arrow"), "--layers", JSON.stringify(layers), "--epochs", "2", ...files);
  run("export", at("n.arrow"), at("u.arrow"), "--out", at("one.safetensors"));
  const image = { channels: 3, height: 16, width: 16 };
  const own = { name: "mine", from: "one.safetensors", layers, input: image, normalise: "none" };
  const experiment = {
    name: "own",
    dataset: { name: "colour-glyphs", train: 120, test: 60, normalise: "none" },
    architectures: [own],
    schedule: { densities: [0.5, 0.2] },
    fineTuning: { epochs: 1 },
    percolation: { shuffles: 1 },
    communities: { runs: 1 },
  };
  writeFileSync(at("own.json"), JSON.stringify(experiment));
  const found = pcrit(["plan", at("own.json"), "--runs", at("runs")]);
  assert.equal(found.code, 0, found.err);
  const folder = found.out.trim();
  const cell = "cells/mine-w1-magnitude-s0";
  make(folder, `${cell}/percolation.arrow`);
  const dense = readTable(join(folder, "dense/mine-w1/performance.arrow"), "performance");
  const there = readTable(at("p.arrow"), "performance");
  for (const column of ["accuracy", "loss", "train_loss", "effective_density"])
    assert.deepEqual(dense.column(column), there.column(column), column);
  const levels = readTable(join(folder, `${cell}/performance.arrow`), "performance");
  assert.equal(levels.rows, 3);
  assert.ok(Math.abs(levels.float64("density")[2]! - 0.2) < 1e-2);
});
