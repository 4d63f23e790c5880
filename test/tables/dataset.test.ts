import assert from "node:assert/strict";
import { join } from "node:path";
import { test } from "node:test";
import { decodeTable } from "../../src/arrow/read.js";
import { encodeTable } from "../../src/arrow/write.js";
import type { Dataset } from "../../src/data/dataset.js";
import { writeWhole } from "../../src/files.js";
import { initialise } from "../../src/initialise.js";
import { checkFits, readDataset, readTrainingSet, writeDataset } from "../../src/tables/dataset.js";
import { userError } from "../data/files.js";
import { scratchFolder } from "../support/folder.js";
import { extremes, flips, readAll, truncations } from "../support/hostile.js";

const from = { stage: "data", settings: "{}", inputs: {} };

const images = (labels: number[], pixels: number[]) => ({
  count: labels.length,
  width: 6,
  pixels: Float32Array.from(pixels),
  labels: Uint8Array.from(labels),
  classes: 2,
  image: { channels: 3, height: 1, width: 2 },
});

const colour: Dataset = {
  train: images([0, 1], [0.5, -1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 1e30]),
  test: images([1], [1, 2, 3, 4, 5, 6]),
  names: ["cat", "dog"],
  normalise: { mean: [0.1, 0.2, 0.3], std: [1, 2, 3] },
};

test("floats, what an image is, names of classes and the normalisation come back", (t) => {
  const path = join(scratchFolder(t), "d.arrow");
  writeDataset(path, "mine", colour, from);
  const { dataset, name, classes } = readDataset(path);
  assert.deepEqual(dataset, colour);
  assert.deepEqual([name, classes], ["mine", 2]);
});

const columns = {
  split: ["train", "test"],
  label: Uint8Array.of(0, 1),
  pixels: { width: 2, values: Float32Array.of(1, 2, 3, 4) },
};

test("attributes that do not fit are refused", (t) => {
  const path = join(scratchFolder(t), "d.arrow");
  const refused = (attributes: object, ...words: string[]) => {
    writeWhole(
      path,
      encodeTable(path, "dataset", columns, { ...from, attributes: { ...attributes } }),
    );
    assert.throws(() => readDataset(path), userError(path, ...words));
  };
  refused({ image: { channels: 3, height: 1, width: 1 } }, '"image"', "of 2 values");
  refused({ image: [1, 2, 1] }, '"image"');
  refused({ labels: ["a", "b", "c"] }, '"labels" to name 2 classes');
  refused({ normalise: { mean: [0], std: [0] } }, "above 0");
  refused({ normalise: "standardise" }, '"normalise"');
  const infinite = { ...columns, pixels: { width: 2, values: Float32Array.of(1, 2, 3, Infinity) } };
  assert.throws(
    () => encodeTable("f", "dataset", infinite, from),
    userError("found Infinity in row 1, place 1"),
  );
});

test("rows of floats: every truncation, extreme bytes, bits turned over", (t) => {
  const whole = encodeTable("f", "dataset", columns, from);
  const inputs = [...truncations(whole), ...extremes(whole), ...flips(whole, 4, 300)];
  t.diagnostic(`${readAll(inputs, (bytes) => decodeTable("f", bytes, "dataset"))} inputs`);
});

test("a data set that lacks classes of a network fits it, and guessing chooses among its own", (t) => {
  const path = join(scratchFolder(t), "d.arrow");
  const write = (...labels: number[]) =>
    writeWhole(
      path,
      encodeTable(path, "dataset", { ...columns, label: Uint8Array.from(labels) }, from),
    );
  const network = initialise({ units: [2, 3, 4] }, "seed");
  write(0, 1);
  assert.equal(readTrainingSet(path).classes, 2);
  write(0, 3);
  const gaps = readDataset(path);
  checkFits(path, gaps.dataset, network);
  assert.deepEqual([gaps.classes, gaps.dataset.train.classes], [2, 4]);
  assert.throws(() => readTrainingSet(path), userError("every class from 0 to 3", "none of 1"));
  write(0, 4);
  assert.throws(
    () => checkFits(path, readDataset(path).dataset, network),
    userError("at most 4 classes"),
  );
});
