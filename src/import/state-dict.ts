/** A network from named tensors: layers by names and shapes, the rest from an architecture. */
import { UserError } from "../error.js";
import { biasBeside } from "../export/names.js";
import { some } from "../formats/some.js";
import type { NumberType, TensorFile } from "../formats/tensor.js";
import type { Architecture } from "./architecture.js";
import { isChain } from "./chain.js";
import { folded, normalisation } from "./fold.js";
import { type FoundLayer, isConvolution, type Numbers } from "./found.js";
import { layerOf, type Module, modulesOf, shapeWords, vector } from "./modules.js";
import { type Candidate, inOrder, type Placed } from "./ordered.js";
import { checkPerceptrons, type Perceptron, perceptronsOf } from "./perceptrons.js";

/** Of batch normalisation where nobody says another, by the words that a program uses for its parts. */
const usual = { PyTorch: 1e-5, Keras: 1e-3 };

/** @throws UserError for what is no chain of layers, or one that leaves something open. */
export function layersOfTensors(path: string, file: TensorFile, architecture: Architecture) {
  const { modules, notes } = modulesOf(path, file.tensors);
  const candidates = turned(
    path,
    modules.map((module) => candidate(path, module)),
    architecture,
    notes,
  );
  const blocks = blocksOf(path, candidates, file.ordered, architecture);
  if (blocks) {
    const layers = blocks.flatMap(({ gate, first, second }) => [
      ...(gate ? [gate] : []),
      first,
      second,
    ]);
    return { layers, blocks, notes: [...file.notes, ...notes] };
  }
  const { placed, notes: found } = inOrder(path, candidates, file.ordered, architecture);
  notes.push(...found);
  const norm = placed.find((one) => one.norm)?.norm;
  const program = norm?.parts.get("variance")?.name.includes("moving") ? "Keras" : "PyTorch";
  const { epsilon = usual[program] } = architecture;
  if (norm && architecture.epsilon === undefined)
    notes.push(
      `${path}: batch normalisation's epsilon is taken to be ${epsilon}, ${program}'s; state another in --architecture: "epsilon"`,
    );
  const layers = placed.map((one) => withoutNorm(path, one, epsilon));
  return { layers, notes: [...file.notes, ...notes] };
}

/** Perceptrons of transformers, where they were taken from a file, or are more than a chain. */
function blocksOf(
  path: string,
  candidates: readonly Candidate[],
  ordered: boolean,
  { select, residual, order, convolutions }: Architecture,
): Perceptron[] | undefined {
  const layers = candidates.flatMap(({ layer }) => (layer && !isConvolution(layer) ? layer : []));
  const whole = layers.length === candidates.length && order === undefined && !convolutions;
  const found = whole ? perceptronsOf(layers, ordered) : undefined;
  if (residual && !found)
    throw new UserError(
      `${path}: expected perceptrons of transformers, such as "blocks.0.mlp.fc1" and "blocks.0.mlp.fc2", as the architecture says "residual", found ${some(layers.map(({ name }) => name))}`,
    );
  const more = found?.some(({ gate }) => gate) || select !== undefined || residual;
  if (!found || !more) return undefined;
  checkPerceptrons(path, found);
  return found;
}

const quantised: readonly NumberType[] = ["int8", "uint8", "int16", "int32", "bool"];

/** @throws UserError for a module that is neither a layer nor a batch normalisation. */
function candidate(path: string, module: Module): Candidate {
  const weight = module.parts.get("weight");
  if (module.parts.has("variance") && module.parts.has("mean")) return { module };
  const where = `${path}: "${module.name}"`;
  if (!weight)
    throw new UserError(
      `${where}: expected a weight, found only its ${[...module.parts.keys()].join(" and ")}`,
    );
  if (weight.name.endsWith("_orig") && !module.parts.has("weight mask"))
    throw new UserError(
      `${where}: expected "${weight.name}" with a mask, as torch.nn.utils.prune leaves it, found none: spectral normalisation cannot be read; remove it before saving`,
    );
  if (quantised.includes(weight.type))
    throw new UserError(
      `${where}: expected weights of floats, found ${weight.type}: what such numbers of a quantised network stand for is not known here; save it before it is quantised`,
    );
  if (weight.shape.length === 2) return { module, layer: layerOf(path, module, weight) };
  if (weight.shape.length >= 3 && weight.shape.length <= 4 && module.kernel)
    throw new UserError(
      `${where}: Keras keeps kernels of convolutions as [rows, columns, inputs, outputs] and images channel last, which cannot be read; give the network as ONNX`,
    );
  if (weight.shape.length === 4) return { module, layer: layerOf(path, module, weight) };
  if (weight.shape.length === 3) return { module, layer: inOneRow(layerOf(path, module, weight)) };
  const kinds: Readonly<Record<number, string>> = {
    1: "a normalisation without running statistics (of layers or groups), or PReLU",
    5: "a convolution of three dimensions",
  };
  throw new UserError(
    `${where}: expected a weight of [outputs, inputs] or [channels, channels below, rows, columns], found ${shapeWords(weight)}${weight.shape.length in kinds ? `: ${kinds[weight.shape.length]} cannot be read` : ""}`,
  );
}

