/** pcrit evaluate: what PyTorch says of its own networks, and what it refuses. */
import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { before, test } from "node:test";
import { readTable } from "../../src/arrow/read.js";
import type { Dataset } from "../../src/data/dataset.js";
import type { Normalise } from "../../src/data/normalise.js";
import { type Shape, shapeFor } from "../../src/layers.js";
import type { Network } from "../../src/network.js";
import { packageRoot } from "../../src/package.js";
import { writeDataset } from "../../src/tables/dataset.js";
import { readNetwork, writeNetwork, writeUnits } from "../../src/tables/network.js";
import * as reference from "../engine/reference.js";
import { sampleImages, sampleNetwork } from "../engine/sample.js";
import { pcrit, run } from "../support/command.js";
import { scratchFolder } from "../support/folder.js";
import { answersOf, haveModels, network as pytorchNetwork } from "../support/pytorch-models.js";

const provenance = { stage: "test", settings: "{}", inputs: {} };
const digits = `${packageRoot}../shared/data/mnist-20k`;
let folder: string;
const at = (name: string) => join(folder, name);

before((t) => {
  folder = scratchFolder(t as Parameters<typeof scratchFolder>[0]);
});

function write(name: string, network: Network): [string, string] {
  const paths: [string, string] = [at(`${name}.arrow`), at(`${name}-units.arrow`)];
  writeNetwork(paths[0], network, provenance);
  writeUnits(paths[1], network, provenance);
  return paths;
}

/** The values of one row, column by column. */
function row(path: string, table: string): Record<string, number> {
  const read = readTable(path, table);
  const numbers = read.names.filter((name) => name !== "split");
  return Object.fromEntries(numbers.map((n) => [n, (read.column(n) as Float64Array)[0]!]));
}

const pool = { kind: "max", size: 2 } as const;
const models: Readonly<
  Record<string, { shape: Shape; modules: number[]; normalise?: Normalise; only?: string }>
> = {
  mlp: { shape: { units: [784, 64, 32, 10] }, modules: [1, 3, 5] },
  "mlp-normalised": {
    shape: { units: [784, 48, 10] },
    modules: [1, 3],
    normalise: { mean: [0.1307], std: [0.3081] },
  },
  lenet: {
    shape: shapeFor(
      784,
      10,
      [84],
      [
        { channels: 6, kernel: 5, stride: 1, padding: 2, pool },
        { channels: 16, kernel: [5, 5], stride: 1, padding: "valid", pool },
      ],
    ),
    modules: [0, 3, 7, 9],
  },
};

test("PyTorch's own networks answer here as they do there", (t) => {
  if (!haveModels || !existsSync(digits)) return t.skip("../shared/models or data is missing");
  const data = at("digits.arrow");
  run("data", "--name", "mnist", "--folder", digits, "--train", "100", "--out", data);
  for (const [name, { shape, modules, normalise }] of Object.entries(models)) {
    const files = write(name, {
      ...pytorchNetwork(name, shape, modules),
      ...(normalise && { normalise }),
    });
    const [out, logits] = [at("e.arrow"), at("logits.arrow")];
    const words = run("evaluate", ...files, data, "--out", out, "--logits", logits);
    const due = answersOf(name);
    const found = row(out, "evaluation");
    assert.equal(found["right"], due.right, name);
    assert.ok(words.startsWith(`test: ${due.right} of ${due.of} right, accuracy `), words);
    assert.ok(Math.abs(found["loss"]! - due.loss) < 1e-6, name);
    const table = readTable(logits, "logits");
    assert.equal(table.rows, 2000);
    due["logits of the first 3 test images"].forEach((list, image) => {
      list.forEach((value, c) => {
        const own = table.float64(`logit_${c}`)[image]!;
        assert.ok(Math.abs(own - value) < 2e-5, `${name}: ${own}, ${value}`);
      });
    });
  }
});

const image = { channels: 3, height: 5, width: 4 };
const shape = shapeFor(
  60,
  4,
  [6],
  [{ channels: 5, kernel: [3, 2], stride: [2, 1], padding: 1, pool }],
  image,
);
const normalise = { mean: [0.4, 0.5, 0.6], std: [0.2, 0.25, 0.3] };

