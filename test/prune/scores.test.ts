/** Criteria that are written as scores, against independent references. */
import assert from "node:assert/strict";
import { before, test } from "node:test";
import { sparseEngine } from "../../src/engine/sparse/engine.js";
import { layersOf, type Shape, shapeFor } from "../../src/layers.js";
import { layerOffsets, type Network, prunableWeights } from "../../src/network.js";
import { activations } from "../../src/prune/activations.js";
import { stepCounts } from "../../src/prune/by-scores.js";
import { criterionInput } from "../../src/prune/criterion-input.js";
import { prune } from "../../src/prune/prune.js";
import { snip } from "../../src/prune/snip.js";
import { flowShares, synflow } from "../../src/prune/synflow.js";
import { wanda } from "../../src/prune/wanda.js";
import { numbers, forward as slowForward } from "../engine/reference.js";
import { difference, sampleImages, sampleNetwork } from "../engine/sample.js";
import { pythonEach } from "../support/python.js";

const full: Shape = { units: [36, 14, 9, 4] };
const convolutional = shapeFor(
  36,
  4,
  [7],
  [
    { channels: 3, kernel: 3, stride: 1, padding: "same", pool: { kind: "max", size: 2 } },
    { channels: 4, kernel: 2, stride: 2, padding: "same" },
  ],
);
const averaged = shapeFor(
  36,
  4,
  [5],
  [
    { channels: 3, kernel: 4, stride: 2, padding: "valid", pool: { kind: "average", size: 2 } },
    { channels: 2, kernel: 1, stride: 1, padding: "same", pool: { kind: "global-average" } },
  ],
);
/** As people have it: two channels, kernels that are not square, zeros around, windows that overlap. */
const uneven = shapeFor(
  36,
  4,
  [5],
  [
    {
      channels: 3,
      kernel: [3, 2],
      stride: [1, 2],
      padding: [1, 0],
      pool: { kind: "max", size: [3, 2], stride: [2, 1], padding: 1 },
    },
    { channels: 2, kernel: 2, stride: 1, padding: { top: 1, bottom: 0, left: 0, right: 1 } },
  ],
  { channels: 2, height: 6, width: 3 },
);
const shapes = [full, convolutional, averaged, uneven];
const images = sampleImages(40, 36, 4);
const asked = { keep: 1, seed: "s", level: 1, images };

/** Dense tensors of a network, as PyTorch has them: [out, in] or [out, in, rows, columns]. */
function tensors(network: Network) {
  const offsets = layerOffsets(network);
  return layersOf(network).map((layer, l) => ({
    ...layer,
    edges: Array.from({ length: offsets[l + 1]! - offsets[l]! }, (_, i) => {
      const e = offsets[l]! + i;
      return [network.target[e]!, network.source[e]!, network.tap[e]!, network.weight[e]!];
    }),
    bias: Array.from(network.bias.subarray(biasOffset(network, l), biasOffset(network, l + 1))),
  }));
}

const biasOffset = (network: Network, l: number) =>
  network.units.slice(1, l + 1).reduce((a, b) => a + b, 0);

