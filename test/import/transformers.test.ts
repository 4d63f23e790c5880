/** The multilayer perceptrons of transformers, by the names that their programs give them, against PyTorch. */
import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { before, test } from "node:test";
import fc from "fast-check";
import { sparseEngine } from "../../src/engine/sparse/engine.js";
import { UserError } from "../../src/error.js";
import type { NamedTensor } from "../../src/formats/tensor.js";
import { encodeSafetensors } from "../../src/formats/write-safetensors.js";
import { unitGroups } from "../../src/graph/unit-groups.js";
import {
  type Architecture,
  checkArchitecture,
  inExperiment,
} from "../../src/import/architecture.js";
import { importedNetwork } from "../../src/import/network.js";
import { readForeign } from "../../src/import/read.js";
import { selectionOf } from "../../src/import/select.js";
import type { Network } from "../../src/network.js";
import { pcrit } from "../support/command.js";
import { scratchFolder } from "../support/folder.js";
import { python } from "../support/python.js";

const script = `
import os, torch
from torch import nn
import torch.nn.functional as F
torch.manual_seed(4)
folder = json.load(sys.stdin)["folder"]
d, h = 6, 9
def linear(name, o, i, bias=True):
    return {name + ".weight": torch.randn(o, i) / i ** 0.5, **({name + ".bias": torch.randn(o)} if bias else {})}
def conv1d(name, i, o): return {name + ".weight": torch.randn(i, o) / i ** 0.5, name + ".bias": torch.randn(o)}
def norm(name): return {name + ".weight": torch.ones(d), name + ".bias": torch.zeros(d)}
blocks = {
    "vit": lambda i: {**norm(f"blocks.{i}.norm1"), **linear(f"blocks.{i}.attn.qkv", 3 * d, d), **linear(f"blocks.{i}.attn.proj", d, d), **linear(f"blocks.{i}.mlp.fc1", h, d), **linear(f"blocks.{i}.mlp.fc2", d, h)},
    "bert": lambda i: {**linear(f"bert.encoder.layer.{i}.attention.self.query", d, d), **linear(f"bert.encoder.layer.{i}.attention.output.dense", d, d), **linear(f"bert.encoder.layer.{i}.intermediate.dense", h, d), **linear(f"bert.encoder.layer.{i}.output.dense", d, h), **norm(f"bert.encoder.layer.{i}.output.LayerNorm")},
    "gpt2": lambda i: {**norm(f"h.{i}.ln_1"), **conv1d(f"h.{i}.attn.c_attn", d, 3 * d), **conv1d(f"h.{i}.attn.c_proj", d, d), **conv1d(f"h.{i}.mlp.c_fc", d, h), **conv1d(f"h.{i}.mlp.c_proj", h, d)},
    "llama": lambda i: {**linear(f"model.layers.{i}.self_attn.q_proj", d, d, False), **linear(f"model.layers.{i}.mlp.gate_proj", h, d, False), **linear(f"model.layers.{i}.mlp.up_proj", h, d, False), **linear(f"model.layers.{i}.mlp.down_proj", d, h, False), f"model.layers.{i}.input_layernorm.weight": torch.ones(d)},
    "facebook": lambda i: {**linear(f"layers.{i}.attention.wq", d, d, False), **linear(f"layers.{i}.feed_forward.w1", h, d, False), **linear(f"layers.{i}.feed_forward.w2", d, h, False), **linear(f"layers.{i}.feed_forward.w3", h, d, False)},
    "torchvision": lambda i: {f"encoder.layers.encoder_layer_{i}.self_attention.in_proj_weight": torch.randn(3 * d, d), **linear(f"encoder.layers.encoder_layer_{i}.mlp.0", h, d), **linear(f"encoder.layers.encoder_layer_{i}.mlp.3", d, h)},
    "pytorch": lambda i: {f"layers.{i}.self_attn.in_proj_weight": torch.randn(3 * d, d), **linear(f"layers.{i}.linear1", h, d), **linear(f"layers.{i}.linear2", d, h), **norm(f"layers.{i}.norm1")},
}
words = {"vit": ("gelu", F.gelu, "mlp.fc1", "mlp.fc2"), "bert": ("gelu", F.gelu, "intermediate.dense", "output.dense"), "gpt2": ("gelu_new", lambda v: F.gelu(v, approximate="tanh"), "mlp.c_fc", "mlp.c_proj"),
    "llama": ("SiLU", F.silu, "mlp.gate_proj", "mlp.up_proj", "mlp.down_proj"), "facebook": ("swish", F.silu, "feed_forward.w1", "feed_forward.w3", "feed_forward.w2"),
    "torchvision": ("GELU", F.gelu, "mlp.0", "mlp.3"), "pytorch": ("relu", F.relu, "linear1", "linear2")}
prefixes = {"vit": "blocks.", "bert": "bert.encoder.layer.", "gpt2": "h.", "llama": "model.layers.", "facebook": "layers.", "torchvision": "encoder.layers.encoder_layer_", "pytorch": "layers."}
x = torch.rand(5, d); cases = []
for name, block in blocks.items():
    # products of products vanish without biases
    n = 2 if name in ("llama", "facebook") else 11
    state = {"embeddings.weight": torch.randn(50, d)}
    for i in range(n): state.update(block(i))
    torch.save(state, os.path.join(folder, name + ".pt"))
    word, act, *layers = words[name]
    def mlp(v, i):
        def run(layer, v):
            own = prefixes[name] + f"{i}." + layer; w = state[own + ".weight"]; b = state.get(own + ".bias")
            return F.linear(v, w.t() if name == "gpt2" else w, b)
        hidden = act(run(layers[0], v))
        return run(layers[-1], hidden * run(layers[1], v) if len(layers) == 3 else hidden)
    plain, residual = x, x
    for i in range(n): plain, residual = mlp(plain, i), residual + mlp(residual, i)
    cases.append({"name": name, "activation": word, "one": mlp(x, n - 1).tolist(), "plain": plain.tolist(), "residual": residual.tolist(),
        "tensors": [{"name": k, "shape": list(v.shape), "data": v.flatten().tolist()} for k, v in state.items()]})
lenet = nn.Sequential(nn.Conv2d(1, 3, 3, padding=1), nn.Tanh(), nn.AvgPool2d(2), nn.Conv2d(3, 4, 3), nn.Tanh(), nn.Flatten(), nn.Linear(4 * 4, 5), nn.Tanh(), nn.Linear(5, 3)).eval()
torch.save(lenet.state_dict(), os.path.join(folder, "tanh.pt"))
images = torch.rand(4, 1, 8, 8)
print(json.dumps({"x": x.flatten().tolist(), "cases": cases, "images": images.flatten().tolist(), "tanh": lenet(images).tolist()}))
`;

