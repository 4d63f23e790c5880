/**
 * Every level of a run that starts from a network of PyTorch's, exported and loaded there: the same right
 * answers, the same logits.
 */
import assert from "node:assert/strict";
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { readTable } from "../../src/arrow/read.js";
import { packageRoot } from "../../src/package.js";
import { pcrit, run } from "../support/command.js";
import { scratchFolder } from "../support/folder.js";
import { python } from "../support/python.js";
import { make } from "../support/run.js";

const models = `${packageRoot}../shared/models`;
const digits = `${packageRoot}../shared/data/mnist-20k`;

const pool = { kind: "max", size: 2 };
const lenet = {
  input: { height: 28, width: 28 },
  convolutions: [
    { stride: 1, padding: 2, pool },
    { stride: 1, padding: 0, pool },
  ],
};
const normalise = { mean: [0.1307], std: [0.3081] };

/** Names, files, words, the part of NAME.json that says what PyTorch answered, and the ending to export to. */
const networks: readonly (readonly [string, string, object, string, string])[] = [
  ["lenet", "lenet.safetensors", lenet, "dense", ".safetensors"],
  ["lenet-onnx", "lenet.onnx", {}, "dense", ".npz"],
  ["lenet-masked", "lenet-masked.pt", lenet, "pruned", ".npz"],
  ["mlp-half", "mlp-half.safetensors", {}, "half", ".safetensors"],
  ["mlp-masked", "mlp-masked.safetensors", {}, "pruned", ".safetensors"],
  ["mlp-normalised", "mlp-normalised.pt", { normalise }, "dense", ".npz"],
  ["mlp-normalised-onnx", "mlp-normalised.onnx", { normalise }, "dense", ".safetensors"],
];

/** How many of the first 2,000 test images the network got right where it was trained. */
function rightAnswers(file: string, part: string): number {
  const name = file.replace(/(-half|-masked)?\.\w+$/, "");
  const all = JSON.parse(readFileSync(join(models, `${name}.json`), "utf8"));
  return all[Object.keys(all).find((key) => key.startsWith(part))!].right;
}

/** Without importing it, which takes a second. */
const hasTorch = `
import importlib.util
if importlib.util.find_spec("torch") is None: raise ModuleNotFoundError("torch")
print(1)`;

/** Loads the tensors into the network that they are of, and answers the test images. */
const oracle = `
import numpy, torch, gzip
from torch import nn
given = json.load(sys.stdin)
torch.set_num_threads(1)
def load(path):
    if path.endswith(".npz"): return {k: torch.from_numpy(v) for k, v in numpy.load(path).items()}
    raw = open(path, "rb").read(); n = int.from_bytes(raw[:8], "little"); head = json.loads(raw[8:8 + n])
    part = lambda t: torch.frombuffer(bytearray(raw[8 + n + t["data_offsets"][0]:8 + n + t["data_offsets"][1]]), dtype=torch.float32).reshape(t["shape"])
    return {k: part(t) for k, t in head.items() if k != "__metadata__"}
def net(weights):
    if weights[0].ndim == 4:
        return nn.Sequential(nn.Conv2d(1, 6, 5, padding=2), nn.ReLU(), nn.MaxPool2d(2), nn.Conv2d(6, 16, 5), nn.ReLU(), nn.MaxPool2d(2), nn.Flatten(), nn.Linear(400, 84), nn.ReLU(), nn.Linear(84, 10))
    layers = [nn.Flatten()]
    for w in weights: layers += [nn.Linear(w.shape[1], w.shape[0]), nn.ReLU()]
    return nn.Sequential(*layers[:-1])
def idx(name, skip): return numpy.frombuffer(gzip.open(given["digits"] + "/" + name).read(), numpy.uint8)[skip:]
images = torch.from_numpy(idx("t10k-images-idx3-ubyte.gz", 16)[:given["images"] * 784].copy()).float().div(255).view(-1, 1, 28, 28)
labels = torch.from_numpy(idx("t10k-labels-idx1-ubyte.gz", 8)[:given["images"]].copy()).long()
answers = []
for file in given["files"]:
    state = load(file["path"])
    network = net([v for k, v in state.items() if k.endswith("weight")])
    # Under their own names, which are those of the Sequential.
    network.load_state_dict(state, strict=True)
    x = (images - 0.1307) / 0.3081 if file["normalised"] else images
    with torch.no_grad(): logits = network.eval()(x)
    answers.append({"right": int((logits.argmax(1) == labels).sum()), "logits": logits.double().tolist()})
print(json.dumps(answers))
`;

