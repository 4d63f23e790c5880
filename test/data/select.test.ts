import assert from "node:assert/strict";
import { test } from "node:test";
import { glyphs } from "../../src/data/glyphs.js";
import { takeFirst } from "../../src/data/select.js";
import { userError } from "./files.js";

const data = { train: glyphs(1, "train", 30), test: glyphs(1, "test", 20) };

test("the first images of each split are kept as they are", () => {
  const { train, test } = takeFirst(data, 12, 20, "glyphs");
  assert.deepEqual({ ...train }, { ...glyphs(1, "train", 12) });
  assert.deepEqual({ ...test }, { ...data.test });
});

test("too few images: how many there are, how many were asked for, of which split", () => {
  assert.throws(
    () => takeFirst(data, 31, 5, "here"),
    userError("here: ", "31 images", "train split", "found 30"),
  );
  assert.throws(
    () => takeFirst(data, 5, 200, "here"),
    userError("here: ", "200 images", "test split", "found 20", "dataset.test"),
  );
});
