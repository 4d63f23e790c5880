/** A data set that lacks classes of a network, wherever a network meets data. */
import assert from "node:assert/strict";
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { readTable } from "../../src/arrow/read.js";
import { encodeTable } from "../../src/arrow/write.js";
import { writeWhole } from "../../src/files.js";
import { pcrit, run } from "../support/command.js";
import { scratchFolder } from "../support/folder.js";

/** Two numbers that tell the class, of the classes 0 to n - 1 in turn. */
function write(path: string, labels: readonly number[]): void {
  const values = Float32Array.from(labels.flatMap((label, i) => [label, (i % 7) / 7]));
  const columns = {
    split: labels.map((_, i) => (2 * i < labels.length ? "train" : "test")),
    label: Uint8Array.from(labels),
    pixels: { width: 2, values },
  };
  writeWhole(
    path,
    encodeTable(path, "dataset", columns, { stage: "x", settings: "{}", inputs: {} }),
  );
}

test("the chance level is that of the classes that the data have", (t) => {
  const folder = scratchFolder(t);
  const at = (...names: string[]) => join(folder, ...names);
  write(
    at("all.arrow"),
    Array.from({ length: 60 }, (_, i) => i % 3),
  );
  const outputs = ["out", "units", "performance"].map(
    (name) => `--${name}=${at("dense", `${name}.arrow`)}`,
  );
  mkdirSync(at("dense"));
  run(
    "train",
    at("all.arrow"),
    ...outputs,
    "--hidden=8",
    "--epochs=60",
    "--batch=8",
    "--learning-rate=0.01",
  );
  const [network, units, performance] = ["out", "units", "performance"].map((name) =>
    at("dense", `${name}.arrow`),
  ) as [string, string, string];
  for (const [labels, name] of [
    [[0, 1], "first"],
    [[0, 2], "gap"],
  ] as const) {
    const data = at(`${name}.arrow`);
    write(
      data,
      Array.from({ length: 40 }, (_, i) => labels[i % 2]!),
    );
    run(
      "fine-tune",
      network,
      units,
      data,
      `--out=${at("n")}`,
      `--units=${at("u")}`,
      `--performance=${at("p")}`,
      "--epochs=3",
    );
    assert.ok(readTable(at("p"), "performance").float64("accuracy")[0]! > 0.9, name);
    run(
      "trajectory",
      network,
      units,
      performance,
      data,
      `--levels=${at(name)}`,
      `--out=${at("t")}`,
      "--densities=0.5",
      "--epochs=1",
    );
    assert.equal(
      (readTable(at("t"), "performance").attribute("cell") as { classes: number }).classes,
      2,
    );
    run(
      "robustness",
      network,
      units,
      data,
      at(name, "001", "network.arrow"),
      at(name, "001", "units.arrow"),
      `--out=${at("r")}`,
      "--images=20",
      "--draws=1",
    );
    const robust = readTable(at("r"), "robustness");
    const order = robust.float64("order_parameter");
    const dense = 1; // of a dense network that is right on all: m = (accuracy - 1/2) / (1 - 1/2)
    robust.float64("accuracy").forEach((accuracy, row) => {
      assert.ok(Math.abs(order[row]! - (accuracy - 0.5) / (dense - 0.5)) < 1e-9);
    });
    run(
      "null-model",
      network,
      units,
      performance,
      data,
      at(name, "001", "network.arrow"),
      "--densities=0.5",
      "--epochs=1",
      `--out=${at("null")}`,
    );
    assert.ok(readTable(at("null"), "null-model").rows > 0, name);
  }
  write(
    at("four.arrow"),
    Array.from({ length: 40 }, (_, i) => i % 4),
  );
  const refused = pcrit([
    "fine-tune",
    network,
    units,
    at("four.arrow"),
    `--out=${at("n")}`,
    `--units=${at("u")}`,
  ]);
  assert.deepEqual(
    [refused.code, /at most 3 classes.*found 2 pixels and 4 classes/.test(refused.err)],
    [2, true],
  );
});