/** Calls of a stage, answered one after the other by one process. */
function runAll(stage: string, calls: readonly (readonly string[])[]): void {
  run(stage, ...calls.flatMap((call, i) => (i > 0 ? ["--and", ...call] : call)));
}

test("every level answers as PyTorch does with its exported tensors", (t) => {
  if (!existsSync(models) || !existsSync(digits))
    return t.skip("../shared/models or ../shared/data/mnist-20k is missing");
  if (python(hasTorch, {}) === undefined) return t.skip("needs python3 with torch");
  const home = scratchFolder(t);
  const images = 2000;
  const path = join(home, "levels.json");
  const architectures = networks.map(([name, file, words]) => ({
    name,
    from: join(models, file),
    ...words,
  }));
  const settings = {
    dataset: { name: "mnist", train: 128, test: images },
    architectures,
    seeds: 1,
    schedule: { densities: [0.5, 0.08, 0.02] },
    fineTuning: { epochs: 1 },
  };
  writeFileSync(path, JSON.stringify(settings));
  const planned = pcrit(["plan", path, "--runs", join(home, "runs"), "--data", digits]);
  assert.equal(planned.code, 0, planned.err);
  const folder = planned.out.trim();
  const cell = (name: string) => `cells/${name}-w1-magnitude-s0`;
  make(folder, "-j2", ...networks.map(([name]) => `${cell(name)}/performance.arrow`));
  const levels = networks.flatMap(([name, file, words, part, ending]) => {
    const below = join(folder, cell(name), "levels");
    const own = [
      join(folder, `dense/${name}-w1`),
      ...readdirSync(below)
        .sort()
        .map((l) => join(below, l)),
    ];
    assert.equal(own.length, name.endsWith("masked") ? 3 : 4, name);
    return own.map((at, level) => ({
      name: `${name}, level ${level}`,
      at,
      ending,
      normalised: "normalise" in words,
      ...(level === 0 ? { due: rightAnswers(file, part) } : {}),
    }));
  });
  const calls = levels.map(({ at, ending }, i) => ({
    files: [join(at, "network.arrow"), join(at, "units.arrow")],
    logits: join(home, `${i}l.arrow`),
    out: join(home, `${i}${ending}`),
  }));
  const data = join(folder, "dataset.arrow");
  runAll(
    "evaluate",
    calls.map(({ files, logits }) => [...files, data, "--logits", logits]),
  );
  runAll(
    "export",
    calls.map(({ files, out }) => [...files, "--out", out]),
  );
  const ours = levels.map(({ at }, i) => {
    const { logits, out } = calls[i]!;
    const performance = readTable(join(at, "performance.arrow"), "performance");
    const right = Math.round(performance.float64("accuracy")[0]! * images);
    return { out, right, table: readTable(logits, "logits") };
  });
  const files = ours.map(({ out }, i) => ({ path: out, normalised: levels[i]!.normalised }));
  const theirs = python(oracle, { digits, images, files }) as {
    right: number;
    logits: number[][];
  }[];
  for (const [i, { table, right }] of ours.entries()) {
    const { name, due } = levels[i]!;
    const found = theirs[i]!;
    assert.equal(right, found.right, name);
    if (due !== undefined) assert.equal(right, due, name);
    const columns = found.logits[0]!.map((_, c) => table.float64(`logit_${c}`));
    for (let image = 0; image < images; image++)
      found.logits[image]!.forEach((logit, c) => {
        const own = columns[c]![image]!;
        assert.ok(
          Math.abs(own - logit) <= 1e-5 + 1e-6 * Math.abs(logit),
          `${name}, image ${image}: ${own}, ${logit}`,
        );
      });
  }
});