const script = `
import torch
import torch.nn.functional as F
torch.set_num_threads(1)
torch.set_default_dtype(torch.float64)
given = json.load(sys.stdin)
x = torch.tensor(given["pixels"], dtype=torch.float32).reshape(-1, given["width"]) / 255
mean, std = [torch.tensor(v, dtype=torch.float32).repeat_interleave(given["width"] // len(v)) for v in given["normalise"]]
normal = ((x - mean) / std).double()
x = x.double()
y = torch.tensor(given["labels"])
def dense(layer):
    side = (layer["kernel"]["height"], layer["kernel"]["width"]) if layer["kind"] == "convolution" else ()
    w = torch.zeros(layer["targets"], layer["sources"], *side)
    for t, s, tap, value in layer["edges"]:
        if side: w[t, s, tap // side[1], tap % side[1]] = value
        else: w[t, s] = value
    return w
layers = given["layers"]
weights = [dense(l).requires_grad_() for l in layers]
def run(h, weights, biases):
    read = []
    for i, (l, w, b) in enumerate(zip(layers, weights, biases)):
        if l["kind"] == "convolution":
            h = h.reshape(len(h), l["sources"], l["input"]["height"], l["input"]["width"])
            kernel, stride = (l["kernel"]["height"], l["kernel"]["width"]), (l["stride"]["down"], l["stride"]["right"])
            down = max(0, (l["output"]["height"] - 1) * stride[0] + kernel[0] - l["input"]["height"] - l["top"])
            right = max(0, (l["output"]["width"] - 1) * stride[1] + kernel[1] - l["input"]["width"] - l["left"])
            h = F.pad(h, (l["left"], right, l["top"], down))
            u = F.unfold(h, kernel, stride=stride)
            # Windows that the layer leaves out, at the end, are not read.
            rows = (h.shape[2] - kernel[0]) // stride[0] + 1
            u = u.reshape(*u.shape[:2], rows, -1)[:, :, :l["output"]["height"], :l["output"]["width"]]
            read.append(u.transpose(0, 1).reshape(l["sources"] * kernel[0] * kernel[1], -1))
            h = torch.relu(F.conv2d(h, w, b, stride=stride))[:, :, :l["output"]["height"], :l["output"]["width"]]
            if "pool" in l:
                p = l["pool"]
                of = F.max_pool2d if p["kind"] == "max" else F.avg_pool2d
                steps = (p["stride"]["down"], p["stride"]["right"])
                h = of(h, (p["height"], p["width"]), steps, (p["top"], p["left"]))
        else:
            h = h.flatten(1)
            read.append(h.T)
            h = F.linear(h, w, b)
            if i + 1 < len(layers): h = torch.relu(h)
    return h, read
def table(values):
    out = []
    for l, v in zip(layers, values):
        for t, s, tap, _ in l["edges"]:
            k = l["kernel"]["width"] if v.dim() == 4 else 1
            out.append(v[t, s, tap // k, tap % k].item() if v.dim() == 4 else v[t, s].item())
    return out
logits, _ = run(x, weights, [torch.tensor(l["bias"]) for l in layers])
F.cross_entropy(logits, y).backward()
result = {"snip": table([(w * w.grad).abs().detach() for w in weights])}
_, read = run(normal, weights, [torch.tensor(l["bias"]) for l in layers])
norms = [r.norm(dim=1).detach() for r in read]
result["wanda"] = table([w.detach().abs() * n.reshape(1, *w.shape[1:]) for w, n in zip(weights, norms)])
result["mean"] = table([(0 * w.detach() + r.abs().mean(dim=1).reshape(1, *w.shape[1:]).detach()) for w, r in zip(weights, read)])
linear = [w.detach().abs().requires_grad_() for w in weights]
R = run(torch.ones(1, given["width"]), linear, [None] * len(layers))[0].sum()
R.backward()
result["synflow"] = table([(w * w.grad).detach() / R.detach() for w in linear])
print(json.dumps(result))
`;

type Scores = Record<"snip" | "wanda" | "mean" | "synflow", number[]>;

const normalise = { mean: [0.2, 0.1], std: [0.5, 0.25] };
const densities = [1, 0.5];
let oracles: Scores[] | undefined;

before(() => {
  const networks = shapes.flatMap((shape) => densities.map((d) => sampleNetwork(shape, d)));
  oracles = pythonEach(
    script,
    networks.map((network) => ({
      pixels: Array.from(images.pixels),
      labels: Array.from(images.labels),
      width: images.width,
      normalise: [normalise.mean, normalise.std],
      layers: tensors(network),
    })),
  ) as Scores[] | undefined;
});

for (const [place, shape] of shapes.entries())
  for (const [i, density] of densities.entries())
    test(`snip, synflow and wanda agree with PyTorch: network ${place}, density ${density}`, (t) => {
      const oracle = oracles?.[place * densities.length + i];
      if (!oracle) return t.skip("needs Debian's python3-torch");
      const network = sampleNetwork(shape, density);
      const input = criterionInput(network, asked);
      assert.ok(difference(snip.default(input), oracle.snip) < 1e-5);
      const normal = criterionInput({ ...network, normalise }, asked);
      assert.ok(difference(wanda.default(normal), oracle.wanda) < 1e-12);
      assert.ok(difference(normal.activation.meanAbsolute, oracle.mean) < 1e-12);
      assert.ok(difference(synflow.default(input), oracle.synflow) < 1e-12);
    });

