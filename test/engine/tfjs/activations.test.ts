/** Activations on tensors against PyTorch in double precision: each alone, far out too, and in small networks. */
import assert from "node:assert/strict";
import { test } from "node:test";
import {
  type ActivationLayer,
  activationKinds,
  activationSetting,
} from "../../../src/activations.js";
import { activation } from "../../../src/engine/tfjs/activation.js";
import { TensorEngine } from "../../../src/engine/tfjs/engine.js";
import { Random } from "../../../src/random.js";
import { python } from "../../support/python.js";
import { biased, pytorchGraphs } from "../graph-pytorch.js";
import { CLASSES, floatImages, graphOf, sampleGraph } from "../graph-sample.js";
import { difference, sgd } from "../sample.js";
import { quiet } from "./backends.js";

const image = { channels: 2, height: 3, width: 4 };
const settings = { ...sgd, learningRate: 0.01, batch: 20, epochs: 1 };

const layers: readonly ActivationLayer[] = [
  ...activationKinds.flatMap((kind) => (kind === "relu" ? [] : [{ kind }])),
  { kind: "leaky-relu", slope: 0.2 },
  { kind: "elu", alpha: 0.7 },
  { kind: "silu", beta: 1.702 },
];

/** Values around 1, and such that sums reach far into the tails. */
const scales = [1, 30];

/** Behind a convolution and behind a fully connected layer. */
const cases = layers.flatMap((own) =>
  scales.map((scale) => {
    const list = [
      { kind: "convolution", channels: 3, kernel: 3, padding: 1 },
      own,
      { kind: "full", units: 6 },
      own,
      { kind: "full" },
    ];
    const drawn = floatImages(20, image);
    const pixels = (drawn.pixels as Float32Array).map((x) => scale * x);
    const network = sampleGraph(graphOf(list, image), 0.8, own.kind);
    const images = { ...drawn, pixels };
    return { name: `${JSON.stringify(own)}, images x ${scale}`, network, images, settings };
  }),
);
const oracles = pytorchGraphs(cases);

for (const [i, { name, network, images }] of cases.entries())
  test(`${name}: outputs, gradients and a step are PyTorch's`, async (t) => {
    const oracle = oracles?.[i];
    if (!oracle) return t.skip("needs Debian's python3-torch");
    const engine = new TensorEngine(await quiet("cpu"));
    const logits = await engine.logits(network, images);
    assert.equal(logits.length, images.count * CLASSES);
    assert.ok(difference(logits, oracle.logits) < 1e-5);
    const found = await engine.gradients(network, images);
    assert.ok(Math.abs(found.loss - oracle.loss) < 1e-5 * oracle.loss);
    const mask = biased(network);
    assert.ok(difference(found.weight, oracle.weight) < 1e-5);
    assert.ok(
      difference(
        found.bias,
        oracle.biasGradient.map((g, unit) => g * mask[unit]!),
      ) < 1e-5,
    );
    const trained = await engine.train(network, images, settings);
    assert.ok(difference(trained.weight, oracle.trained) < 1e-5);
    assert.ok(difference(trained.bias, oracle.bias) < 1e-5);
  });

/** Of every function its values and slopes; one launch for all. */
const script = `
import torch
import torch.nn.functional as F
functions = {
    "gelu": lambda x, s: F.gelu(x), "gelu-tanh": lambda x, s: F.gelu(x, approximate="tanh"),
    "relu6": lambda x, s: F.relu6(x), "leaky-relu": F.leaky_relu, "elu": F.elu,
    "silu": lambda x, s: x * torch.sigmoid(s * x), "sigmoid": lambda x, s: torch.sigmoid(x),
    "tanh": lambda x, s: torch.tanh(x), "hard-swish": lambda x, s: F.hardswish(x),
    "hard-sigmoid": lambda x, s: F.hardsigmoid(x), "softplus": lambda x, s: F.softplus(x, threshold=1000),
    "mish": lambda x, s: F.mish(x), "selu": lambda x, s: F.selu(x),
}
given = json.load(sys.stdin)
answers = []
for one in given["layers"]:
    x = torch.tensor(given["x"], dtype=torch.float64, requires_grad=True)
    y = functions[one["kind"]](x, one["setting"])
    y.sum().backward()
    answers.append({"value": y.tolist(), "slope": x.grad.tolist()})
print(json.dumps(answers))
`;

const random = new Random(1, "activations");
/** As single precision has them. */
const sweep = Float32Array.from([
  ...Array.from({ length: 400 }, () => 4 * random.normal()),
  ...[1e-6, 1, 15, 19.9, 20.1, 30, 88, 100].flatMap((x) => [x, -x]),
]);
const curves = python(script, {
  x: [...sweep],
  layers: layers.map((own) => ({ kind: own.kind, setting: activationSetting(own) })),
}) as { readonly value: number[]; readonly slope: number[] }[] | undefined;

for (const [i, own] of layers.entries())
  for (const name of ["cpu", "wasm"] as const)
    test(`${JSON.stringify(own)} alone, ${name}: values and slopes far out are PyTorch's`, async (t) => {
      const due = curves?.[i];
      if (!due) return t.skip("needs Debian's python3-torch");
      const backend = await quiet(name);
      const { tf } = backend;
      await tf.setBackend(name);
      const x = tf.tensor1d(sweep);
      const pass = activation(backend, own).forward([x], { own: [], running: [] }, true);
      const back = pass.backward(tf.onesLike(x), true).inputs[0]!;
      close(await pass.output.data(), due.value, "value");
      close(await back.data(), due.slope, "slope");
    });

/** Rounded in single precision a few times, and by the error function's approximation. */
function close(found: ArrayLike<number>, due: readonly number[], what: string): void {
  due.forEach((value, i) => {
    const apart = Math.abs(found[i]! - value);
    const at = Math.max(1, Math.abs(sweep[i]!));
    assert.ok(apart < 1e-6 * at, `${what} at ${sweep[i]}: ${found[i]}, not ${value}`);
  });
}
