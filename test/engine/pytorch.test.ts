import assert from "node:assert/strict";
import { before, test } from "node:test";
import { sparseEngine } from "../../src/engine/sparse/engine.js";
import { layerOffsets } from "../../src/network.js";
import { Random } from "../../src/random.js";
import { pythonEach } from "../support/python.js";
import { adam, difference, sampleImages, sampleNetwork, sgd } from "./sample.js";

/** Gradients by automatic differentiation, then training, in double precision and dense with masks. */
const script = `
import torch
torch.set_num_threads(1)
torch.set_default_dtype(torch.float64)
given = json.load(sys.stdin)
units = given["units"]
x = torch.tensor(given["pixels"], dtype=torch.float64).reshape(-1, units[0]) / 255
y = torch.tensor(given["labels"])
weights, masks, biases = [], [], []
for a, b, layer, bias in zip(units, units[1:], given["edges"], given["bias"]):
    w = torch.zeros(a, b)
    mask = torch.zeros(a, b)
    s, t = layer["source"], layer["target"]
    w[s, t] = torch.tensor(layer["weight"], dtype=torch.float64)
    mask[s, t] = 1
    weights.append(w.requires_grad_())
    masks.append(mask)
    biases.append(torch.tensor(bias, dtype=torch.float64).requires_grad_())
def loss(chosen):
    h = x[chosen]
    for l, (w, m, b) in enumerate(zip(weights, masks, biases)):
        h = h @ (w * m) + b
        if l + 1 < len(weights):
            h = torch.relu(h)
    return torch.nn.functional.cross_entropy(h, y[chosen])
def table(values):
    flat = []
    for value, layer in zip(values, given["edges"]):
        flat += value[layer["source"], layer["target"]].tolist()
    return flat
whole = loss(list(range(len(y))))
whole.backward()
result = {"loss": whole.item(), "weight": table([w.grad for w in weights]),
          "bias": torch.cat([b.grad for b in biases]).tolist()}
o = given["settings"]
optimizer = (torch.optim.Adam(weights + biases, o["learningRate"], (o["beta1"], o["beta2"]), o["epsilon"])
    if o["optimizer"] == "adam" else torch.optim.SGD(weights + biases, o["learningRate"], o["momentum"]))
for batch in given["batches"]:
    optimizer.zero_grad()
    loss(batch).backward()
    optimizer.step()
result["trained"] = table([w.detach() for w in weights])
print(json.dumps(result))
`;

const cases = [
  [1, { ...adam, epsilon: 1e-4 }],
  [0.1, { ...adam, epsilon: 1e-4 }],
  [0.1, sgd],
] as const;
const units = [196, 40, 20, 10];
const images = sampleImages(100, 196, 10);

interface Oracle {
  readonly loss: number;
  readonly weight: number[];
  readonly bias: number[];
  readonly trained: number[];
}

/** What PyTorch is asked of a case. */
function question([density, settings]: (typeof cases)[number]) {
  const network = sampleNetwork(units, density);
  const offsets = layerOffsets(network);
  const biases = units.map((_, l) => units.slice(1, l + 1).reduce((a, b) => a + b, 0));
  return {
    units,
    pixels: Array.from(images.pixels),
    labels: Array.from(images.labels),
    edges: units.slice(1).map((_, l) => ({
      source: Array.from(network.source.subarray(offsets[l], offsets[l + 1])),
      target: Array.from(network.target.subarray(offsets[l], offsets[l + 1])),
      weight: Array.from(network.weight.subarray(offsets[l], offsets[l + 1])),
    })),
    bias: units.slice(1).map((_, l) => Array.from(network.bias.subarray(biases[l], biases[l + 1]))),
    settings,
    batches: [1, 2].flatMap((epoch) => {
      const order = new Random(settings.seed, `batches, epoch ${epoch}`).permutation(100);
      return [0, 32, 64, 96].map((i) => Array.from(order.subarray(i, i + 32)));
    }),
  };
}

let oracles: Oracle[] | undefined;
before(() => {
  oracles = pythonEach(script, cases.map(question)) as Oracle[] | undefined;
});

for (const [i, [density, settings]] of cases.entries()) {
  test(`${settings.optimizer} agrees with PyTorch at density ${density}`, (t) => {
    const oracle = oracles?.[i];
    if (!oracle) return t.skip("needs Debian's python3-torch");
    const network = sampleNetwork(units, density);
    const found = sparseEngine().gradients(network, images);
    assert.ok(Math.abs(found.loss - oracle.loss) < 1e-5 * oracle.loss);
    assert.ok(difference(found.weight, oracle.weight) < 1e-5);
    assert.ok(difference(found.bias, oracle.bias) < 1e-5);
    const { weight } = sparseEngine().train(network, images, settings);
    const moved = weight.map((w, e) => w - network.weight[e]!);
    const due = oracle.trained.map((w, e) => w - network.weight[e]!);
    assert.ok(difference(moved, due) < 1e-3, String(difference(moved, due)));
  });
}