interface Made {
  readonly x: readonly number[];
  readonly images: readonly number[];
  readonly tanh: readonly number[][];
  readonly cases: readonly {
    readonly name: string;
    readonly activation: string;
    readonly one: readonly number[][];
    readonly plain: readonly number[][];
    readonly residual: readonly number[][];
    readonly tensors: readonly { name: string; shape: readonly number[]; data: number[] }[];
  }[];
}

/** What takes the perceptrons of all blocks, and those of the last. */
const patterns: Readonly<Record<string, readonly [all: string, last: string]>> = {
  vit: ["blocks.*.mlp", "blocks.10.mlp"],
  bert: [
    "bert.encoder.layer.*.intermediate.dense,bert.encoder.layer.*.output.dense",
    "**.10.intermediate, **.layer.10.output.dense",
  ],
  gpt2: ["h.*.mlp", "h.10.mlp"],
  llama: ["model.layers.*.mlp", "**.1.mlp"],
  facebook: ["layers.*.feed_forward", "layers.1.feed_forward"],
  torchvision: ["encoder.layers.encoder_layer_*.mlp", "**.encoder_layer_10.mlp"],
  pytorch: ["layers.*.linear1,layers.*.linear2", "layers.10.linear*"],
};

let folder: string;
let made: Made | undefined;
const missing = "needs Debian's python3-torch";

before((t) => {
  folder = scratchFolder(t as Parameters<typeof scratchFolder>[0]);
  made = python(script, { folder }) as Made | undefined;
});

function imported(path: string, architecture: Architecture) {
  const found = readForeign([path], checkArchitecture("given", architecture));
  return importedNetwork(path, found, false);
}

