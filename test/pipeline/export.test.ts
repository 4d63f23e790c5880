/** pcrit import and export: round trips by the real commands, read by the programs that they are for. */
import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { before, test } from "node:test";
import { readTable } from "../../src/arrow/read.js";
import { readSafetensors } from "../../src/formats/safetensors.js";
import type { NamedTensor } from "../../src/formats/tensor.js";
import { encodeSafetensors } from "../../src/formats/write-safetensors.js";
import { shapeFor } from "../../src/layers.js";
import type { Network } from "../../src/network.js";
import { prune } from "../../src/prune/prune.js";
import { writeDataset } from "../../src/tables/dataset.js";
import { readNetwork, writeNetwork, writeUnits } from "../../src/tables/network.js";
import { sampleImages, sampleNetwork } from "../engine/sample.js";
import { pcrit, run } from "../support/command.js";
import { scratchFolder } from "../support/folder.js";
import { python } from "../support/python.js";

const provenance = { stage: "test", settings: "{}", inputs: {} };
let folder: string;
const at = (name: string) => join(folder, name);

before((t) => {
  folder = scratchFolder(t as Parameters<typeof scratchFolder>[0]);
});

const pool = { kind: "max", size: 2 } as const;
const convolutions = [
  { channels: 3, kernel: [3, 2], stride: 1, padding: 1, pool },
  { channels: 4, kernel: 2, stride: [2, 1], padding: "valid" },
] as const;
const shape = shapeFor(60, 4, [6], convolutions, { channels: 2, height: 6, width: 5 });

function write(name: string, network: Network): [string, string] {
  const paths: [string, string] = [at(`${name}.arrow`), at(`${name}-units.arrow`)];
  writeNetwork(paths[0], network, provenance);
  writeUnits(paths[1], network, provenance);
  return paths;
}

function pruned(): Network {
  const whole = sampleNetwork(shape, 1);
  const network = prune(whole, Math.round(whole.weight.length / 3), "random", "seed");
  network.weight[5] = 0;
  return network;
}

