/** Data of one's own: what is read of each format, how labels, layouts and parts are understood. */
import assert from "node:assert/strict";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { gzipSync } from "node:zlib";
import fc from "fast-check";
import { classify } from "../../src/data/labels.js";
import { type DatasetRequest, loadDataset } from "../../src/data/load.js";
import { UserError } from "../../src/error.js";
import { zip } from "../formats/archives.js";
import { npyOf } from "../formats/npy-file.js";
import { extremes, flips, truncations } from "../support/hostile.js";
import { folderOf, idx, userError } from "./files.js";

type Files = Record<string, Uint8Array>;

/** Loads one of these files, or their folder. */
async function load(
  t: TestContext,
  files: Files,
  path: string,
  more: Partial<DatasetRequest> = {},
) {
  const notes: string[] = [];
  const folder = join(folderOf(t, files), path);
  const request = { name: "mine", seed: 0, train: 2, test: 2, ...more, folder };
  const dataset = await loadDataset({ ...request, onNote: (note) => notes.push(note) });
  return { ...dataset, notes: notes.join("\n") };
}

const npz = (arrays: Record<string, Uint8Array>) => ({
  "x.npz": zip(Object.entries(arrays).map(([name, content]) => ({ name: `${name}.npy`, content }))),
});

const count = (n: number) => Array.from({ length: n }, (_, i) => i);

test("npz: the usual names, names that are stated, the rest is left out", async (t) => {
  const arrays = {
    X_train: npyOf("u1", [3, 2, 2], count(12)),
    y_train: npyOf("i8", [3], [0, 1, 0]),
    x_test: npyOf("u1", [2, 2, 2], count(8)),
    Y_test: npyOf("i8", [2, 1], [1, 1]),
    more: npyOf("u1", [1], [5]),
  };
  const usual = await load(t, npz(arrays), "x.npz");
  assert.deepEqual([[...usual.train.pixels], [...usual.test.labels]], [count(8), [1, 1]]);
  assert.match(usual.notes, /X_train and y_train, x_test and Y_test; left out: more/);
  const own = { a: arrays.X_train, b: arrays.y_train };
  const stated = await load(t, npz(own), "x.npz", { arrays: ["a", "b"], train: 2, test: 1 });
  assert.equal(stated.train.count + stated.test.count, 3);
  await assert.rejects(
    load(t, npz(own), "x.npz"),
    userError("x_train, y_train", "found a, b", "dataset.arrays"),
  );
  await assert.rejects(
    load(t, npz(own), "x.npz", { arrays: ["a", "c"] }),
    userError('an array "c"'),
  );
  const short = { x: arrays.X_train, y: npyOf("i8", [2], [0, 1]) };
  await assert.rejects(
    load(t, npz(short), "x.npz"),
    userError("x.npz: y", "expected 3 labels", "found 2"),
  );
  const folder = { "x.npy": arrays.X_train, "y.npy": arrays.y_train };
  assert.deepEqual((await load(t, folder, ".", { test: 1 })).train.width, 4);
});

test("labels that stand as a 1 among zeros, in floats, as words", async (t) => {
  const x = npyOf("f4", [4, 3], count(12));
  const read = async (y: Uint8Array) => load(t, npz({ x, y }), "x.npz", { test: 2 });
  const hot = await read(npyOf("f4", [4, 3], [0, 1, 0, 1, 0, 0, 0, 0, 1, 0, 1, 0]));
  assert.deepEqual([hot.train.classes, hot.names], [3, undefined]);
  assert.deepEqual((await read(npyOf("f8", [4], [5, 7, 7, 5]))).names, ["5", "7"]);
  await assert.rejects(
    read(npyOf("f8", [4], [0, 1.5, 0, 1])),
    userError("integers or words, found 1.5 in row 1"),
  );
  await assert.rejects(
    read(npyOf("f4", [4, 2], [1, 1, 0, 1, 1, 0, 0, 1])),
    userError("a single 1 among zeros", "row 0"),
  );
});

