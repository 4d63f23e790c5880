import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { gzipSync } from "node:zlib";
import { assemble } from "../../src/data/assemble.js";
import { readIdxParts } from "../../src/data/idx-folder.js";
import { folderOf, idx, imagesIdx, smallFiles, userError } from "./files.js";

const without = (name: string) =>
  Object.fromEntries(Object.entries(smallFiles()).filter(([key]) => key !== name));

/** All of the small files' images, or as many as asked for. */
function dataset(folder: string, train = 3, test = 2) {
  return assemble(readIdxParts(folder), {}, { source: folder, seed: 0, train, test });
}

test("a folder of four files is a data set, under each of the usual names", (t) => {
  const named = (rename: (name: string) => string, pack = (bytes: Buffer) => bytes) =>
    Object.fromEntries(
      Object.entries(smallFiles()).map(([name, bytes]) => [rename(name), pack(bytes)]),
    );
  const folders = [
    named((name) => name),
    named((name) => `${name}.gz`, gzipSync),
    named((name) => name.replace("-idx", ".idx")),
    named((name) => `${name.replace("-idx", ".idx")}.gz`, gzipSync),
  ];
  for (const files of folders) {
    const { train, test } = dataset(folderOf(t, files)).dataset;
    assert.deepEqual([train.count, train.width, train.classes], [3, 6, 4]);
    assert.deepEqual([test.count, test.width, test.classes], [2, 6, 4]);
    assert.deepEqual([...train.labels], [0, 2, 1]);
    assert.deepEqual([...test.labels], [1, 3]);
    assert.deepEqual([...train.pixels.subarray(6, 12)], [7, 8, 9, 10, 11, 12]);
  }
});

test("labels from 1, with gaps, 255 for unknown; a single class is refused", (t) => {
  const read = (train: number[], test: number[]) => {
    const files = smallFiles();
    files["train-images-idx3-ubyte"] = imagesIdx(train.length, 2, 3);
    files["train-labels-idx1-ubyte"] = idx([train.length], train);
    files["t10k-labels-idx1-ubyte"] = idx([2], test);
    const { dataset: own, notes } = dataset(folderOf(t, files), train.length);
    const { labels, classes, pixels } = own.train;
    return { labels: [...labels], classes, names: own.names, first: pixels[0], notes };
  };
  const from1 = read([1, 2, 3], [1, 3]);
  assert.deepEqual([from1.labels, from1.classes], [[0, 1, 2], 3]);
  assert.deepEqual(from1.names, ["1", "2", "3"]);
  assert.match(from1.notes.join(), /the labels 1 to 3 stand for the classes 0 to 2/);
  const gap = read([0, 5, 2], [0, 5]);
  assert.deepEqual(
    [gap.labels, gap.names],
    [
      [0, 2, 1],
      ["0", "2", "5"],
    ],
  );
  const unknown = read([255, 0, 1, 1], [0, 1]);
  assert.deepEqual([unknown.labels, unknown.classes, unknown.first], [[0, 1, 1], 2, 7]);
  assert.match(unknown.notes.join(), /1 example is left out, without a label; 255/);
  const often = read([255, 255, 0, 1], [0, 1]);
  assert.deepEqual([often.classes, often.names], [3, ["0", "1", "255"]]);
  const later = read([0, 0, 1], [1, 2]);
  assert.match(later.notes.join(), /the label 2 occurs in the test part alone/);
  assert.throws(() => read([0, 0, 0], [0, 0]), userError("at least two classes", "only 0"));
});

test("the first images of each part; too few are refused", (t) => {
  const folder = folderOf(t, smallFiles());
  const { train } = dataset(folder, 2, 1).dataset;
  assert.deepEqual([train.count, train.pixels.length, [...train.labels]], [2, 12, [0, 2]]);
  assert.throws(
    () => dataset(folder, 4, 2),
    userError(folder, "4 images", "train split", "found 3"),
  );
  assert.throws(() => dataset(folder, 3, 9), userError("9 images", "dataset.test"));
});

test("a missing folder, a file in its place and a missing file are named", (t) => {
  const folder = folderOf(t, smallFiles());
  assert.throws(() => readIdxParts(join(folder, "no")), userError(join(folder, "no"), "DATA="));
  const file = join(folder, "t10k-labels-idx1-ubyte");
  assert.throws(() => readIdxParts(file), userError(file, "no folder"));
  for (const name of Object.keys(smallFiles())) {
    const folder = folderOf(t, without(name));
    assert.throws(() => readIdxParts(folder), userError(join(folder, name), `${name}.gz`, "DATA="));
  }
});

test("a folder where a file should be is no file", (t) => {
  const name = "train-labels-idx1-ubyte";
  const folder = folderOf(t, { ...without(name), [`${name}/inner`]: Buffer.alloc(1) });
  assert.throws(() => readIdxParts(folder), userError(join(folder, name), "found a folder"));
});

test("files that do not go together are refused", (t) => {
  const refused = (name: string, bytes: Buffer, ...parts: string[]) => {
    const folder = folderOf(t, { ...smallFiles(), [name]: bytes });
    assert.throws(() => dataset(folder), userError(join(folder, name), ...parts));
  };
  refused("train-labels-idx1-ubyte", idx([4], [0, 1, 2, 3]), "expected 3 labels", "found 4");
  refused("t10k-labels-idx1-ubyte", idx([1], [0]), "expected 2 labels", "found 1");
  refused("train-images-idx3-ubyte", idx([0, 2, 3], []), "found 0 x 2 x 3");
  refused("train-images-idx3-ubyte", idx([3, 0, 3], []), "found 3 x 0 x 3");
  refused("t10k-images-idx3-ubyte", imagesIdx(2, 3, 2), "2 x 3 pixels", "found 3 x 2");
  refused("t10k-images-idx3-ubyte", gzipSync(imagesIdx(2, 2, 3)).subarray(0, 30), "corrupt");
});

test("real digits are read whole", (t) => {
  const folder = "../shared/data/mnist-20k";
  if (!existsSync(folder)) return t.skip(`${folder} is not there`);
  const { train, test } = dataset(folder, 10000, 10000).dataset;
  assert.deepEqual([train.count, test.count, train.width, train.classes], [10000, 10000, 784, 10]);
  // Labels of MNIST's test set: 980 zeros, 1135 ones (the counts in every description of it).
  const zeros = test.labels.filter((label) => label === 0).length;
  const ones = test.labels.filter((label) => label === 1).length;
  assert.deepEqual([zeros, ones], [980, 1135]);
});
