import assert from "node:assert/strict";
import { test } from "node:test";
import { gzipSync } from "node:zlib";
import { glyphs } from "../../src/data/glyphs.js";
import { loadDataset } from "../../src/data/load.js";
import { folderOf, scratch, smallFiles, userError } from "./files.js";
import { ranged, serve } from "./server.js";

test("glyphs are drawn from the seed", async () => {
  const data = await loadDataset({ name: "glyphs", seed: 4, train: 15, test: 5 });
  assert.deepEqual(data, { train: glyphs(4, "train", 15), test: glyphs(4, "test", 5) });
});

test("a folder serves any name but glyphs", async (t) => {
  const folder = folderOf(t, smallFiles());
  const request = { seed: 1, train: 2, test: 1, folder };
  const data = await loadDataset({ ...request, name: "my own" });
  assert.deepEqual([data.train.count, data.test.count], [2, 1]);
  assert.deepEqual([...data.train.labels], [0, 2]);
  assert.deepEqual(await loadDataset({ ...request, name: "mnist" }), data);
  await assert.rejects(
    loadDataset({ ...request, name: "glyphs" }),
    userError(folder, "glyphs", "DATA"),
  );
  await assert.rejects(
    loadDataset({ ...request, name: "mnist", test: 3 }),
    userError(folder, "3 images", "test split", "found 2"),
  );
});

test("an unknown name without a folder lists the known ones", async () => {
  await assert.rejects(
    loadDataset({ name: "constructor", seed: 1, train: 1, test: 1 }),
    userError("glyphs, colour-glyphs, mnist, kmnist, fashion-mnist", '"constructor"', "DATA="),
  );
});

test("a public name is downloaded and checked: our small files are not the official ones", async (t) => {
  const files = Object.entries(smallFiles()).map(([name, bytes]) => [
    `${name}.gz`,
    gzipSync(bytes),
  ]);
  const { base, log } = await serve(t, Object.fromEntries(files), ranged);
  const request = { name: "kmnist", seed: 1, train: 1, test: 1, cache: scratch(t), base };
  await assert.rejects(
    loadDataset(request),
    userError("train-images-idx3-ubyte.gz", "expected MD5 bdb82020997e1d708af4cf47b453dcf7"),
  );
  assert.deepEqual(log, ["train-images-idx3-ubyte.gz"]);
});
