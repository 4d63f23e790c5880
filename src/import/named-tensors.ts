/** A network from named tensors and the layers that an architecture states: which tensor belongs where. */

import { UserError } from "../error.js";
import type { NormalisationNames } from "../export/names.js";
import { some } from "../formats/some.js";
import type { NamedTensor, TensorFile } from "../formats/tensor.js";
import { groupsOf, type Image, type Layer } from "../geometry.js";
import { type GraphLayer, type ResolvedLayer, resolveLayers } from "../layer-graph.js";
import { layerGraph, type NamedLayer, namedLayers } from "../layer-settings.js";
import { shippedShape, shippedShapes } from "../shapes.js";
import { type Architecture, statedImage } from "./architecture.js";
import type { FoundLayer, FoundNetwork, FoundNormalisation } from "./found.js";
import { imageNote, statedNormalise } from "./input-scale.js";
import { layerOf, type Module, modulesOf, shapeWords, vector } from "./modules.js";

/** Kinds of layers that have tensors. */
const withTensors = new Set(["full", "convolution", "batch-normalisation", "layer-normalisation"]);

/**
 * @throws UserError where a layer finds no tensors or a tensor no layer, or their shapes differ.
 */
export function layersByName(
  path: string,
  file: TensorFile,
  architecture: Architecture & Required<Pick<Architecture, "layers">>,
): FoundNetwork {
  const where = `${path}: layers of the architecture`;
  const stated = namedLayers(where, statedLayers(where, architecture.layers));
  const { modules, notes } = modulesOf(path, file.tensors, false);
  const own = stated.filter(({ kind }) => withTensors.has(kind));
  const found = matched(path, own, modules, file.ordered, notes);
  const graph = layerGraph(
    where,
    stated.map((layer) => withoutBias(path, layer, found.get(layer.name))),
    imageOf(path, architecture),
    classesOf(path, own, found),
  );
  const layers: FoundLayer[] = [];
  const normalisations: FoundNormalisation[] = [];
  for (const resolved of resolveLayers(graph)) {
    const module = found.get(resolved.layer.name);
    if (resolved.weights)
      layers.push(weightsOf(path, resolved.layer, resolved.weights.layer, module!));
    else if (resolved.normalisation) normalisations.push(numbersOf(path, resolved, module!));
  }
  if (architecture.normalise === undefined) notes.push(`${path}: ${imageNote}`);
  return {
    layers,
    convolutions: [],
    graph,
    normalisations,
    input: graph.input,
    ...statedNormalise(architecture),
    notes: [...file.notes, ...notes],
  };
}

/** A list, or one of ours by its name. */
function statedLayers(where: string, layers: unknown): unknown {
  if (typeof layers !== "string") return layers;
  if (shippedShapes().includes(layers)) return shippedShape(layers);
  throw new UserError(
    `${where}: expected a list, or one of ${shippedShapes().join(", ")}, found ${JSON.stringify(layers)}`,
  );
}

/** By their names, else one after the other in a file that has an order. */
function matched(
  path: string,
  layers: readonly NamedLayer[],
  modules: readonly Module[],
  ordered: boolean,
  notes: string[],
): ReadonlyMap<string, Module> {
  const byName = new Map(modules.map((module) => [module.name, module]));
  const named = layers.filter(({ name }) => byName.has(name));
  const names = some(modules.map(({ name }) => name));
  if (named.length === layers.length) {
    const left = modules.filter(({ name }) => !layers.some((layer) => layer.name === name));
    if (left.length > 0)
      throw new UserError(
        `${path}: expected a layer for each of its tensors, found none called ${some(left.map(({ name }) => name))}`,
      );
    return byName;
  }
  if (named.length > 0) {
    const lacking = layers.filter(({ name }) => !byName.has(name));
    throw new UserError(
      `${path}: expected tensors of the layers ${some(lacking.map(({ name }) => name))}, found ${names}`,
    );
  }
  if (!ordered || modules.length !== layers.length)
    throw new UserError(
      `${path}: expected layers called as its tensors are, ${names}; found ${some(layers.map(({ name }) => name))}, and ${ordered ? `${layers.length} of them for ${modules.length}` : "a file that does not say in which order they come"}`,
    );
  notes.push(
    `${path}: its tensors are taken to belong to the layers one after the other, as their names differ: ${modules[0]!.name} to ${layers[0]!.name}, …, ${modules.at(-1)!.name} to ${layers.at(-1)!.name}`,
  );
  return new Map(layers.map(({ name }, i) => [name, modules[i]!]));
}