function agrees(network: Network, pixels: readonly number[], due: readonly number[][]): void {
  const count = due.length;
  const width = pixels.length / count;
  const image = network.graph?.input ?? { channels: 1, height: 1, width };
  const found = sparseEngine().logits(network, {
    ...{ count, width, image, classes: due[0]!.length },
    pixels: Float32Array.from(pixels),
    labels: new Uint8Array(count),
  });
  const largest = Math.max(...due.flat().map(Math.abs));
  due.flat().forEach((value, i) => {
    assert.ok(Math.abs(found[i]! - value) < 1e-5 * largest, `${found[i]}, not ${value}`);
  });
}

const refuses = (run: () => unknown, words: RegExp) =>
  assert.throws(run, (error) => {
    assert.ok(error instanceof UserError, String(error));
    assert.match(error.message, words);
    assert.ok(!error.message.includes("\n"));
    return true;
  });

test("perceptrons of transformers answer as PyTorch's do: in a row, residual, one alone", async (t) => {
  if (!made) return t.skip(missing);
  for (const { name, activation, tensors, ...due } of made.cases)
    await t.test(name, () => {
      const path = join(folder, `${name}.pt`);
      const sorted = join(folder, `${name}.safetensors`);
      const own = tensors.map(
        (one): NamedTensor => ({ ...one, type: "float32", data: Float32Array.from(one.data) }),
      );
      // as safetensors.torch writes them, by the alphabet
      writeFileSync(sorted, encodeSafetensors(own.toSorted((a, b) => (a.name < b.name ? -1 : 1))));
      const [select, last] = patterns[name]!;
      const { network } = imported(path, { select, activation, normalise: "none" });
      agrees(network, made!.x, due.plain);
      assert.deepEqual(
        imported(sorted, { select, activation, normalise: "none" }).network,
        network,
      );
      const stream = imported(path, { select, activation, residual: true }).network;
      agrees(stream, made!.x, due.residual);
      assert.equal(
        unitGroups(stream.graph!).identities.some(({ skip }) => skip),
        true,
      );
      agrees(imported(sorted, { select: last, activation }).network, made!.x, due.one);
    });
});

test("what is left out and taken for granted is said, a line each", (t) => {
  if (!made) return t.skip(missing);
  const path = join(folder, "gpt2.pt");
  const { notes } = imported(path, { select: "h.*.mlp" });
  const [left, turned, taken, inputs, ...more] = notes;
  assert.match(
    left!,
    /67 of 111 tensors are left out, as "h\.\*\.mlp" does not name them: "embeddings\.weight", "h\.\*\.ln_\*\.weight", /,
  );
  assert.match(turned!, /taken to lie as \[inputs, outputs\]/);
  assert.match(taken!, /11 perceptrons .* 6-9-6 units first: .* ReLU \("activation"\).*"residual"/);
  assert.match(inputs!, /inputs are taken as they are/);
  assert.deepEqual(more, []);
  const stated = { activation: "relu", residual: false, normalise: "none" } as const;
  assert.equal(imported(path, { select: "h.*.mlp", ...stated }).notes.length, 2);
  // one perceptron with a ReLU is a chain as any other
  const { network } = imported(path, { select: "h.3.mlp", ...stated });
  assert.equal(network.graph, undefined);
  assert.deepEqual(network.units, [6, 9, 6]);
});

test("attention is refused in a line that says how its perceptrons are taken", (t) => {
  if (!made) return t.skip(missing);
  for (const [name, [select]] of Object.entries(patterns)) {
    const path = join(folder, `${name}.pt`);
    const files = ["--out", join(folder, "n.arrow"), "--units", join(folder, "u.arrow")];
    const { code, err } = pcrit(["import", path, ...files]);
    assert.equal(code, 2);
    assert.match(
      err,
      /expected a chain .*, found attention; take its multilayer perceptrons alone/,
    );
    assert.ok(err.endsWith(`--select '${select}'\n`), err);
    assert.equal(err.trimEnd().split("\n").length, 1);
    if (name !== "vit") continue;
    const again = pcrit(["import", path, "--select", select!, ...files]);
    assert.equal(again.code, 0, again.err);
    assert.match(again.out, /^6-9-6-9-.* 1188 weights, density 1$/m);
  }
});

