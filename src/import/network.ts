/** The edge table of a network that was found in a file. */
import { checkDenseShape } from "../check-shape.js";
import { checkNormalise } from "../data/normalise.js";
import { UserError } from "../error.js";
import { groupsOf, type Layer, shortest, taps } from "../geometry.js";
import { type LayerGraph, normalisationSizes } from "../layer-graph.js";
import { layerGraph, namedLayers } from "../layer-settings.js";
import { inputValues, layersOf, type Shape, shapeOfGraph } from "../layers.js";
import type { Network } from "../network.js";
import { convolutionsOf, naming } from "./complete.js";
import { type FoundLayer, type FoundNetwork, isConvolution, type Numbers } from "./found.js";

export interface Imported {
  readonly network: Network;
  readonly notes: readonly string[];
}

/**
 * @param keepZeros weights of 0 survive where no mask says otherwise.
 * @throws UserError where layers do not fit together, or a number is none.
 */
export function importedNetwork(path: string, found: FoundNetwork, keepZeros: boolean): Imported {
  const shape = shapeOf(path, found);
  const { normalise } = found;
  if (normalise) checkNormalise(path, normalise, inputValues(shape));
  const notes = [...found.notes];
  const layers = layersOf(shape);
  const tables = found.layers.map((layer, l) =>
    survivors(path, layer, groupsOf(layers[l]!), keepZeros, notes),
  );
  const total = tables.reduce((sum, { rows }) => sum + rows.length, 0);
  const network: Network = {
    ...shape,
    layer: new Uint8Array(total),
    source: new Uint32Array(total),
    target: new Uint32Array(total),
    tap: new Uint16Array(total),
    weight: new Float32Array(total),
    bias: biasesOf(path, found.layers),
    ...normalisationsOf(path, found),
    ...(normalise && { normalise }),
  };
  let begin = 0;
  for (const [l, own] of layers.entries()) {
    fill(network, l, begin, tables[l]!, own);
    begin += tables[l]!.rows.length;
  }
  return { network, notes };
}

function shapeOf(path: string, found: FoundNetwork): Shape {
  const { layers } = found;
  if (found.graph) return graphShape(path, found.graph);
  const outputs = layers.map((layer) => layer.shape[0]!);
  const units = [layers[0]!.shape[1]!, ...outputs];
  if (isConvolution(layers.at(-1)!))
    throw new UserError(
      `${path}: expected a fully connected layer at the end, found the convolution "${layers.at(-1)!.name}"`,
    );
  if (found.convolutions.length === 0) {
    checkDenseShape(path, { units });
    return { units };
  }
  const stated = convolutionsOf(layers, found);
  const shape = {
    units,
    convolutions: { input: stated.input, layers: stated.layers.map(shortest) },
  };
  naming(path, () => checkDenseShape(path, shape));
  const first = found.convolutions.length;
  const own = layersOf(shape)[first]!;
  if (own.sources !== layers[first]!.shape[1])
    throw new UserError(
      `${path}: expected "${layers[first]!.name}" to read the ${own.sources} values that the convolutions give of images of ${found.input!.height} x ${found.input!.width}, found ${layers[first]!.shape[1]} inputs; state stride, padding, pool and input as the network has them`,
    );
  return shape;
}

/** The layers as a file of ours has them, so that equal networks have one form. */
function graphShape(path: string, { input, layers }: LayerGraph): Shape {
  const shape = shapeOfGraph(layerGraph(path, namedLayers(path, layers), input, undefined));
  naming(path, () => checkDenseShape(path, shape));
  return shape;
}

function normalisationsOf(
  path: string,
  { graph, normalisations = [] }: FoundNetwork,
): Pick<Network, "normalisations"> {
  if (!graph || normalisations.length === 0) return {};
  const sizes = normalisationSizes(graph);
  const all = (part: "scale" | "shift" | "mean" | "variance", otherwise: number) => {
    const out = new Float32Array(sizes.reduce((sum, n) => sum + n, 0)).fill(otherwise);
    let begin = 0;
    normalisations.forEach((own, n) => {
      checkFinite(path, `${own.name}, ${part}`, own[part] ?? out.subarray(0, 0));
      out.set(own[part] ?? [], begin);
      begin += sizes[n]!;
    });
    return out;
  };
  const variance = all("variance", 1);
  const negative = variance.find((value) => value < 0);
  if (negative !== undefined)
    throw new UserError(`${path}: expected variances of at least 0, found ${negative}`);
  return {
    normalisations: {
      scale: all("scale", 1),
      shift: all("shift", 0),
      mean: all("mean", 0),
      variance,
    },
  };
}

/** Surviving weights of one layer. */
interface Survivors {
  /** Places in the weight as the file has it, in the order of the table: by source, target, tap. */
  readonly rows: Uint32Array;
  readonly layer: FoundLayer;
}

function survivors(
  path: string,
  layer: FoundLayer,
  groups: number,
  keepZeros: boolean,
  notes: string[],
): Survivors {
  const { weight, mask, shape, name } = layer;
  const [targets, sources] = shape as [number, number];
  const positions = weight.length / targets / sources;
  const rows = new Uint32Array(weight.length);
  let count = 0;
  for (let g = 0; g < groups; g++)
    for (let s = 0; s < sources; s++)
      for (let t = (g * targets) / groups; t < ((g + 1) * targets) / groups; t++)
        for (let k = 0; k < positions; k++) {
          const place = (t * sources + s) * positions + k;
          if (mask ? mask[place] !== 0 : keepZeros || Math.fround(weight[place]!) !== 0)
            rows[count++] = place;
        }
  checkFinite(path, name, weight);
  const pruned = weight.length - count;
  if (pruned > 0)
    notes.push(
      `${path}: "${name}": ${pruned} of ${weight.length} weights are ${mask ? "masked" : "0"} and count as pruned`,
    );
  return { rows: rows.subarray(0, count), layer };
}

/** @throws UserError for a number that is none, or one beyond what 32 bits hold. */
function checkFinite(path: string, name: string, values: Numbers): void {
  const at = values.findIndex((value) => !Number.isFinite(Math.fround(value)));
  if (at < 0) return;
  throw new UserError(
    `${path}: "${name}": expected finite numbers of 32 bits, found ${values[at]} at place ${at}; the network did not train, or its file is damaged`,
  );
}

/** Writes the rows of one layer from `begin` on. */
function fill(
  network: Network,
  l: number,
  begin: number,
  { rows, layer: { weight, shape } }: Survivors,
  own: Layer,
): void {
  const sources = shape[1]!;
  const positions = taps(own);
  const outputs = own.targets / groupsOf(own);
  for (let i = 0; i < rows.length; i++) {
    const place = rows[i]!;
    const kernel = Math.floor(place / positions);
    const target = Math.floor(kernel / sources);
    network.layer[begin + i] = l;
    network.source[begin + i] = Math.floor(target / outputs) * sources + (kernel % sources);
    network.target[begin + i] = target;
    network.tap[begin + i] = place % positions;
    network.weight[begin + i] = weight[place]!;
  }
}

/** Layers without biases get zeros. */
function biasesOf(path: string, layers: readonly FoundLayer[]): Float32Array {
  const outputs = layers.reduce((sum, { shape }) => sum + shape[0]!, 0);
  const biases = new Float32Array(outputs);
  let begin = 0;
  for (const { name, shape, bias } of layers) {
    checkFinite(path, `${name}, biases`, bias ?? biases.subarray(0, 0));
    biases.set(bias ?? [], begin);
    begin += shape[0]!;
  }
  return biases;
}
