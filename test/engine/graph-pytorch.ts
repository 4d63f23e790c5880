/** Networks that are graphs of layers in PyTorch, in double precision, dense with masks. */
import type { Images } from "../../src/data/dataset.js";
import type { TrainingSettings } from "../../src/engine/engine.js";
import { resolveLayers } from "../../src/layer-graph.js";
import { layerOffsets, type Network } from "../../src/network.js";
import { Random } from "../../src/random.js";
import { python } from "../support/python.js";

const script = `
import torch
import torch.nn.functional as F
torch.set_num_threads(1)
torch.set_default_dtype(torch.float64)
activations = {
    "gelu": lambda h, l: F.gelu(h),
    "gelu-tanh": lambda h, l: F.gelu(h, approximate="tanh"),
    "relu6": lambda h, l: F.relu6(h),
    "leaky-relu": lambda h, l: F.leaky_relu(h, l.get("slope", 0.01)),
    "elu": lambda h, l: F.elu(h, l.get("alpha", 1)),
    "silu": lambda h, l: F.silu(h) if "beta" not in l else h * torch.sigmoid(l["beta"] * h),
    "sigmoid": lambda h, l: torch.sigmoid(h),
    "tanh": lambda h, l: torch.tanh(h),
    "hard-swish": lambda h, l: F.hardswish(h),
    "hard-sigmoid": lambda h, l: F.hardsigmoid(h),
    "softplus": lambda h, l: F.softplus(h), "mish": lambda h, l: F.mish(h), "selu": lambda h, l: F.selu(h),
}
def answer(given):
    layers = given["layers"]
    real = lambda values: torch.tensor(values, dtype=torch.float64)
    x = real(given["pixels"]).reshape(-1, *given["image"])
    y = torch.tensor(given["labels"])
    places = []
    weights, masks = [], []
    for own, edges in zip([l for l in layers if "weights" in l], given["edges"]):
        w = own["weights"]
        if w["kind"] == "full":
            shape, place = (w["targets"], w["sources"]), (edges["target"], edges["source"])
        else:
            inside = w["sources"] // w["groups"]
            k = w["kernel"]["width"]
            shape = (w["targets"], inside, w["kernel"]["height"], k)
            place = (edges["target"], [s % inside for s in edges["source"]],
                     [t // k for t in edges["tap"]], [t % k for t in edges["tap"]])
        place = tuple(torch.tensor(p, dtype=torch.long) for p in place)
        dense, mask = torch.zeros(shape), torch.zeros(shape)
        dense[place] = real(edges["weight"])
        mask[place] = 1
        weights.append(dense.requires_grad_())
        masks.append(mask)
        places.append(place)
    bias = real(given["bias"]).requires_grad_()
    scale, shift = real(given["scale"]).requires_grad_(), real(given["shift"]).requires_grad_()
    mean, variance = real(given["mean"]), real(given["variance"])

    def padded(h, window, reach, out, value=0.0):
        s = window["stride"]
        bottom = (out["height"] - 1) * s["down"] + reach[0] - h.shape[2] - window["top"]
        right = (out["width"] - 1) * s["right"] + reach[1] - h.shape[3] - window["left"]
        return F.pad(h, (window["left"], right, window["top"], bottom), value=value)

    def forward(h, training):
        values = {"input": h}
        n = 0
        for layer in layers:
            kind = layer["kind"]
            read = [values[name] for name in layer["from"]]
            h = read[0]
            if "weights" in layer:
                w, own = layer["weights"], weights[n] * masks[n]
                b = bias[layer["bias"]:layer["bias"] + w["targets"]]
                n += 1
                if w["kind"] == "full":
                    h = F.linear(h.flatten(1), own, b)[:, :, None, None]
                else:
                    d, k = w["dilation"], w["kernel"]
                    reach = ((k["height"] - 1) * d["down"] + 1, (k["width"] - 1) * d["right"] + 1)
                    h = F.conv2d(padded(h, w, reach, w["output"]), own, b, (w["stride"]["down"], w["stride"]["right"]),
                        0, (d["down"], d["right"]), w["groups"])
            elif kind == "batch-normalisation":
                part = slice(layer["begin"], layer["begin"] + h.shape[1])
                h = F.batch_norm(h, mean[part], variance[part], scale[part], shift[part],
                    training and not layer.get("frozen"), layer["momentum"], layer["epsilon"])
            elif kind == "layer-normalisation":
                part = slice(layer["begin"], layer["begin"] + h.shape[1])
                h = F.layer_norm(h.permute(0, 2, 3, 1), (h.shape[1],), scale[part], shift[part], layer["epsilon"]).permute(0, 3, 1, 2)
            elif kind == "relu":
                h = F.relu(h)
            elif kind in activations:
                h = activations[kind](h, layer)
            elif "pool" in layer:
                p = layer["pool"]
                window = (p["height"], p["width"])
                steps = (p["stride"]["down"], p["stride"]["right"])
                out = {"height": layer["height"], "width": layer["width"]}
                if p["kind"] == "max":
                    h = F.max_pool2d(padded(h, p, window, out, -1e300), window, steps)
                else:
                    h = F.avg_pool2d(padded(h, p, window, out), window, steps)
            elif kind == "add":
                h = sum(read)
            elif kind == "multiply":
                h = read[0] * read[1]
            elif kind == "concatenate":
                h = torch.cat(read, 1)
            elif kind == "transpose":
                h = h.flatten(2).transpose(1, 2)[:, :, None, :]
            values[layer["name"]] = h
        return h.flatten(1)

    def loss(chosen):
        return F.cross_entropy(forward(x[chosen], True), y[chosen])

    def table(values):
        return [v for value, place in zip(values, places) for v in value[place].tolist()]

    numbers = weights + [bias, scale, shift]
    result = {"logits": forward(x, False).flatten().tolist()}
    kept = mean.clone(), variance.clone()
    whole = loss(list(range(len(y))))
    whole.backward()
    none = lambda v: (torch.zeros_like(v) if v.grad is None else v.grad)
    result.update(loss=whole.item(), weight=table([none(w) for w in weights]), biasGradient=none(bias).tolist(),
        scaleGradient=none(scale).tolist(), shiftGradient=none(shift).tolist())
    mean.copy_(kept[0])
    variance.copy_(kept[1])
    o = given["settings"]
    optimizer = (torch.optim.Adam(numbers, o["learningRate"], (o["beta1"], o["beta2"]), o["epsilon"])
        if o["optimizer"] == "adam" else torch.optim.SGD(numbers, o["learningRate"], o["momentum"]))
    losses = []
    for batch in given["batches"]:
        optimizer.zero_grad()
        l = loss(batch)
        l.backward()
        bias.grad *= real(given["biased"])
        losses.append(l.item())
        optimizer.step()
    result.update(losses=losses, trained=table([w.detach() for w in weights]), bias=bias.tolist(), scale=scale.tolist(),
        shift=shift.tolist(), mean=mean.tolist(), variance=variance.tolist())
    return result

print(json.dumps([answer(given) for given in json.load(sys.stdin)]))
`;

