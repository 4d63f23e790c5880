/** Both engines on random geometries, against the slow reference and against PyTorch. */
import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import type { Images } from "../../src/data/dataset.js";
import { inputs } from "../../src/data/normalise.js";
import { sparseEngine } from "../../src/engine/sparse/engine.js";
import { TensorEngine } from "../../src/engine/tfjs/engine.js";
import { layerWeights, taps } from "../../src/geometry.js";
import { inputValues, layersOf, type Shape } from "../../src/layers.js";
import type { Network } from "../../src/network.js";
import { python } from "../support/python.js";
import { compareGradients } from "./compare-gradients.js";
import { normalisations, shapes } from "./random-shapes.js";
import * as reference from "./reference.js";
import { difference, sampleImages, sampleNetwork } from "./sample.js";
import { quiet } from "./tfjs/backends.js";

const options = { seed: 11, numRuns: 150 };
const all = (n: number) => Array.from({ length: n }, (_, i) => i);

const density = fc.constantFrom(1, 0.6, 0.2);
const choice = fc.nat(3);

function sample(shape: Shape, share: number, which: number, count: number) {
  const normalise = normalisations(shape)[which];
  const network = { ...sampleNetwork(shape, share), ...(normalise && { normalise }) };
  return { network, images: sampleImages(count, inputValues(shape), 3, 0.5) };
}

/** The same images as floats that are no brightness. */
function asFloats(images: Images): Images {
  const pixels = Float32Array.from(images.pixels, (value) => value / 100 - 1.2);
  return { ...images, pixels: pixels as unknown as Images["pixels"] };
}

test("sparse engine: gradients are the reference's, for bytes and floats", () => {
  fc.assert(
    fc.property(shapes, density, choice, (shape, share, which) => {
      const { network, images } = sample(shape, share, which, 34);
      compareGradients(network, images);
      compareGradients(network, asFloats(images));
    }),
    { ...options, numRuns: 60 },
  );
});

test("TensorFlow.js: gradients are the reference's, logits are the sparse engine's", async () => {
  for (const backend of ["cpu", "wasm"] as const) {
    const engine = new TensorEngine(await quiet(backend));
    await fc.assert(
      fc.asyncProperty(shapes, density, choice, async (shape, share, which) => {
        const { network, images } = sample(shape, share, which, 3);
        const values = reference.numbers(network);
        const expected = reference.gradients(network, values, images, all(3));
        const found = await engine.gradients(network, images);
        assert.ok(difference(found.weight, expected.weight) < 1e-5);
        assert.ok(difference(found.bias, expected.bias) < 1e-5);
        const logits = await engine.logits(network, images);
        assert.ok(difference(logits, sparseEngine().logits(network, images)) < 1e-5);
      }),
      { ...options, numRuns: 30 },
    );
  }
});

test("fully connected networks read what they normalise, whatever zero becomes", async () => {
  const engine = new TensorEngine(await quiet("cpu"));
  const normalise = { mean: [0.5, 0.2], std: [0.25, 0.4] };
  for (const share of [1, 0.2]) {
    const network = { ...sampleNetwork([12, 9, 3], share), normalise };
    const images = sampleImages(40, 12, 3);
    compareGradients(network, images);
    compareGradients(network, asFloats(images));
    compareGradients(sampleNetwork([12, 9, 3], share), asFloats(images));
    const logits = await engine.logits(network, asFloats(images));
    assert.ok(difference(logits, sparseEngine().logits(network, asFloats(images))) < 1e-5);
  }
});

