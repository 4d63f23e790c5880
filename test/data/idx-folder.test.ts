import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { gzipSync } from "node:zlib";
import { readIdxFolder } from "../../src/data/idx-folder.js";
import { folderOf, idx, imagesIdx, smallFiles, userError } from "./files.js";

const without = (name: string) =>
  Object.fromEntries(Object.entries(smallFiles()).filter(([key]) => key !== name));

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
    const { train, test } = readIdxFolder(folderOf(t, files));
    assert.deepEqual([train.count, train.width, train.classes], [3, 6, 4]);
    assert.deepEqual([test.count, test.width, test.classes], [2, 6, 4]);
    assert.deepEqual([...train.labels], [0, 2, 1]);
    assert.deepEqual([...test.labels], [1, 3]);
    assert.deepEqual([...train.pixels.subarray(6, 12)], [7, 8, 9, 10, 11, 12]);
  }
});

test("a class that no image has is refused: labels from 1, 255 for unknown, a single class", (t) => {
  const refused = (train: number[], test: number[], ...parts: string[]) => {
    const files = smallFiles();
    files["train-labels-idx1-ubyte"] = idx([3], train);
    files["t10k-labels-idx1-ubyte"] = idx([2], test);
    assert.throws(() => readIdxFolder(folderOf(t, files)), userError(...parts));
  };
  refused([1, 2, 3], [1, 3], "every class from 0 to 3", "none of 0;");
  refused([0, 1, 255], [0, 1], "from 0 to 255", "none of 2 and of 252 other classes");
  refused([0, 0, 0], [0, 0], "from 0 to 1", "none of 1;");
});

test("a missing folder, a file in its place and a missing file are named", (t) => {
  const folder = folderOf(t, smallFiles());
  assert.throws(() => readIdxFolder(join(folder, "no")), userError(join(folder, "no"), "DATA="));
  const file = join(folder, "t10k-labels-idx1-ubyte");
  assert.throws(() => readIdxFolder(file), userError(file, "no folder"));
  for (const name of Object.keys(smallFiles())) {
    const folder = folderOf(t, without(name));
    assert.throws(
      () => readIdxFolder(folder),
      userError(join(folder, name), `${name}.gz`, "DATA="),
    );
  }
});

test("a folder where a file should be is no file", (t) => {
  const name = "train-labels-idx1-ubyte";
  const folder = folderOf(t, { ...without(name), [`${name}/inner`]: Buffer.alloc(1) });
  assert.throws(() => readIdxFolder(folder), userError(join(folder, name), "found a folder"));
});

test("files that do not go together are refused", (t) => {
  const refused = (name: string, bytes: Buffer, ...parts: string[]) => {
    const folder = folderOf(t, { ...smallFiles(), [name]: bytes });
    assert.throws(() => readIdxFolder(folder), userError(join(folder, name), ...parts));
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
  const { train, test } = readIdxFolder(folder);
  assert.deepEqual([train.count, test.count, train.width, train.classes], [10000, 10000, 784, 10]);
  // Labels of MNIST's test set: 980 zeros, 1135 ones (the counts in every description of it).
  const zeros = test.labels.filter((label) => label === 0).length;
  const ones = test.labels.filter((label) => label === 1).length;
  assert.deepEqual([zeros, ones], [980, 1135]);
});
