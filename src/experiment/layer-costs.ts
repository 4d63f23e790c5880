/** What a graph of layers costs at a width: counted from its layers, for images that are known or assumed. */
import { child } from "../child.js";
import { graphBytes } from "../engine/sparse/graph-bytes.js";
import { UserError } from "../error.js";
import { area, groupsOf, type Image, layerWeights } from "../geometry.js";
import { resolveLayers } from "../layer-graph.js";
import { layerGraph, type NamedLayer } from "../layer-settings.js";

export interface LayerCosts {
  /** Multiplications of the dense network for an image. */
  readonly products: number;
  readonly weights: number;
  /** Pairs of units that weights join. */
  readonly edges: number;
  /** Bytes of all values and their gradients while such a batch is trained; 0 where nobody can tell. */
  readonly bytes: (batch: number) => number;
}

/** Where the plan is made before images are seen: those that people use such networks on. */
const usual: Image = { channels: 3, height: 32, width: 32 };
/** Of layers that do not fit the images that are assumed: those of a small residual network. */
const unknown: LayerCosts = { products: 3e6, weights: 8e4, edges: 1e4, bytes: () => 0 };

/** Cells of one architecture share them. */
const found = new WeakMap<readonly NamedLayer[], Map<string, LayerCosts>>();

/** O(layers) once; then what was found. */
export function layerCosts(
  layers: readonly NamedLayer[],
  width: number,
  image: Image = usual,
): LayerCosts {
  const known = found.get(layers) ?? new Map<string, LayerCosts>();
  found.set(layers, known);
  return child(known, JSON.stringify([width, image]), () => counted(layers, width, image));
}

function counted(layers: readonly NamedLayer[], width: number, image: Image): LayerCosts {
  const graph = graphAt(layers, width, image);
  if (!graph) return unknown;
  const own = resolveLayers(graph);
  const sums = { products: 0, weights: 0, edges: 0 };
  for (const { layer, inputs, weights } of own) {
    if (!weights) continue;
    const positions = weights.layer.kind === "full" ? 1 : area(weights.layer.output);
    const count = layerWeights(weights.layer);
    const read = own[inputs[0]!]?.channels ?? image.channels;
    sums.weights += count;
    sums.products += count * positions;
    sums.edges +=
      layer.kind === "full"
        ? read * weights.layer.targets
        : (weights.layer.sources * weights.layer.targets) / groupsOf(weights.layer);
  }
  const known = new Map<number, number>();
  return { ...sums, bytes: (batch) => child(known, batch, () => graphBytes(graph, batch, true)) };
}

function graphAt(layers: readonly NamedLayer[], width: number, image: Image) {
  try {
    return layerGraph("assumed", layers, image, undefined, width);
  } catch (error) {
    if (error instanceof UserError) return undefined;
    throw error;
  }
}