/** A convolution of one dimension: its kernels have one row. */
function inOneRow(layer: FoundLayer): FoundLayer {
  const [outputs, inputs, columns] = layer.shape as [number, number, number];
  const names = { ...layer.names, dimensions: 3 };
  return { ...layer, names, shape: [outputs, inputs, 1, columns] };
}

/** Whether weights lie as [outputs, inputs] or the other way round: said, or seen from names and shapes. */
function turned(
  path: string,
  candidates: readonly Candidate[],
  { orientation }: Architecture,
  notes: string[],
): readonly Candidate[] {
  const own = candidates;
  const other = candidates.map((one) =>
    one.layer && !isConvolution(one.layer) ? { ...one, layer: transposed(one.layer) } : one,
  );
  if (orientation) return checkBiases(path, orientation === "outputs-inputs" ? own : other);
  if (candidates.some(({ module }) => module.kernel)) return checkBiases(path, other);
  const [fits, fitsTurned] = [own, other].map((ones) => biasesFit(ones) && chainsUp(ones));
  if (!fits && fitsTurned) {
    notes.push(
      `${path}: weights are taken to lie as [inputs, outputs], as only so they fit together`,
    );
    return other;
  }
  const named = candidates.every(({ module }) => /weight/i.test(weightName(module)));
  if (fits && fitsTurned && !named)
    throw new UserError(
      `${path}: "${weightName(candidates[0]!.module)}" and the others fit together as [outputs, inputs] and as [inputs, outputs]; state it in --architecture: "orientation": "outputs-inputs" or "inputs-outputs"`,
    );
  return checkBiases(path, own);
}

function weightName({ parts }: Module): string {
  return parts.get("weight")?.name ?? "weight";
}

function chainsUp(candidates: readonly Candidate[]): boolean {
  return isChain(candidates.flatMap(({ layer }) => layer ?? []));
}

function biasesFit(candidates: readonly Candidate[]): boolean {
  return candidates.every(({ layer }) => !layer?.bias || layer.bias.length === layer.shape[0]);
}

function checkBiases(path: string, candidates: readonly Candidate[]): readonly Candidate[] {
  for (const { module, layer } of candidates)
    if (layer) vector(path, module.parts.get("bias"), layer.shape[0]!);
  return candidates;
}

function transposed(layer: FoundLayer): FoundLayer {
  const [rows, columns] = layer.shape as [number, number];
  const turn = (values: Numbers) =>
    values.map((_, i) => values[(i % rows) * columns + Math.floor(i / rows)]!);
  return {
    ...layer,
    shape: [columns, rows],
    weight: turn(layer.weight),
    ...(layer.mask ? { mask: turn(layer.mask) } : {}),
  };
}

function withoutNorm(path: string, { layer, norm }: Placed, epsilon: number): FoundLayer {
  if (!norm) return layer;
  const size = layer.shape[0]!;
  const part = (name: "mean" | "variance" | "weight" | "bias") =>
    vector(path, norm.parts.get(name), size);
  const [gamma, beta] = [part("weight"), part("bias")];
  const statistics = {
    mean: part("mean")!,
    variance: part("variance")!,
    ...(gamma ? { gamma } : {}),
    ...(beta ? { beta } : {}),
  };
  return folded(layer, normalisation(statistics, epsilon), biasBeside(layer.names.weight));
}
