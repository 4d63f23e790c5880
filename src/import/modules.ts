/** Which tensors belong together: a layer's weight, bias and mask, a normalisation's statistics. */
import { UserError } from "../error.js";
import { some } from "../formats/some.js";
import type { NamedTensor } from "../formats/tensor.js";
import type { FoundLayer, Numbers } from "./found.js";
import { attention, perceptronPattern } from "./perceptrons.js";

export type Part = "weight" | "bias" | "weight mask" | "bias mask" | "mean" | "variance";

/** The tensors of one layer of a program, by what they are. */
export interface Module {
  /** What stands before a tensor's own name: "features.0" of features.0.weight. */
  readonly name: string;
  readonly parts: ReadonlyMap<Part, NamedTensor>;
  /** Whether the weight is called a kernel, as Keras does. */
  readonly kernel: boolean;
}

/** The last word of a name, by what it means; torch.nn.utils.prune renames to _orig and adds _mask. */
const words: Readonly<Record<string, Part>> = {
  weight: "weight",
  weights: "weight",
  kernel: "weight",
  w: "weight",
  gamma: "weight",
  weight_orig: "weight",
  bias: "bias",
  biases: "bias",
  b: "bias",
  beta: "bias",
  bias_orig: "bias",
  weight_mask: "weight mask",
  mask: "weight mask",
  bias_mask: "bias mask",
  running_mean: "mean",
  moving_mean: "mean",
  running_var: "variance",
  moving_variance: "variance",
};
const word = Object.keys(words)
  .sort((a, b) => b.length - a.length)
  .join("|");

/** A module, a word, and of w1 or bias_2 the number that is all of the module's name. */
const pattern = new RegExp(`^(?:(.+?)[./_])?(${word})(?:[._]?(\\d+))?(?::0)?$`, "i");

/** Tensors that count steps and the like. */
const idle = /(^|[./_])(num_batches_tracked|total_ops|total_params)$/;

/** Names that tell of a part that a chain of layers does not have. */
const foreign: readonly (readonly [RegExp, string])[] = [
  [/weight_(ih|hh)_l\d|recurrent_kernel/, "a recurrent layer"],
  [attention, "attention"],
  [/(^|[./_])(downsample|shortcut|skip|residual)([./_\d]|$)/i, "a residual connection"],
  [/parametrizations|weight_g$|weight_v$/, "weight normalisation; remove it before saving"],
  [/weight_u$/, "spectral normalisation; remove it before saving"],
  [/layer_?norm|group_?norm|instance_?norm/i, "a normalisation other than that of batches"],
];

/**
 * Modules in the order of their first tensors.
 * @param chain false: layers are stated, and may be more than a chain.
 * @throws UserError for a tensor that no such network has, by its name.
 */
export function modulesOf(path: string, tensors: readonly NamedTensor[], chain = true) {
  const notes: string[] = [];
  const used = tensors.filter(({ name }) => !idle.test(name));
  if (chain) checkNames(path, used);
  const byName = new Map(used.map((tensor) => [tensor.name, tensor]));
  const masks = new Map(used.flatMap((tensor) => maskedBy(tensor, byName)));
  const masking = new Set(masks.values());
  const own = used.filter((tensor) => !masking.has(tensor));
  const named = own.map((tensor) => ({ tensor, ...nameOf(tensor) }));
  const unnamed = named.filter(({ part }) => part === undefined);
  if (unnamed.length === named.length)
    return { modules: withMasks(byShape(path, own), masks), notes };
  const scalars = unnamed.filter(({ tensor }) => tensor.data.length === 1);
  if (scalars.length > 0)
    notes.push(
      `${path}: ${some(scalars.map(({ tensor }) => tensor.name))} left out: single numbers`,
    );
  const unknown = unnamed.find(({ tensor }) => tensor.data.length !== 1);
  if (unknown)
    throw new UserError(
      `${path}: tensor "${unknown.tensor.name}": expected a weight, a bias, a mask or the statistics of a batch normalisation, found another name (${shapeWords(unknown.tensor)})`,
    );
  return { modules: withMasks(grouped(path, named.filter(isNamed)), masks), notes };
}

/** A tensor and the one that masks it, which has its name and "mask" behind it. */
function maskedBy(
  mask: NamedTensor,
  tensors: ReadonlyMap<string, NamedTensor>,
): [NamedTensor, NamedTensor][] {
  const [, name = ""] = /^(.+)[._]mask$/.exec(mask.name) ?? [];
  const masked = tensors.get(name);
  return masked ? [[masked, mask]] : [];
}