const torch = `
import torch, torch.nn.functional as F
torch.set_default_dtype(torch.float64)
torch.set_num_threads(1)
def two(v): return tuple(v) if isinstance(v, list) else (v, v)
def same(n, k, s):
    total = max(((n + s - 1) // s - 1) * s + k - n, 0)
    return total // 2, total - total // 2
answers = []
for case in json.load(sys.stdin):
    x = torch.tensor(case["inputs"], dtype=torch.float64).reshape(case["images"], *case["image"])
    weights = [torch.tensor(w, dtype=torch.float64, requires_grad=True) for w in case["weights"]]
    biases = [torch.tensor(b, dtype=torch.float64, requires_grad=True) for b in case["biases"]]
    for l, c in enumerate(case["convolutions"]):
        k, s, p = two(c["kernel"]), two(c["stride"]), c["padding"]
        w = weights[l].reshape(c["channels"], x.shape[1], *k)
        if p == "same":
            (top, bottom), (left, right) = [same(n, a, b) for n, a, b in zip(x.shape[2:], k, s)]
            x = F.conv2d(F.pad(x, (left, right, top, bottom)), w, biases[l], stride=s)
        elif isinstance(p, dict):
            x = F.pad(x, (p["left"], p["right"], p["top"], p["bottom"]))
            x = F.conv2d(x, w, biases[l], stride=s)
        else:
            x = F.conv2d(x, w, biases[l], stride=s, padding=0 if p == "valid" else two(p))
        x = torch.relu(x)
        pool = c.get("pool")
        if pool and pool["kind"] == "global-average": x = F.adaptive_avg_pool2d(x, 1)
        elif pool:
            size = two(pool["size"])
            step, zeros = two(pool.get("stride", list(size))), two(pool.get("padding", 0))
            if pool["kind"] == "max":
                x = F.max_pool2d(x, size, step, zeros, ceil_mode=pool.get("ceil", False))
            else: x = F.avg_pool2d(x, size, step, zeros)
    x = x.flatten(1)
    for l in range(len(case["convolutions"]), len(weights)):
        x = x @ weights[l].reshape(len(biases[l]), -1).T + biases[l]
        if l + 1 < len(weights): x = torch.relu(x)
    F.cross_entropy(x, torch.tensor(case["labels"])).backward()
    answers.append({
        "logits": x.flatten().tolist(),
        "weights": [w.grad.tolist() for w in weights],
        "biases": [b for one in biases for b in one.grad.tolist()],
    })
print(json.dumps(answers))
`;

interface Answer {
  readonly logits: number[];
  readonly weights: number[][];
  readonly biases: number[];
}

/** Where an edge lies in PyTorch's weights: target, source, tap. */
function place(network: Network, e: number): number {
  const layer = layersOf(network)[network.layer[e]!]!;
  const pair = network.target[e]! * layer.sources + network.source[e]!;
  return pair * taps(layer) + network.tap[e]!;
}

function forTorch(network: Network, images: Images) {
  const weights = layersOf(network).map((layer) => new Array(layerWeights(layer)).fill(0));
  network.weight.forEach((w, e) => {
    weights[network.layer[e]!]![place(network, e)] = w;
  });
  let first = 0;
  const biases = network.units.slice(1).map((n) => {
    first += n;
    return Array.from(network.bias.subarray(first - n, first));
  });
  const { input, layers } = network.convolutions!;
  return {
    inputs: Array.from(inputs(images, network.normalise)),
    images: images.count,
    image: [network.units[0], input.height, input.width],
    labels: Array.from(images.labels),
    convolutions: layers,
    weights,
    biases,
  };
}

test("logits and gradients are PyTorch's", (t) => {
  const cases = fc
    .sample(fc.tuple(shapes, density, choice), options)
    .map(([shape, share, which]) => sample(shape, share, which, 4));
  const answers = python(
    torch,
    cases.map(({ network, images }) => forTorch(network, images)),
  ) as Answer[] | undefined;
  if (!answers) return t.skip("Debian's python3-torch is missing");
  for (const [i, { network, images }] of cases.entries()) {
    const answer = answers[i]!;
    const name = JSON.stringify([network.units, network.convolutions]);
    const logits = sparseEngine().logits(network, images);
    assert.ok(difference(logits, answer.logits) < 1e-5, `logits of ${name}`);
    const { weight, bias } = sparseEngine().gradients(network, images);
    const due = Array.from(
      weight,
      (_, e) => answer.weights[network.layer[e]!]![place(network, e)]!,
    );
    assert.ok(difference(weight, due) < 1e-5, `weights of ${name}`);
    assert.ok(difference(bias, answer.biases) < 1e-5, `biases of ${name}`);
  }
});