test("where an experiment names the file, its words are said", () => {
  const text = inExperiment("take them: --select 'h.*.mlp', or --architecture");
  assert.equal(text, `take them: "select": "h.*.mlp", or the experiment's architecture`);
});

test("selections and words that do not fit are refused in a line", (t) => {
  if (!made) return t.skip(missing);
  const path = join(folder, "vit.pt");
  refuses(
    () => imported(path, { select: "blocks.*.ffn" }),
    /vit\.pt: expected tensors that the selection "blocks\.\*\.ffn" names, found only "embeddings\.weight", "blocks\.\*\.norm/,
  );
  for (const select of [",", "a,,b", " ", "x".repeat(1001)])
    refuses(() => imported(path, { select }), /patterns of names|select/);
  refuses(
    () => imported(path, { select: "blocks.*.mlp.fc1", residual: true }),
    /expected perceptrons of transformers, such as .* found "blocks\.0\.mlp\.fc1"/,
  );
  refuses(
    () => imported(path, { activation: "softsign" }),
    /"activation" to be one of relu, gelu, .*selu, found "softsign"/,
  );
  refuses(
    () => imported(path, { layers: [{ kind: "full" }], residual: true }),
    /"residual" beside/,
  );
  const tensor = (name: string, ...shape: number[]): NamedTensor => ({
    ...{ name, shape, type: "float32" },
    data: new Float32Array(shape.reduce((a, b) => a * b)).fill(1),
  });
  const other = join(folder, "other.safetensors");
  const written = (...tensors: NamedTensor[]) => {
    writeFileSync(other, encodeSafetensors(tensors));
    return () => imported(other, { select: "b" });
  };
  refuses(
    written(tensor("b.0.fc1.weight", 4, 3), tensor("b.0.fc2.weight", 6, 5)),
    /"b\.0\.fc2" to read what "b\.0\.fc1" gives, found shapes \[4, 3\], \[6, 5\]/,
  );
  refuses(
    written(
      ...[tensor("b.0.fc1.weight", 4, 3), tensor("b.0.fc2.weight", 3, 4)],
      ...[tensor("b.1.fc1.weight", 5, 2), tensor("b.1.fc2.weight", 2, 5)],
    ),
    /perceptrons of one width.*"b\.0\.fc2" of 3 outputs before "b\.1\.fc1" of 2 inputs/,
  );
  const files = ["--out", join(folder, "n.arrow"), "--units", join(folder, "u.arrow")];
  const twice = join(folder, "select.json");
  writeFileSync(twice, '{"select": "blocks.*.mlp"}');
  const both = ["import", path, "--select", "blocks.*.mlp", "--architecture", twice, ...files];
  const { code, err } = pcrit(both);
  assert.equal(code, 2);
  assert.match(err, /--select or "select" in the architecture, found both/);
});

test("a chain with another activation than ReLU answers as PyTorch's does", (t) => {
  if (!made) return t.skip(missing);
  const stated = {
    activation: "Tanh",
    normalise: "none",
    input: { channels: 1, height: 8, width: 8 },
    convolutions: [
      { stride: 1, padding: 1, pool: { kind: "average", size: 2 } },
      { stride: 1, padding: "valid" },
    ],
  } as const;
  const { network } = imported(join(folder, "tanh.pt"), stated);
  agrees(network, made.images, made.tanh);
});

test("a pattern takes what its regular expression does", () => {
  const part = fc.stringMatching(/^[ab*]{0,4}$/).filter((own) => !own.includes("**"));
  const parts = fc.array(fc.oneof(part, fc.constant("**")), { minLength: 1, maxLength: 5 });
  const name = fc.array(fc.stringMatching(/^[ab]{0,4}$/), { minLength: 1, maxLength: 6 });
  const property = fc.property(parts, name, (pattern, own) => {
    const text = pattern.join(".");
    fc.pre(text.trim() !== "");
    const each = pattern.map((one) =>
      one === "**" ? "(?:[^.]*\\.)*" : `${one.replaceAll("*", "[^.]*")}\\.`,
    );
    const due = new RegExp(`^${each.join("")}(?:[^.]*\\.)*$`).test(`${own.join(".")}.`);
    assert.equal(selectionOf("x", text).takes(own.join(".")), due, `${text} of ${own.join(".")}`);
  });
  fc.assert(property, { seed: 5, numRuns: 2000 });
});