test("layouts: channels first, last, asked for where both or neither can be", async (t) => {
  const images = async (shape: number[], more: Partial<DatasetRequest> = {}) => {
    const size = shape.reduce((product, n) => product * n, 1);
    const arrays = { x: npyOf("u1", shape, count(size)), y: npyOf("u1", [shape[0]!], [0, 1]) };
    const { train, test } = await load(t, npz(arrays), "x.npz", { train: 1, test: 1, ...more });
    const first = [train, test].find(({ labels }) => labels[0] === 0)!;
    return { pixels: [...first.pixels], image: first.image };
  };
  const planes = { channels: 3, height: 2, width: 5 };
  assert.deepEqual(await images([2, 3, 2, 5]), { pixels: count(30), image: planes });
  const turned = [0, 1, 2].flatMap((c) => count(10).map((p) => 3 * p + c));
  assert.deepEqual(await images([2, 2, 5, 3]), { pixels: turned, image: planes });
  await assert.rejects(
    images([2, 3, 5, 3]),
    userError("2 x 3 x 5 x 3", '"layout": "channels-first"'),
  );
  await assert.rejects(images([2, 2, 5, 2]), userError('"layout"'));
  assert.deepEqual((await images([2, 3, 5, 3], { layout: "channels-last" })).image, {
    channels: 3,
    height: 3,
    width: 5,
  });
  assert.deepEqual((await images([2, 2, 5, 2], { layout: "channels-first" })).image, {
    channels: 2,
    height: 5,
    width: 2,
  });
  assert.deepEqual((await images([2, 3, 5])).image, { channels: 1, height: 3, width: 5 });
  assert.deepEqual(
    (await images([2, 4, 4])).image,
    undefined,
    "a square grey image is the usual one",
  );
  assert.deepEqual((await images([2, 12], { image: [3, 2, 2] })).image, {
    channels: 3,
    height: 2,
    width: 2,
  });
  await assert.rejects(
    images([2, 12], { image: [3, 2, 3] }),
    userError("of 12 values, found [3, 2, 3]"),
  );
  await assert.rejects(images([2, 1, 2, 3, 2]), userError("2 x 1 x 2 x 3 x 2"));
});

test("a table without a test part is parted at random, always the same way", async (t) => {
  const rows = count(20).map((i) => `${i},${i % 3 === 0 ? "yes" : "no"}`);
  const files = { "x.csv": Buffer.from(`a,label\n${rows.join("\n")}\n`) };
  const more = { train: 12, test: 8 };
  const [a, b] = [await load(t, files, "x.csv", more), await load(t, files, "x.csv", more)];
  assert.deepEqual(a.train, b.train);
  assert.deepEqual(
    [...a.train.pixels, ...a.test.pixels].sort((x, y) => x - y),
    count(20),
  );
  a.train.pixels.forEach((value, i) => {
    assert.equal(a.train.labels[i], value % 3 === 0 ? 1 : 0);
  });
  assert.match(a.notes, /the column "a" counts the rows; .* dataset\.columns/);
  assert.match(a.notes, /no test part: 12 rows to train on and 8 to test are drawn with seed 0/);
  const other = await load(t, files, "x.csv", { ...more, seed: 1 });
  assert.notDeepEqual([...other.train.pixels], [...a.train.pixels]);
  await assert.rejects(
    load(t, files, "x.csv", { train: 15, test: 6 }),
    userError("found 20", '"train": 16, "test": 4'),
  );
});

test("a split column, or two files, say what is the test part", async (t) => {
  const split = Buffer.from("split,a,y\ntest,1,p\ntrain,2,q\ntrain,3,p\ntest,4,q\n");
  const one = await load(t, { "x.csv": split }, "x.csv");
  assert.deepEqual(
    [[...one.train.pixels], [...one.test.pixels]],
    [
      [2, 3],
      [1, 4],
    ],
  );
  const part = (text: string) => Buffer.from(`a,y\n${text}`);
  const two = { "train.csv": part("2,q\n3,p\n"), "test.csv": part("1,p\n4,q\n") };
  assert.deepEqual((await load(t, two, ".")).train, one.train);
  const wrong = { ...two, "test.csv": Buffer.from("b,y\n1,p\n4,q\n") };
  await assert.rejects(
    load(t, wrong, "."),
    userError("test.csv", "expected the columns of", "(a)", "found b"),
  );
});