export interface Oracle {
  /** In evaluation. */
  readonly logits: number[];
  readonly loss: number;
  /** Gradients of training over all images as one batch. */
  readonly weight: number[];
  readonly biasGradient: number[];
  readonly scaleGradient: number[];
  readonly shiftGradient: number[];
  /** After training: the loss of each step, and the numbers. */
  readonly losses: number[];
  readonly trained: number[];
  readonly bias: number[];
  readonly scale: number[];
  readonly shift: number[];
  readonly mean: number[];
  readonly variance: number[];
}

/** What PyTorch is asked. */
export interface Question {
  readonly network: Network;
  readonly images: Images;
  readonly settings: TrainingSettings;
}

/** Undefined where PyTorch is missing. */
export function pytorchGraphs(questions: readonly Question[]): Oracle[] | undefined {
  return python(script, questions.map(question)) as Oracle[] | undefined;
}

function question({ network, images, settings }: Question) {
  const { input } = network.graph!;
  const offsets = layerOffsets(network);
  const part = (values: ArrayLike<number>, l: number) =>
    Array.from(values).slice(offsets[l], offsets[l + 1]);
  const resolved = resolveLayers(network.graph!);
  const { scale, shift, mean, variance } = network.normalisations ?? {};
  const whole = images.pixels instanceof Uint8Array ? 255 : 1;
  return {
    image: [input.channels, input.height, input.width],
    pixels: Array.from(images.pixels as Iterable<number>, (v) => v / whole),
    labels: Array.from(images.labels),
    layers: resolved.map(({ layer, weights, normalisation, pool, height, width }) => ({
      ...layer,
      height,
      width,
      ...(weights && { weights: weights.layer, bias: weights.bias }),
      ...(normalisation && { begin: normalisation.begin }),
      ...(pool && { pool }),
    })),
    edges: Array.from({ length: offsets.length - 1 }, (_, l) => ({
      source: part(network.source, l),
      target: part(network.target, l),
      tap: part(network.tap, l),
      weight: part(network.weight, l),
    })),
    bias: Array.from(network.bias),
    biased: biased(network),
    scale: Array.from(scale ?? []),
    shift: Array.from(shift ?? []),
    mean: Array.from(mean ?? []),
    variance: Array.from(variance ?? []),
    settings,
    batches: Array.from({ length: settings.epochs }, (_, i) => i + 1).flatMap((epoch) => {
      const order = new Random(settings.seed, `batches, epoch ${epoch}`).permutation(images.count);
      return Array.from({ length: Math.ceil(images.count / settings.batch) }, (_, b) =>
        Array.from(order.subarray(b * settings.batch, (b + 1) * settings.batch)),
      );
    }),
  };
}

/** 1 of each unit that has a bias, else 0. */
export function biased({ graph, bias }: Network): number[] {
  const all = Array.from(bias, () => 0);
  for (const { layer, weights } of resolveLayers(graph!))
    if (weights && !("bias" in layer && layer.bias === false))
      all.fill(1, weights.bias, weights.bias + weights.layer.targets);
  return all;
}