function sample(classes = 4): { network: Network; dataset: Dataset } {
  const images = { ...sampleImages(50, 60, classes, 0.5), image };
  return {
    network: { ...sampleNetwork(shape, 0.5), normalise },
    dataset: { train: images, test: { ...sampleImages(30, 60, classes, 0.5, 2), image } },
  };
}

test("accuracy, confusion and logits are the reference's, by either engine and split", () => {
  const { network, dataset } = sample();
  const files = write("colour", network);
  const data = at("colour-data.arrow");
  writeDataset(data, "colour", dataset, provenance);
  assert.deepEqual(readNetwork(...files).network.normalise, normalise);
  for (const split of ["train", "test"] as const)
    for (const engine of [["sparse"], ["tfjs", "--backend", "cpu"]]) {
      const [out, confusion, logits] = ["e", "m", "l"].map((name) => at(`${name}.arrow`));
      const outputs = ["--out", out!, "--confusion", confusion!, "--logits", logits!];
      run("evaluate", ...files, data, "--split", split, "--engine", ...engine, ...outputs);
      const images = dataset[split];
      const counts = new Uint32Array(16);
      const table = readTable(logits!, "logits");
      for (let i = 0; i < images.count; i++) {
        const pixels = images.pixels.subarray(i * 60, (i + 1) * 60);
        const due = reference.forward(network, reference.numbers(network), pixels).at(-1)!;
        due.forEach((value, c) => {
          assert.ok(Math.abs(table.float64(`logit_${c}`)[i]! - value) < 1e-5);
        });
        const predicted = due.indexOf(Math.max(...due));
        assert.equal(table.uint8("predicted")[i], predicted);
        assert.equal(table.uint8("label")[i], images.labels[i]);
        counts[images.labels[i]! * 4 + predicted]!++;
      }
      assert.deepEqual(readTable(confusion!, "matrix").uint32("images"), counts);
      const right = [0, 5, 10, 15].reduce((sum, cell) => sum + counts[cell]!, 0);
      const found = row(out!, "evaluation");
      assert.deepEqual([found["images"], found["right"]], [images.count, right]);
      assert.equal(found["accuracy"], right / images.count);
    }
});

test("a data set without some of the network's classes works, in training too", () => {
  const { network, dataset } = sample(3);
  const files = write("more", network);
  const data = at("fewer.arrow");
  writeDataset(data, "fewer", dataset, provenance);
  const confusion = at("m.arrow");
  run("evaluate", ...files, data, "--confusion", confusion);
  assert.equal(readTable(confusion, "matrix").rows, 16);
  for (const engine of [["sparse"], ["tfjs", "--backend", "cpu"]]) {
    const tuned = [at("tuned.arrow"), at("tuned-units.arrow")];
    const out = ["--out", tuned[0]!, "--units", tuned[1]!, "--epochs", "1"];
    run("fine-tune", ...files, data, "--engine", ...engine, ...out);
    assert.deepEqual(readNetwork(tuned[0]!).network.normalise, normalise);
  }
});

test("what does not fit is refused in one line", () => {
  const { network, dataset } = sample();
  const data = at("d.arrow");
  writeDataset(data, "colour", dataset, provenance);
  const refuses = (change: object, pattern: RegExp) => {
    const files = write("bad", { ...network, ...change });
    const { code, err } = pcrit(["evaluate", ...files, data]);
    assert.equal(code, 2, err);
    assert.match(err.trimEnd(), pattern);
    assert.equal(err.trimEnd().split("\n").length, 1);
  };
  refuses({ normalise: { mean: [0.5] } }, /"normalise" to hold mean and std, lists of numbers/);
  refuses({ normalise: { mean: [0, 0, 0, 0, 0, 0, 0], std: [1] } }, /one mean, .* found 7$/);
  refuses({ normalise: { mean: [0], std: [1, 0, 1] } }, /above 0, found 0 at place 1$/);
  refuses({ normalise: { mean: [0], std: [1e-60] } }, /above 0, found 1e-60 at place 0$/);
  refuses({ normalise: 5 }, /"normalise" to hold mean and std, lists of numbers, found 5$/);
  refuses({ weight: network.weight.map(() => 1e30) }, /finite outputs for every image/);
});