test("standardise: by the training part, a column at a time; equal values become 0", async (t) => {
  const text = "split,a,b,y\ntrain,1,7,p\ntrain,3,7,q\ntest,100,9,p\ntest,5,7,q\n";
  const { normalise, notes } = await load(t, { "x.csv": Buffer.from(text) }, "x.csv", {
    normalise: "standardise",
  });
  assert.deepEqual(normalise, { mean: [2, 7], std: [1, 1] });
  assert.match(notes, /1 of 2 columns are the same in all training rows/);
  const arrays = { x: npyOf("u1", [4, 1, 2, 2, 3], []), y: npyOf("u1", [4], [0, 1, 0, 1]) };
  arrays.x = npyOf("u1", [4, 2, 2, 3], new Array(16).fill([255, 0, 51]).flat());
  const images = await load(t, npz(arrays), "x.npz", { normalise: "standardise" });
  assert.deepEqual(images.normalise, { mean: [1, 0, Math.fround(0.2)], std: [1, 1, 1] });
  const stated = { mean: [0.5], std: [0.25] };
  assert.deepEqual((await load(t, npz(arrays), "x.npz", { normalise: stated })).normalise, stated);
  await assert.rejects(
    load(t, npz(arrays), "x.npz", { normalise: { mean: [1, 2, 3, 4, 5], std: [1] } }),
    userError("dataset.normalise"),
  );
});

test("CIFAR: batches in order, names of classes, fine or coarse labels", async (t) => {
  const batch = (labels: number[]) =>
    Buffer.concat(
      labels.map((label) => Buffer.concat([Buffer.of(label), Buffer.alloc(3072, label)])),
    );
  const names = Buffer.from("plane\ncar\nbird\n");
  const files = {
    "data_batch_2.bin": batch([2, 0]),
    "data_batch_1.bin": batch([1, 0]),
    "data_batch_10.bin": batch([1]),
    "test_batch.bin": batch([0, 1]),
    "batches.meta.txt": names,
  };
  const ten = await load(t, files, ".", { train: 5 });
  assert.deepEqual([...ten.train.labels], [1, 0, 2, 0, 1]);
  assert.deepEqual(
    [ten.names, ten.train.image, ten.train.width],
    [["plane", "car", "bird"], { channels: 3, height: 32, width: 32 }, 3072],
  );
  const pair = (labels: [number, number][]) =>
    Buffer.concat(labels.map((two) => Buffer.concat([Buffer.of(...two), Buffer.alloc(3072)])));
  const hundred = {
    "train.bin": pair([
      [0, 5],
      [1, 6],
    ]),
    "test.bin": pair([
      [1, 6],
      [0, 5],
    ]),
  };
  assert.deepEqual((await load(t, hundred, ".")).names, ["5", "6"]);
  assert.deepEqual((await load(t, hundred, ".", { label: "coarse" })).names, undefined);
});

test("IDX of other ranks, types and names", async (t) => {
  const floats = Buffer.alloc(16);
  for (const [i, value] of [1.5, -2, 0.25, 8].entries()) floats.writeFloatBE(value, 4 * i);
  const files = {
    "emnist-train-images-idx2-float": idx([2, 2], floats, 0x0d),
    "emnist-train-labels-idx1-ubyte": idx([2], [1, 2]),
    "emnist-test-images-idx2-float": idx([2, 2], floats, 0x0d),
    "emnist-test-labels-idx1-ubyte": idx([2], [1, 2]),
  };
  const table = await load(t, files, ".");
  assert.deepEqual(table.train.pixels, Float32Array.of(1.5, -2, 0.25, 8));
  assert.deepEqual(table.names, ["1", "2"]);
  const infinite = Buffer.from(files["emnist-train-images-idx2-float"]);
  infinite.writeFloatBE(Number.POSITIVE_INFINITY, 12 + 8);
  await assert.rejects(
    load(t, { ...files, "emnist-train-images-idx2-float": infinite }, "."),
    userError("finite numbers, found Infinity in example 1, value 0"),
  );
  const colour = {
    "train-images-idx4-ubyte": idx([2, 3, 1, 2], count(12)),
    "train-labels-idx1-ubyte": idx([2], [0, 1]),
    "t10k-images-idx4-ubyte": idx([2, 3, 1, 2], count(12)),
    "t10k-labels-idx1-ubyte": idx([2], [0, 1]),
  };
  assert.deepEqual((await load(t, colour, ".")).train.image, { channels: 3, height: 1, width: 2 });
});