function withMasks(
  modules: readonly Module[],
  masks: ReadonlyMap<NamedTensor, NamedTensor>,
): Module[] {
  return modules.map((module) => {
    const parts = new Map(module.parts);
    for (const part of ["weight", "bias"] as const) {
      const mask = masks.get(parts.get(part)!);
      if (mask) parts.set(`${part} mask`, mask);
    }
    return { ...module, parts };
  });
}

interface Named {
  readonly tensor: NamedTensor;
  readonly module: string;
  readonly part: Part | undefined;
  readonly kernel: boolean;
}
type Known = Named & { readonly part: Part };
const isNamed = (one: Named): one is Known => one.part !== undefined;

function checkNames(path: string, tensors: readonly NamedTensor[]): void {
  for (const { name } of tensors) {
    const found = foreign.find(([sign]) => sign.test(name));
    if (!found) continue;
    const pattern = perceptronPattern(tensors.map((own) => own.name));
    const way =
      pattern === "" || !tensors.some((own) => attention.test(own.name))
        ? 'state the layers of another network in --architecture: "layers", or give it as ONNX'
        : `take its multilayer perceptrons alone: --select '${pattern}'`;
    throw new UserError(
      `${path}: tensor "${name}": expected a chain of fully connected layers and convolutions, found ${found[1]}; ${way}`,
    );
  }
}

function nameOf({ name }: NamedTensor): Omit<Named, "tensor"> {
  const [, before = "", last = "", number = ""] = pattern.exec(name) ?? [];
  const own = last.toLowerCase();
  const module = number === "" ? before : [before, number].filter(Boolean).join(".");
  return { module, part: words[own], kernel: own === "kernel" };
}

function grouped(path: string, named: readonly Known[]): Module[] {
  const modules = new Map<string, Module & { parts: Map<Part, NamedTensor>; kernel: boolean }>();
  for (const { tensor, module, part, kernel } of named) {
    const own = modules.get(module) ?? { name: module, parts: new Map(), kernel: false };
    const twice = own.parts.get(part);
    if (twice)
      throw new UserError(
        `${path}: expected one ${part} of "${module}", found "${twice.name}" and "${tensor.name}"`,
      );
    own.parts.set(part, tensor);
    modules.set(module, { ...own, kernel: own.kernel || kernel });
  }
  return [...modules.values()];
}

/** Arrays whose names say nothing, such as arr_0, arr_1, …: matrices, each with the vector behind it. */
function byShape(path: string, tensors: readonly NamedTensor[]): Module[] {
  const modules: { name: string; parts: Map<Part, NamedTensor>; kernel: boolean }[] = [];
  for (const tensor of tensors) {
    const last = modules.at(-1);
    if (tensor.shape.length > 1)
      modules.push({ name: tensor.name, parts: new Map([["weight", tensor]]), kernel: false });
    else if (last && !last.parts.has("bias")) last.parts.set("bias", tensor);
    else
      throw new UserError(
        `${path}: tensor "${tensor.name}": expected a weight before its bias, found a vector (${shapeWords(tensor)}); name arrays such as "fc1.weight" and "fc1.bias"`,
      );
  }
  return modules;
}

export function shapeWords({ shape }: Pick<NamedTensor, "shape">): string {
  return `shape [${shape.join(", ")}]`;
}

/** @throws UserError where a tensor has another size than its module needs. */
export function vector(
  path: string,
  tensor: NamedTensor | undefined,
  size: number,
): Numbers | undefined {
  if (!tensor || tensor.data.length === size) return tensor?.data;
  throw new UserError(
    `${path}: tensor "${tensor.name}": expected ${size} numbers, one an output of its layer, found ${shapeWords(tensor)}`,
  );
}

/** The layer of a weight, with its mask and biases. */
export function layerOf(path: string, { name, parts }: Module, weight: NamedTensor): FoundLayer {
  const mask = parts.get("weight mask");
  if (mask && mask.shape.join() !== weight.shape.join())
    throw new UserError(
      `${path}: tensor "${mask.name}": expected the ${shapeWords(weight)} of "${weight.name}", found ${shapeWords(mask)}`,
    );
  const bias = parts.get("bias");
  return {
    name,
    names: { weight: plain(weight), bias: bias ? plain(bias) : null },
    shape: weight.shape,
    weight: weight.data,
    ...(mask && { mask: mask.data }),
    ...(bias && { bias: biasOf(path, bias, parts.get("bias mask")) }),
  };
}

/** As it is called without torch.nn.utils.prune. */
const plain = ({ name }: NamedTensor) => name.replace(/_orig$/, "");

/** A bias that is masked is 0. Its size is checked when it is known which way round the weight lies. */
function biasOf(path: string, bias: NamedTensor, masking: NamedTensor | undefined): Numbers {
  const mask = vector(path, masking, bias.data.length);
  return mask ? bias.data.map((value, i) => (mask[i] === 0 ? 0 : value)) : bias.data;
}
