/** A network as dense tensors with names, as PyTorch keeps it. */
import { UserError } from "../error.js";
import type { NamedTensor } from "../formats/tensor.js";
import { groupsOf, type Layer, layerWeights, taps } from "../geometry.js";
import { isObject } from "../json.js";
import { type LayerGraph, normalisationSizes } from "../layer-graph.js";
import { layersOf } from "../layers.js";
import { layerOffsets, type Network } from "../network.js";
import {
  biasBeside,
  type NormalisationNames,
  namesOfGraph,
  sequentialNames,
  type TensorNames,
} from "./names.js";

/**
 * Weights as [outputs, inputs] or [channels, channels below / groups, rows, columns], pruned ones as 0, and biases.
 * @param names the attribute `names`, which an import leaves; without it those of a Sequential.
 * @param masks whether tensors follow that tell pruned weights from those that are 0.
 */
export function tensorsOf(
  path: string,
  network: Network,
  names: unknown,
  masks: boolean,
): NamedTensor[] {
  const layers = layersOf(network);
  if (network.graph) return graphTensors(path, network, network.graph, names, masks);
  const known = names === undefined ? sequentialNames(layers) : checked(path, names, layers.length);
  return weightTensors(network, layers, known, masks);
}

/** Weights and biases, layer by layer. */
function weightTensors(
  network: Network,
  layers: readonly Layer[],
  known: readonly TensorNames[],
  masks: boolean,
): NamedTensor[] {
  const offsets = layerOffsets(network);
  let bias = 0;
  return layers.flatMap((layer, l) => {
    const own = { layer, names: known[l]!, begin: offsets[l]!, end: offsets[l + 1]! };
    const biases = network.bias.subarray(bias, bias + layer.targets);
    bias += layer.targets;
    return layerTensors(network, own, biases, masks);
  });
}

/** The same and normalisations, whose names an import leaves behind those of the weights. */
function graphTensors(
  path: string,
  network: Network,
  graph: LayerGraph,
  names: unknown,
  masks: boolean,
): NamedTensor[] {
  const layers = layersOf(network);
  const list = Array.isArray(names) ? (names as readonly unknown[]) : undefined;
  const own = namesOfGraph(graph);
  const known = list ? checked(path, list.slice(0, layers.length), layers.length) : own.weights;
  const norms = list
    ? normalisationNames(path, list.slice(layers.length), own.normalisations.length)
    : own.normalisations;
  return [
    ...weightTensors(network, layers, known, masks),
    ...normalisationTensors(network, normalisationSizes(graph), norms),
  ];
}

function normalisationTensors(
  { normalisations }: Network,
  sizes: readonly number[],
  names: readonly NormalisationNames[],
): NamedTensor[] {
  let begin = 0;
  return sizes.flatMap((size, n) => {
    const end = begin + size;
    const tensors = (["scale", "shift", "mean", "variance"] as const).flatMap((part) => {
      const name = names[n]![part];
      if (name === null) return [];
      const data = normalisations![part].subarray(begin, end);
      return [{ name, shape: [size], type: "float32", data } as const];
    });
    begin = end;
    return tensors;
  });
}

function normalisationNames(
  path: string,
  names: readonly unknown[],
  count: number,
): readonly NormalisationNames[] {
  const parts = ["scale", "shift", "mean", "variance"];
  const isName = (value: unknown) => value === null || typeof value === "string";
  const fits = names.every((own) => isObject(own) && parts.every((part) => isName(own[part])));
  if (names.length === count && fits) return names as readonly NormalisationNames[];
  throw new UserError(
    `${path}: expected the attribute "names" to hold {scale, shift, mean, variance} of ${count} normalisations behind those of weights, found ${JSON.stringify(names)}`,
  );
}

function checked(path: string, names: unknown, count: number): readonly TensorNames[] {
  const isNames = (value: unknown): value is TensorNames =>
    isObject(value) &&
    typeof value["weight"] === "string" &&
    (value["bias"] === null || typeof value["bias"] === "string");
  const list = Array.isArray(names) && names.every(isNames) ? names : [];
  const all = list.flatMap(({ weight, bias }) => [weight, ...(bias === null ? [] : [bias])]);
  if (list.length === count && new Set(all).size === all.length) return list;
  throw new UserError(
    `${path}: expected the attribute "names" to be a list of {weight, bias}, one a layer, each name once, found ${JSON.stringify(names)}`,
  );
}

interface Own {
  readonly layer: Layer;
  readonly names: TensorNames;
  /** Its rows in the table. */
  readonly begin: number;
  readonly end: number;
}

function layerTensors(
  network: Network,
  { layer, names, begin, end }: Own,
  biases: Float32Array,
  masks: boolean,
): NamedTensor[] {
  const weight = new Float32Array(layerWeights(layer));
  const mask = new Float32Array(masks ? weight.length : 0);
  const positions = taps(layer);
  // a target of a convolution in groups reads the sources of its own
  const inputs = layer.sources / groupsOf(layer);
  for (let e = begin; e < end; e++) {
    const kernel = network.target[e]! * inputs + (network.source[e]! % inputs);
    const place = kernel * positions + network.tap[e]!;
    weight[place] = network.weight[e]!;
    if (masks) mask[place] = 1;
  }
  const sizes = [
    layer.targets,
    inputs,
    ...(layer.kind === "full" ? [] : [layer.kernel.height, layer.kernel.width]),
  ];
  const { dimensions = sizes.length } = names;
  const shape = [...sizes];
  while (shape.length > dimensions && shape.includes(1, 2)) shape.splice(shape.indexOf(1, 2), 1);
  const bias =
    names.bias ?? (biases.some((value) => value !== 0) ? biasBeside(names.weight) : null);
  return [
    { name: names.weight, shape, type: "float32", data: weight },
    ...(bias === null
      ? []
      : [{ name: bias, shape: [layer.targets], type: "float32", data: biases } as const]),
    ...(masks ? [{ name: `${names.weight}_mask`, shape, type: "bool", data: mask } as const] : []),
  ];
}
