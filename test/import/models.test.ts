/** Networks that PyTorch trained, in every format: they answer here as they do there. */
import assert from "node:assert/strict";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { before, test } from "node:test";
import { sparseEngine } from "../../src/engine/sparse/engine.js";
import { packageRoot } from "../../src/package.js";
import { readDataset } from "../../src/tables/dataset.js";
import { readNetwork } from "../../src/tables/network.js";
import { pcrit, run } from "../support/command.js";
import { scratchFolder } from "../support/folder.js";

const models = `${packageRoot}../shared/models`;
const digits = `${packageRoot}../shared/data/mnist-20k`;
const here = existsSync(models) && existsSync(digits);
const missing = "../shared/models or ../shared/data/mnist-20k is missing";

let folder: string;
const at = (name: string) => join(folder, name);

before((t) => {
  folder = scratchFolder(t as Parameters<typeof scratchFolder>[0]);
  if (here) {
    const counts = ["--train", "100", "--test", "2000"];
    run("data", "--name", "mnist", "--folder", digits, ...counts, "--out", at("digits.arrow"));
  }
});

interface Answers {
  readonly right: number;
  readonly loss: number;
  readonly surviving?: number;
  readonly "logits of the first 3 test images": readonly number[][];
}

/** What PyTorch says, in the part of NAME.json whose name begins so. */
function answers(name: string, part: string): Answers {
  const all = JSON.parse(readFileSync(join(models, `${name}.json`), "utf8"));
  return all[Object.keys(all).find((key) => key.startsWith(part))!];
}

const pool = { kind: "max", size: 2 };
const architectures: Readonly<Record<string, object>> = {
  mlp: { hidden: [64, 32], normalise: "none" },
  "mlp-normalised": { normalise: { mean: [0.1307], std: [0.3081] } },
  lenet: {
    convolutions: [
      { channels: 6, kernel: 5, stride: 1, padding: 2, pool },
      { stride: 1, padding: "valid", pool },
    ],
    hidden: [84],
    input: { channels: 1, height: 28, width: 28 },
  },
};

const files: readonly (readonly [name: string, file: string, part: string])[] = [
  ["mlp", "mlp.pt", "dense"],
  ["mlp", "mlp.safetensors", "dense"],
  ["mlp", "mlp.npz", "dense"],
  ["mlp", "mlp.onnx", "dense"],
  ["mlp", "mlp-half.safetensors", "half"],
  ["mlp", "mlp-masked.pt", "pruned"],
  ["mlp", "mlp-masked.safetensors", "pruned"],
  ["mlp-normalised", "mlp-normalised.pt", "dense"],
  ["mlp-normalised", "mlp-normalised.safetensors", "dense"],
  ["mlp-normalised", "mlp-normalised.onnx", "dense"],
  ["lenet", "lenet.pt", "dense"],
  ["lenet", "lenet.safetensors", "dense"],
  ["lenet", "lenet.npz", "dense"],
  ["lenet", "lenet.onnx", "dense"],
  ["lenet", "lenet-masked.pt", "pruned"],
  ["lenet", "lenet-masked.safetensors", "pruned"],
];

for (const [name, file, part] of files)
  test(`${file}: PyTorch's number of right answers and its logits`, (t) => {
    if (!here) return t.skip(missing);
    const architecture = at("architecture.json");
    const { convolutions, ...rest } = architectures[name] as { convolutions?: object };
    const stated = file.endsWith(".onnx") ? rest : architectures[name];
    writeFileSync(architecture, JSON.stringify(stated));
    const [out, units] = [at("n.arrow"), at("u.arrow")];
    const made = ["--out", out, "--units", units, "--architecture", architecture];
    run("import", join(models, file), ...made);
    const due = answers(name, part);
    const { network, edges } = readNetwork(out, units);
    const { test } = readDataset(at("digits.arrow")).dataset;
    const engine = sparseEngine();
    assert.equal(Math.round(engine.evaluate(network, test).accuracy * test.count), due.right);
    if (due.surviving !== undefined) assert.equal(edges.rows, due.surviving);
    assert.equal(edges.has("initial"), false);
    const logits = engine.logits(network, { ...test, count: 3 });
    due["logits of the first 3 test images"].flat().forEach((value, i) => {
      // They are printed to six places, and PyTorch adds in another order.
      const near = 1e-5 + 1e-6 * Math.abs(value);
      assert.ok(Math.abs(logits[i]! - value) <= near, `${logits[i]}, ${value}`);
    });
  });

test("what a file of weights leaves open is said or asked for by name", (t) => {
  if (!here) return t.skip(missing);
  const out = ["--out", at("n.arrow"), "--units", at("u.arrow")];
  const plain = pcrit(["import", join(models, "mlp.pt"), ...out]);
  assert.equal(plain.code, 0, plain.err);
  assert.match(
    plain.err,
    /^note: .*layers are taken to form a chain, a ReLU behind each but the last$/m,
  );
  assert.match(plain.err, /^note: .*inputs are taken as they are.*"normalise"/m);
  const refused = pcrit(["import", join(models, "lenet.pt"), ...out]);
  assert.equal(refused.code, 2);
  assert.match(
    refused.err,
    /"0" is a convolution, .*"convolutions": \[\{ "stride": 1, "padding": 2/,
  );
  assert.equal(refused.err.trimEnd().split("\n").length, 1);
});