test("what is no data set is told", async (t) => {
  const refused = (files: Files, path: string, ...words: string[]) =>
    assert.rejects(load(t, files, path), userError(...words));
  await refused({ "x.png": Buffer.from("\x89PNG") }, "x.png", "x.png", ".npz, .npy, .csv");
  await refused(
    { readme: Buffer.from("hello") },
    ".",
    "expected a file",
    "found none of these",
    "DATA=",
  );
  await refused({}, "none", "no folder there");
  await refused(
    { "x.npy": npyOf("f4", [3], [1, 2, 3]) },
    "x.npy",
    "whose last is the label, found 3",
  );
  await refused({ "test.csv": Buffer.from("a,y\n1,p\n") }, ".", "expected train.* beside test.csv");
  await refused(
    { "x.csv": Buffer.from("a,y\n1,p\n2,p\n3,p\n4,p\n") },
    "x.csv",
    "at least two classes, found only p",
  );
  const many = count(300)
    .map((i) => `1,w${i}`)
    .join("\n");
  await refused(
    { "x.csv": Buffer.from(`a,y\n${many}\n`) },
    "x.csv",
    "at most 256 classes, found 300",
  );
});

test("a packed table is unpacked no further than tables pack", async (t) => {
  const text = "a,y\n1,p\n2,q\n3,p\n4,q\n";
  const packed = await load(t, { "x.csv.gz": gzipSync(text) }, "x.csv.gz");
  assert.deepEqual(packed.train, (await load(t, { "x.csv": Buffer.from(text) }, "x.csv")).train);
  const bomb = gzipSync(Buffer.alloc(64 << 20, "1,2\n"));
  await assert.rejects(
    load(t, { "x.csv.gz": bomb }, "x.csv.gz"),
    userError("at most 16777216 bytes unpacked"),
  );
  const cut = gzipSync(text).subarray(0, 30);
  await assert.rejects(load(t, { "x.csv.gz": cut }, "x.csv.gz"), userError("corrupt"));
});

test("rows without a label are left out and counted", async (t) => {
  const text = "split,a,y\ntrain,1,p\ntrain,2,\ntrain,3,NaN\ntrain,4,q\ntest,5,null\ntest,6,q\n";
  const { train, test, notes } = await load(t, { "x.csv": Buffer.from(text) }, "x.csv", {
    train: 4,
  });
  assert.deepEqual([[...train.pixels], [...test.pixels]], [[1, 4], [6]]);
  assert.match(notes, /3 examples are left out, without a label$/m);
});

test("classes are in the order of numbers or of code points, and each label keeps its own", () => {
  const label = fc.oneof(
    fc.integer({ min: -20, max: 400 }),
    fc.constant(undefined),
    fc.constant(Number.NaN),
  );
  const words = fc
    .string({ unit: "grapheme", minLength: 1, maxLength: 3 })
    .filter((w) => w.trim() !== "" && !/^(nan|null)$/i.test(w.trim()));
  const lists = fc.oneof(
    fc.array(label, { minLength: 2, maxLength: 60 }),
    fc.array(
      words.map((w) => `w${w}`),
      { minLength: 2, maxLength: 60 },
    ),
  );
  fc.assert(
    fc.property(lists, (labels) => {
      const present = [...new Set(labels.filter((l) => l !== undefined && !Number.isNaN(l)))];
      fc.pre(present.length > 1);
      const { classes, names, lists: codes } = classify([{ labelsFile: "f", labels }], undefined);
      const order = present.every((l) => typeof l === "number")
        ? present.sort((a, b) => Number(a) - Number(b))
        : present
            .map((l) => [...String(l)].map((c) => c.codePointAt(0)!))
            .sort((a, b) => {
              const i = a.findIndex((c, k) => c !== b[k]);
              return i < 0 ? a.length - b.length : (a[i] ?? -1) - (b[i] ?? -1);
            })
            .map((c) => String.fromCodePoint(...c));
      assert.equal(classes, order.length);
      if (names) assert.deepEqual(names, order.map(String));
      else assert.deepEqual(order, count(classes));
      labels.forEach((l, i) => {
        assert.equal(
          codes[0]![i],
          l === undefined || Number.isNaN(l) ? -1 : (order as unknown[]).indexOf(l),
        );
      });
    }),
    { seed: 3, numRuns: 200 },
  );
});

test("an archive that is cut or damaged is refused in one line, or another true one", async (t) => {
  const arrays = { x: npyOf("u1", [4, 2], count(8)), y: npyOf("u1", [4], [0, 1, 0, 1]) };
  const whole = npz(arrays)["x.npz"];
  const inputs = [
    ...truncations(whole, 100),
    ...[...extremes(whole)].filter((_, i) => i % 7 === 0),
    ...flips(whole, 8, 100),
  ];
  for (const bytes of inputs)
    try {
      await load(t, { "x.npz": bytes }, "x.npz");
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
    }
  t.diagnostic(`${inputs.length} inputs`);
});