/** A layer has biases where the file has them. */
function withoutBias(path: string, layer: NamedLayer, module: Module | undefined): NamedLayer {
  if (layer.kind !== "full" && layer.kind !== "convolution") return layer;
  const has = module?.parts.has("bias") ?? true;
  if (has && layer["bias"] === false)
    throw new UserError(
      `${path}: expected no biases of "${layer.name}", as the architecture says, found "${module!.parts.get("bias")!.name}"`,
    );
  return has ? layer : { ...layer, bias: false };
}

function imageOf(path: string, architecture: Architecture): Image {
  const image = statedImage(architecture);
  if (image) return image;
  throw new UserError(
    `${path}: expected the architecture to state what an image is: "input": { "channels": 3, "height": 32, "width": 32 }`,
  );
}

/** Outputs of the last layer with weights. */
function classesOf(
  path: string,
  layers: readonly NamedLayer[],
  found: ReadonlyMap<string, Module>,
): number {
  const last = layers.filter(({ kind }) => kind === "full" || kind === "convolution").at(-1);
  const weight = last && found.get(last.name)?.parts.get("weight");
  if (!weight) throw new UserError(`${path}: expected a last layer with weights, found none`);
  return weight.shape[0] ?? 0;
}

function weightsOf(path: string, { name }: GraphLayer, own: Layer, module: Module): FoundLayer {
  const shape = [
    own.targets,
    own.sources / groupsOf(own),
    ...(own.kind === "full" ? [] : [own.kernel.height, own.kernel.width]),
  ];
  const weight = module.parts.get("weight");
  if (!weight || !fits(weight.shape, shape))
    throw new UserError(
      `${path}: layer ${name}: expected weights of shape [${shape.join(", ")}], as the architecture says, found ${weight ? `"${weight.name}" of ${shapeWords(weight)}` : "none"}`,
    );
  vector(path, module.parts.get("bias"), own.targets);
  const layer = layerOf(path, module, weight);
  const dimensions = weight.shape.length;
  const names = dimensions < shape.length ? { ...layer.names, dimensions } : layer.names;
  return { ...layer, name, names, shape };
}

/**
 * A layer over each position has no kernel in other programs, or one of one dimension; here one of 1 x 1. A
 * convolution of one dimension has kernels of one row.
 */
function fits(found: readonly number[], shape: readonly number[]): boolean {
  if (found.length === 3 && [...found.slice(0, 2), 1, found[2]].join() === shape.join())
    return true;
  const left = shape.slice(found.length);
  return (
    found.length > 1 && [...found, ...left].join() === shape.join() && left.every((n) => n === 1)
  );
}

function numbersOf(
  path: string,
  { layer, channels }: ResolvedLayer,
  { parts }: Module,
): FoundNormalisation {
  const batch = layer.kind === "batch-normalisation";
  const given = {
    scale: parts.get("weight"),
    shift: parts.get("bias"),
    mean: parts.get("mean"),
    variance: parts.get("variance"),
  };
  if (batch !== (given.mean !== undefined && given.variance !== undefined))
    throw new UserError(
      `${path}: layer ${layer.name}: expected ${batch ? "a running mean and variance" : "a scale and a shift alone"}, found ${[...parts.keys()].join(" and ")}`,
    );
  const name = (tensor: NamedTensor | undefined) => tensor?.name ?? null;
  const names: NormalisationNames = {
    scale: name(given.scale),
    shift: name(given.shift),
    mean: name(given.mean),
    variance: name(given.variance),
  };
  const numbers = Object.entries(given).flatMap(([part, tensor]) =>
    tensor ? [[part, vector(path, tensor, channels)!] as const] : [],
  );
  return { name: layer.name, names, ...Object.fromEntries(numbers) };
}