test("activations of what fully connected layers read are those of the slow forward pass", () => {
  const network = sampleNetwork(full, 0.5);
  const { norm, meanAbsolute } = activations(network, images);
  const read = Array.from({ length: images.count }, (_, i) =>
    slowForward(network, numbers(network), images.pixels.subarray(36 * i, 36 * (i + 1))),
  );
  network.layer.forEach((l, e) => {
    const x = read.map((layers) => layers[l]![network.source[e]!]!);
    const square = Math.sqrt(x.reduce((sum, value) => sum + value * value, 0));
    assert.ok(Math.abs(norm[e]! - square) < 1e-6);
    const mean = x.reduce((sum, value) => sum + Math.abs(value), 0) / x.length;
    assert.ok(Math.abs(meanAbsolute[e]! - mean) < 1e-6);
  });
});

/** Paths from inputs to outputs, by the product of |w|; for fully connected networks alone. */
function flow(network: Network, weight: Float64Array): number {
  let x = new Float64Array(network.units[0]!).fill(1);
  network.units.slice(1).forEach((units, l) => {
    const above = new Float64Array(units);
    network.layer.forEach((own, e) => {
      if (own === l) above[network.target[e]!]! += weight[e]! * x[network.source[e]!]!;
    });
    x = above;
  });
  return x.reduce((a, b) => a + b, 0);
}

test("synflow is |w| dR/d|w| by finite differences, which are exact: R is linear in each weight", () => {
  const network = sampleNetwork({ units: [6, 5, 4, 3] }, 0.7);
  const weight = Float64Array.from(network.weight, Math.abs);
  const total = flow(network, weight);
  const shares = flowShares(network);
  weight.forEach((w, e) => {
    const without = flow(network, weight.with(e, 0));
    assert.ok(Math.abs(shares[e]! - (total - without) / total) < 1e-12, `${e}: ${w}`);
  });
});

test("synflow is conserved: a layer's shares add up to 1; a hidden unit gives what it takes", () => {
  for (const shape of shapes) {
    const network = sampleNetwork(shape, 0.8);
    const shares = flowShares(network);
    const offsets = layerOffsets(network);
    for (let l = 0; l + 1 < network.units.length; l++) {
      const own = shares.subarray(offsets[l], offsets[l + 1]);
      assert.ok(Math.abs(own.reduce((a, b) => a + b, 0) - 1) < 1e-12);
    }
    const layers = layersOf(network);
    for (let l = 0; l + 1 < layers.length; l++) {
      const taken = new Float64Array(network.units[l + 1]!);
      const given = new Float64Array(network.units[l + 1]!);
      const values = layers[l + 1]!.sources / network.units[l + 1]!;
      shares.forEach((share, e) => {
        if (network.layer[e] === l) taken[network.target[e]!]! += share;
        if (network.layer[e] === l + 1) given[Math.floor(network.source[e]! / values)]! += share;
      });
      assert.ok(difference(given, taken) < 1e-12);
    }
  }
});

test("synflow knows neither the scale of a layer nor its depth", () => {
  const network = sampleNetwork(full, 0.8);
  const scaled = network.weight.map((w, e) => w * [1e-30, 1e25, 3][network.layer[e]!]!);
  assert.ok(difference(flowShares({ ...network, weight: scaled }), flowShares(network)) < 1e-5);
  const deep = sampleNetwork({ units: [8, ...new Array(200).fill(8), 3] }, 0.9);
  const shares = flowShares(deep);
  assert.ok(shares.every(Number.isFinite));
  const offsets = layerOffsets(deep);
  const first = shares.subarray(0, offsets[1]).reduce((a, b) => a + b, 0);
  assert.ok(Math.abs(first - 1) < 1e-9);
});