test("a network of our own comes back as it went, its zeros and masks too", () => {
  const network = pruned();
  const files = write("own", network);
  const stated = at("own.json");
  const { input, layers } = network.convolutions!;
  writeFileSync(stated, JSON.stringify({ convolutions: layers, input, normalise: "none" }));
  for (const ending of ["safetensors", "npz"]) {
    const [out, back, units] = [at(`own.${ending}`), at("back.arrow"), at("back-units.arrow")];
    const printed = run("export", ...files, "--out", out, "--masks");
    assert.match(printed, /0\.weight \[3, 2, 3, 2\]; 0\.bias \[3\]; 0\.weight_mask \[3, 2, 3, 2\]/);
    assert.match(printed, /3\.weight \[4, 3, 2, 2\].*6\.weight \[6, .*8\.weight \[4, 6\]/);
    run("import", out, "--architecture", stated, "--out", back, "--units", units);
    const { initial, initialBias, ...known } = network;
    assert.deepEqual(readNetwork(back, units).network, known);
    const again = at(`again.${ending}`);
    run("export", back, units, "--out", again, "--masks");
    assert.deepEqual(readFileSync(again), readFileSync(out));
  }
  const { err } = pcrit(["export", ...files, "--out", at("plain.npz")]);
  assert.match(err, /1 surviving weights are 0, as pruned ones are; --masks tells them apart/);
});

test("what was imported keeps its names, through pruning and training", () => {
  const tensors: NamedTensor[] = [
    ["net.in.weight", [5, 60]],
    ["net.in.bias", [5]],
    ["net.out.weight", [4, 5]],
  ].map(([name, own]) => {
    const sizes = own as number[];
    const size = sizes.reduce((a, b) => a * b, 1);
    const data = Float32Array.from({ length: size }, (_, i) => Math.fround(((i * 7) % 11) - 5.1));
    return { name: name as string, shape: sizes, type: "float32", data };
  });
  const [file, out, units] = [at("named.safetensors"), at("n.arrow"), at("u.arrow")];
  writeFileSync(file, encodeSafetensors(tensors));
  run("import", file, "--out", out, "--units", units);
  run("export", out, units, "--out", at("same.safetensors"));
  assert.deepEqual(readFileSync(at("same.safetensors")), readFileSync(file));
  const images = sampleImages(20, 60, 4, 0.5);
  writeDataset(at("d.arrow"), "d", { train: images, test: images }, provenance);
  run("prune", out, "--density", "0.5", "--out", at("p.arrow"));
  const tuned = [at("t.arrow"), at("tu.arrow")] as const;
  const performance = at("perf.arrow");
  const outputs = ["--out", tuned[0], "--units", tuned[1], "--performance", performance];
  const training = ["fine-tune", at("p.arrow"), units, at("d.arrow"), "--epochs", "1", ...outputs];
  assert.match(
    pcrit(training).err,
    /^note: .*distance_from_initial and sign_changes are left out$/m,
  );
  run("export", ...tuned, "--out", at("tuned.safetensors"));
  const named = readSafetensors("x", readFileSync(at("tuned.safetensors"))).tensors;
  // The last layer has got biases by its training.
  const due = ["net.in.weight", "net.in.bias", "net.out.weight", "net.out.bias"];
  assert.deepEqual(
    named.map(({ name }) => name),
    due,
  );
  const row = readTable(performance, "performance");
  for (const name of ["distance_from_initial", "sign_changes"])
    assert.ok(Number.isNaN(row.float64(name)[0]));
  assert.ok(row.float64("weight_change")[0]! > 0);
});

test("a network is none of a graph's files, whatever its first bytes", () => {
  const one: NamedTensor = {
    name: "a.weight",
    shape: [1, 1],
    type: "float32",
    data: Float32Array.of(2),
  };
  const whole = Buffer.from(encodeSafetensors([one]));
  const end = 8 + Number(whole.readBigUInt64LE());
  // A header of 8224 = 0x2020 bytes begins with spaces, and then with a brace, as JSON does.
  const padded = Buffer.concat([Buffer.from("  \0\0\0\0\0\0"), whole.subarray(8, end)]);
  const file = Buffer.concat([
    padded,
    Buffer.alloc(8 + 8224 - padded.length, " "),
    whole.subarray(end),
  ]);
  writeFileSync(at("spaces.safetensors"), file);
  run("import", at("spaces.safetensors"), "--out", at("s.arrow"), "--units", at("su.arrow"));
  assert.deepEqual([...readNetwork(at("s.arrow")).network.weight], [2]);
});

test("PyTorch and NumPy read what is exported", (t) => {
  const network = pruned();
  const files = write("torch", network);
  const [safetensors, npz] = [at("torch.safetensors"), at("torch.npz")];
  for (const out of [safetensors, npz]) run("export", ...files, "--out", out, "--masks");
  const images = sampleImages(7, 60, 4, 0.5);
  writeDataset(at("e.arrow"), "e", { train: images, test: images }, provenance);
  const logits = at("logits.arrow");
  run("evaluate", ...files, at("e.arrow"), "--logits", logits);
  const found = python(
    `
import struct, numpy as np, torch
from torch import nn
given = json.load(sys.stdin)
data = open(given["safetensors"], "rb").read()
n = struct.unpack("<Q", data[:8])[0]
header, body = json.loads(data[8:8 + n]), data[8 + n:]
kinds = {"F32": np.float32, "BOOL": np.bool_}
tensors = {k: np.frombuffer(body[v["data_offsets"][0]:v["data_offsets"][1]], kinds[v["dtype"]]).reshape(v["shape"])
           for k, v in header.items() if k != "__metadata__"}
arrays = dict(np.load(given["npz"]))
assert list(arrays) == list(tensors) and (8 + n) % 8 == 0
for k in arrays: assert arrays[k].dtype == tensors[k].dtype and np.array_equal(arrays[k], tensors[k])
for k in arrays:
    if k.endswith("_mask"): assert not arrays[k.replace("_mask", "")][~arrays[k]].any()
net = nn.Sequential(nn.Conv2d(2, 3, (3, 2), padding=1), nn.ReLU(), nn.MaxPool2d(2), nn.Conv2d(3, 4, 2, stride=(2, 1)), nn.ReLU(),
    nn.Flatten(), nn.Linear(arrays["6.weight"].shape[1], 6), nn.ReLU(), nn.Linear(6, 4))
net.load_state_dict({k: torch.tensor(v) for k, v in arrays.items() if not k.endswith("_mask")})
x = torch.tensor(given["pixels"]).reshape(-1, 2, 6, 5) / 255
print(json.dumps(net(x).double().tolist()))
`,
    { safetensors, npz, pixels: [...images.pixels] },
  ) as number[][] | undefined;
  if (!found) return t.skip("needs python3 with torch");
  const table = readTable(logits, "logits");
  found.forEach((list, image) => {
    list.forEach((value, c) => {
      assert.ok(Math.abs(table.float64(`logit_${c}`)[image]! - value) < 1e-5);
    });
  });
});

test("what cannot be exported is refused in one line", () => {
  const files = write("bad", pruned());
  const refuses = (args: readonly string[], pattern: RegExp) => {
    const { code, err } = pcrit(["export", ...args]);
    assert.equal(code, 2, err);
    assert.match(err.trimEnd(), pattern);
    assert.equal(err.trimEnd().split("\n").length, 1);
  };
  refuses([...files, "--out", at("x.onnx")], /x\.onnx: expected a name that ends .*\.safetensors/);
  refuses([...files, "--out", at("x")], /found no ending$/);
  refuses([...files, files[0], "--out", at("x.npz")], /found a third file$/);
  const names = [{ weight: "a", bias: "a" }];
  writeNetwork(files[0], pruned(), { ...provenance, attributes: { names } });
  refuses([...files, "--out", at("x.npz")], /the attribute "names" to be a list .*each name once/);
});

test("import answers what it cannot read in one line, and writes nothing", () => {
  const out = ["--out", at("none.arrow"), "--units", at("none-units.arrow")];
  const refuses = (
    file: string,
    bytes: Uint8Array | string,
    pattern: RegExp,
    ...more: string[]
  ) => {
    writeFileSync(at(file), bytes);
    const { code, err } = pcrit(["import", at(file), ...more, ...out]);
    assert.equal(code, 2, err);
    assert.match(err.trimEnd(), pattern);
    assert.equal(err.trimEnd().split("\n").length, 1);
    assert.throws(() => readFileSync(at("none.arrow")), /ENOENT/);
  };
  refuses("x.h5", "x", /x\.h5: expected a network \(.*\) or a graph \(.*\), found \.h5$/);
  refuses("x.pt", "x", /x\.pt: expected what torch\.save writes/);
  refuses("x.onnx", "x", /x\.onnx: /);
  refuses("y.onnx", "", /an ONNX graph is whole/, at("x.pt"));
  const header = Buffer.alloc(16, 0xff);
  refuses(
    "x.safetensors",
    header,
    /x\.safetensors: expected a safetensors header of at most 8 bytes/,
  );
  const one = encodeSafetensors([
    { name: "a.weight", shape: [1, 1], type: "float32", data: Float32Array.of(1) },
  ]);
  refuses("a.safetensors", one, /"a.weight" in two/, at("a.safetensors"));
  refuses("a.safetensors", one, /no such file/, "--architecture", at("nothing.json"));
});