test("wanda by hand: each output keeps its best |w| x norm, whatever other outputs have", () => {
  // Inputs read 3/255 and 4/255 in one image, 4/255 and 0 in the other: norms 5/255 and 4/255.
  const two = {
    count: 2,
    width: 2,
    classes: 2,
    pixels: Uint8Array.of(3, 4, 4, 0),
    labels: Uint8Array.of(0, 1),
  };
  const network: Network = {
    units: [2, 2],
    layer: Uint8Array.of(0, 0, 0, 0),
    source: Uint32Array.of(0, 0, 1, 1),
    target: Uint32Array.of(0, 1, 0, 1),
    tap: new Uint16Array(4),
    weight: Float32Array.of(1, -0.01, -1.2, 0.013),
    initial: new Float32Array(4),
    bias: new Float32Array(2),
    initialBias: new Float32Array(2),
  };
  // Output 0: 5 x 1 over 4 x 1.2; output 1: 4 x 0.013 over 5 x 0.01.
  const kept = prune(network, 2, "wanda", "", two);
  assert.deepEqual([...kept.source], [0, 1]);
  assert.deepEqual([...kept.target], [0, 1]);
});

test("wanda leaves every output its share", () => {
  for (const shape of shapes) {
    const network = sampleNetwork(shape, 1);
    const layers = layersOf(network);
    for (const share of [0.1, 0.5, 0.9]) {
      const keep = Math.round(share * network.weight.length);
      const kept = prune(network, keep, "wanda", "s", images);
      assert.equal(kept.weight.length, keep);
      layers.forEach((layer, l) => {
        const counts = new Float64Array(layer.targets);
        kept.layer.forEach((own, e) => {
          if (own === l) counts[kept.target[e]!]!++;
        });
        const most = counts.reduce((a, b) => Math.max(a, b));
        const least = counts.reduce((a, b) => Math.min(a, b));
        assert.ok(most - least <= 1, `${counts}`);
      });
    }
  }
});

test("masks are nested and exact, for every count", () => {
  for (const shape of [{ units: [9, 8, 7, 4] }, convolutional]) {
    const network = sampleNetwork(shape, 1);
    const own = sampleImages(20, layersOf(network)[0]!.kind === "full" ? 9 : 36, 4);
    const name = (one: Network, e: number) =>
      [one.layer[e], one.source[e], one.target[e], one.tap[e]].join(" ");
    for (const criterion of ["snip", "synflow", "wanda"] as const) {
      let larger: Set<string> | undefined;
      for (let keep = network.weight.length; keep >= 0; keep -= 7) {
        const kept = prune(network, keep, criterion, "s", own);
        assert.equal(kept.weight.length, keep);
        const names = new Set(Array.from(kept.weight, (_, e) => name(kept, e)));
        if (larger)
          assert.ok(
            [...names].every((one) => larger!.has(one)),
            `${criterion} ${keep}`,
          );
        larger = names;
      }
    }
  }
});

test("synflow's steps keep layers alive where one step would not", () => {
  const network = sampleNetwork({ units: [100, 60, 40, 4] }, 1);
  const keep = Math.round(0.01 * prunableWeights(network));
  assert.equal(stepCounts(network, keep, synflow.step).length, 100);
  const kept = prune(network, keep, "synflow", "");
  const offsets = layerOffsets(kept);
  for (let l = 0; l < 3; l++) assert.ok(offsets[l + 1]! > offsets[l]!);
  assert.ok(flowShares(kept).some((share) => share > 0));
});

test("the batch is drawn from the images by the seed, whatever the level", () => {
  const many = sampleImages(700, 36, 4);
  const network = sampleNetwork(full, 1);
  const scores = (seed: string, level: number) =>
    snip.default(criterionInput(network, { ...asked, seed, level, images: many }));
  assert.deepEqual(scores("s", 1), scores("s", 7));
  assert.notDeepEqual(scores("s", 1), scores("t", 1));
  const all = sparseEngine().gradients(network, many).weight;
  assert.notDeepEqual(
    scores("s", 1),
    network.weight.map((w, e) => Math.abs(w * all[e]!)),
  );
});

test("without images snip and wanda say what they need", () => {
  const network = sampleNetwork(full, 1);
  for (const criterion of ["snip", "wanda"] as const)
    assert.throws(() => prune(network, 5, criterion, ""), {
      name: "UserError",
      message: /expected images/,
    });
  assert.equal(prune(network, 5, "synflow", "").weight.length, 5);
});
